"""The page behind a coordinator's one-time code: a button that gives the collection to this browser."""

import re
import secrets
from collections.abc import Mapping

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.collaboration.code_pages import Opened
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import SECRET_BYTES, secret_digest
from bot.storage.collection_records import collection_name
from bot.web.security_headers import private_headers
from flows.collaboration.collection import Collection
from flows.collaboration.coordinator import CoordinatorAccess, UseAccess
from flows.model.link import Link, LinkKind

SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


class CoordinatorPage:
    """Shows the button, and sets the cookie of the browser that presses it first."""

    def __init__(self, services: CollectionServices) -> None:
        self._store = services.store
        self._links = services.links
        self._pages = services.pages
        self._accesses = services.accesses
        self._styles = services.styles

    async def show(self, opened: Opened) -> Response:
        """Return the page. Its form names this browser, so that pressing twice is pressing once."""
        access, collection = await self._find(opened)
        if collection is None or access is None or not access.is_open(opened.now):
            return self._pages.explanation("unknown_code", 404)
        language = opened.language
        values = {**self._styles.values[1], "collection": collection, "browser": secrets.token_urlsafe(SECRET_BYTES)}
        text = self._pages.text("coordinator_code", language, values)
        return HTMLResponse(text, headers=self._styles.headers[1])

    async def send(self, opened: Opened, form: Mapping[str, str]) -> Response:
        """Give the page to this browser, unless another was first."""
        access, collection = await self._find(opened)
        browser = form.get("browser", "")
        if collection is None or access is None or not SECRET.fullmatch(browser):
            return self._pages.explanation("unknown_code", 404)
        change = UseAccess(secret_digest(browser), opened.now)
        if not await self._store.shared.change(Link(LinkKind.COORDINATOR, opened.code.token), change):
            return self._pages.explanation("unknown_code", 404)
        name = collection_name(collection.token)
        response = RedirectResponse(self._links.collection(name), 303, private_headers())
        await self._accesses.remember(response, opened.code.token, browser, name)
        return response

    async def _find(self, opened: Opened) -> tuple[CoordinatorAccess | None, Collection | None]:
        access = opened.record
        if not isinstance(access, CoordinatorAccess):
            return None, None
        collection = await self._store.shared.find(Link(LinkKind.COLLECTION, access.collection))
        return access, collection if isinstance(collection, Collection) else None
