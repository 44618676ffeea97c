"""The signed cookie that names a browser's conversation."""

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import StoreUnavailable
from bot.shared.links import Links
from bot.storage.store import Store

COOKIE = "radap_chat"
VISITOR_BYTES = 16
VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
COOKIE_SECONDS = 365 * 24 * 60 * 60
PURPOSE = b"radap browser chat"

#: Minimum seconds between two reads of the key after wrong signatures, so that forged cookies cost one read a second.
SECONDS_BETWEEN_LOOKS = 1.0


class BrowserCookies:
    """Signs and verifies cookies with a key that all workers read from the database.

    The key may change while workers run: the database was emptied, or a copy was restored. A worker reads it again
    when a page is opened, and when a signature does not match. The cookie goes to the chat's address only.
    """

    def __init__(
        self, store: Store, links: Links, *, is_secure: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._path = f"{urlsplit(links.result('')).path.removesuffix('/r/')}/chat"
        self._is_secure = is_secure
        self._clock = clock
        self._signer: Signer | None = None
        self._looking = asyncio.Lock()
        self._next_look = clock()

    async def visitor(self, request: Request) -> str | None:
        """Return the visitor of a valid cookie, otherwise None. Raises StoreUnavailable and KeyMissing."""
        signed = request.cookies.get(COOKIE, "")
        if not signed.isascii() or not VISITOR.fullmatch(signed.partition(".")[0]):
            return None
        return _named(await self._present_signer(), signed) or _named(await self._newest_signer(), signed)

    async def look_for_key(self) -> None:
        """Read the key again; keep the current one if the database does not answer. Raises KeyMissing."""
        with suppress(StoreUnavailable):
            await self._read_signer()

    async def remember(self, response: Response, known: str | None) -> None:
        """Set the cookie for another year, for the known visitor or a new one of 128 random bits.

        Lax, not Strict: with Strict a link to the chat on another site would arrive without the cookie, and the new
        one would replace the officer's conversation. A call that changes something is a POST, which Lax
        withholds from other sites as well. Raises StoreUnavailable and KeyMissing.
        """
        visitor = known or secrets.token_urlsafe(VISITOR_BYTES)
        response.set_cookie(
            COOKIE,
            (await self._present_signer()).sign(visitor).decode(),
            max_age=COOKIE_SECONDS,
            path=self._path,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    async def _present_signer(self) -> Signer:
        return self._signer or await self._read_signer()

    async def _newest_signer(self) -> Signer:
        """Return the signer with a key that was read at most a second ago; concurrent callers share one read."""
        async with self._looking:
            if self._clock() < self._next_look:
                return await self._present_signer()
            self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
            return await self._read_signer()

    async def _read_signer(self) -> Signer:
        self._signer = Signer(await self._store.cookie_key(), salt=PURPOSE, digest_method=sha256)
        return self._signer


def _named(signer: Signer, signed: str) -> str | None:
    try:
        return signer.unsign(signed).decode()
    except BadSignature:
        return None
