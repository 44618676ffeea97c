"""Which collection a browser may see: a signed cookie names the access that a one-time code gave to it."""

import re
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.shared.hashing import digest
from bot.shared.links import Links
from bot.storage.collection_records import collection_name
from bot.storage.cookie_signer import CookieSigner
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.collaboration.coordinator import CoordinatorAccess
from flows.model.link import Link, LinkKind

COOKIE = "radap_collection"
PURPOSE = b"radap collection"
#: The token of the access, and the secret of the browser.
NAMED = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")
#: The token of the access, and the secret of the live table.
LIVE = NAMED
#: The same as for the browser's chat.
COOKIE_SECONDS = 365 * 24 * 60 * 60
SECRET_BYTES = 16


class Coordinator(NamedTuple):
    """A browser that may see a collection: the token of its access, the access, and the collection."""

    token: str
    access: CoordinatorAccess
    collection: Collection

    @property
    def link(self) -> Link:
        """Return the link of the access."""
        return Link(LinkKind.COORDINATOR, self.token)

    @property
    def name(self) -> str:
        """Return the name of the collection in addresses."""
        return collection_name(self.collection.token)


class CoordinatorAccesses:
    """Finds the access of a request. Every method raises StoreUnavailable, KeyMissing or StoredFormatError.

    The cookie goes to the pages of its collection only, so that one browser can have several.
    """

    def __init__(self, store: Store, links: Links) -> None:
        self._store = store
        self._signer = CookieSigner(store, PURPOSE)
        self._path = f"{urlsplit(links.result('')).path.removesuffix('/r/')}/c"
        self._is_secure = links.has_https

    async def of_cookie(self, request: Request) -> Coordinator | None:
        """Return the access of the cookie; None where it does not open the collection that the address names."""
        signed = request.cookies.get(COOKIE, "")
        value = await self._signer.unsign(signed) if signed.isascii() and signed else None
        if not (value and (found := NAMED.fullmatch(value))):
            return None
        coordinator = await self._find(found[1])
        if coordinator is None or not _is_same(coordinator.access.browser, secret_digest(found[2])):
            return None
        return coordinator if coordinator.name == request.path_params["name"] else None

    async def of_live_table(self, address: str) -> Coordinator | None:
        """Return the access whose live table has this address; None where there is none, or it has another by now."""
        found = LIVE.fullmatch(address)
        coordinator = await self._find(found[1]) if found else None
        if not (found and coordinator and _is_same(coordinator.access.live, found[2])):
            return None
        return coordinator

    async def remember(self, response: Response, token: str, secret: str, name: str) -> None:
        """Set the cookie of an access. Lax, as for the chat: a link to the page in a mail arrives with it."""
        response.set_cookie(
            COOKIE,
            await self._signer.sign(f"{token}.{secret}"),
            max_age=COOKIE_SECONDS,
            path=f"{self._path}/{name}",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response, name: str) -> None:
        """Delete the cookie."""
        response.delete_cookie(COOKIE, path=f"{self._path}/{name}", secure=self._is_secure, httponly=True)

    async def _find(self, token: str) -> Coordinator | None:
        access = await self._store.shared.find(Link(LinkKind.COORDINATOR, token))
        if not isinstance(access, CoordinatorAccess):
            return None
        collection = await self._store.shared.find(Link(LinkKind.COLLECTION, access.collection))
        return Coordinator(token, access, collection) if isinstance(collection, Collection) else None


def secret_digest(secret: str) -> str:
    """Return what an access keeps of a browser's secret."""
    return digest(secret, SECRET_BYTES)


def _is_same(stored: str, given: str) -> bool:
    """Compare in constant time. An empty one is like none that was given: those have 22 signs."""
    return secrets.compare_digest(stored, given)
