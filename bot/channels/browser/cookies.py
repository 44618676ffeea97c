"""The signed cookie that names a browser's conversation."""

import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.shared.links import Links
from bot.storage.cookie_signer import CookieSigner
from bot.storage.store import Store

COOKIE = "radap_chat"
VISITOR_BYTES = 16
VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
COOKIE_SECONDS = 365 * 24 * 60 * 60
PURPOSE = b"radap browser chat"


class BrowserCookies:
    """Signs and verifies cookies with a key that all workers read from the database.

    The key may change while workers run: the database was emptied, or a copy was restored. A worker reads it again
    when a page is opened, and when a signature does not match. The cookie goes to the chat's address only.
    """

    def __init__(
        self, store: Store, links: Links, *, is_secure: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._signer = CookieSigner(store, PURPOSE, clock)
        self._path = f"{urlsplit(links.result('')).path.removesuffix('/r/')}/chat"
        self._is_secure = is_secure

    async def visitor(self, request: Request) -> str | None:
        """Return the visitor of a valid cookie, otherwise None. Raises StoreUnavailable and KeyMissing."""
        signed = request.cookies.get(COOKIE, "")
        if not signed.isascii() or not VISITOR.fullmatch(signed.partition(".")[0]):
            return None
        return await self._signer.unsign(signed)

    async def look_for_key(self) -> None:
        """Read the key again; keep the current one if the database does not answer. Raises KeyMissing."""
        await self._signer.look_for_key()

    async def remember(self, response: Response, known: str | None) -> None:
        """Set the cookie for another year, for the known visitor or a new one of 128 random bits.

        Lax, not Strict: with Strict a link to the chat on another site would arrive without the cookie, and the new
        one would replace the officer's conversation. A call that changes something is a POST, which Lax
        withholds from other sites as well. Raises StoreUnavailable and KeyMissing.
        """
        visitor = known or secrets.token_urlsafe(VISITOR_BYTES)
        response.set_cookie(
            COOKIE,
            await self._signer.sign(visitor),
            max_age=COOKIE_SECONDS,
            path=self._path,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
