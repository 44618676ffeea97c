"""The cookie that names a browser's conversation: only values that Radap itself gave are taken."""

import re
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from bot.links import Links
from bot.store import Store

COOKIE = "radap_chat"
VISITOR_BYTES = 16
VISITOR = re.compile(r"[A-Za-z0-9_-]{22}")
COOKIE_SECONDS = 365 * 24 * 60 * 60
PURPOSE = b"radap browser chat"


class BrowserCookies:
    """Signs and reads cookies with a key that all workers have from the database."""

    def __init__(self, store: Store, links: Links, *, is_secure: bool) -> None:
        """Take the store, the links (the cookie goes to the chat's address only), and whether it needs https."""
        self._store = store
        self._path = f"{urlsplit(links.result('')).path.removesuffix('/r/')}/chat"
        self._is_secure = is_secure
        self._signer: Signer | None = None

    async def visitor(self, request: Request) -> str | None:
        """Whom the cookie names; None where there is none, or not one of ours. Raises StoreUnavailable, KeyMissing."""
        signed = request.cookies.get(COOKIE, "")
        if not signed.isascii():
            return None
        try:
            visitor = (await self._signed()).unsign(signed).decode()
        except BadSignature:
            return None
        return visitor if VISITOR.fullmatch(visitor) else None

    async def remember(self, response: Response, known: str | None) -> None:
        """Set the cookie for another year: the known visitor, or a new one of 128 random bits.

        Lax, not Strict: with Strict a link to the chat on another site would arrive without the cookie, and the new
        one would take the place of the officer's conversation. A call that changes something is a POST, which Lax
        withholds from other sites as well. Raises StoreUnavailable and KeyMissing.
        """
        visitor = known or secrets.token_urlsafe(VISITOR_BYTES)
        response.set_cookie(
            COOKIE,
            (await self._signed()).sign(visitor).decode(),
            max_age=COOKIE_SECONDS,
            path=self._path,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    async def _signed(self) -> Signer:
        if self._signer is None:
            self._signer = Signer(await self._store.cookie_key(), salt=PURPOSE, digest_method=sha256)
        return self._signer
