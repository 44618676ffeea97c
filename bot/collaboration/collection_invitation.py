"""The coordinator's page for inviting officers: their code with addresses and a QR code, and the live table."""

import secrets

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.collaboration.collection_request import frame_values, page_language
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import SECRET_BYTES, Coordinator
from bot.collaboration.form import read_form
from flows.collaboration.coordinator import ReplaceLiveTable


class InvitationPages:
    """Serves `/c/{name}/invite`, and the forms that make the live address and that sign this browser out."""

    def __init__(self, services: CollectionServices) -> None:
        self._requests = services.requests
        self._accesses = services.accesses
        self._store = services.store
        self._catalogues = services.catalogues
        self._links = services.links
        self._pages = services.pages
        self._styles = services.styles
        self._chats = services.chats

    def routes(self) -> list[Route]:
        """Return the routes."""
        requests = self._requests
        return [
            Route("/c/{name}/invite", requests.page(self._page)),
            Route("/c/{name}/live", requests.form(self._replace_live), methods=["POST"]),
            Route("/c/{name}/leave", requests.form(self._leave), methods=["POST"]),
        ]

    async def _page(self, request: Request, coordinator: Coordinator) -> Response:
        """Return the page. It has a secret, so that it is not compressed, and no cache may store it."""
        collection, language = coordinator.collection, page_language(request, coordinator)
        address, live = self._links.code(collection.code), coordinator.access.live
        values = {
            **self._styles.values[2],
            **frame_values(coordinator, self._catalogues[language]),
            "address": address,
            "chats": self._chats.of(collection.code),
            "live": self._links.live_table(f"{coordinator.token}.{live}") if live else "",
        }
        text = self._pages.text("collection_invite", language, values)
        return HTMLResponse(text, headers=self._styles.headers[2])

    async def _replace_live(self, request: Request, coordinator: Coordinator) -> Response:
        """Make a new live address, or with `action=close` none."""
        form = await read_form(request)
        if isinstance(form, Response):
            return form
        live = "" if form.get("action") == "close" else secrets.token_urlsafe(SECRET_BYTES)
        await self._store.shared.change(coordinator.link, ReplaceLiveTable(live))
        language = page_language(request, coordinator)
        return RedirectResponse(f"{self._links.collection(coordinator.name)}/invite?lang={language}#live", 303)

    async def _leave(self, request: Request, coordinator: Coordinator) -> Response:
        """Take the page from this browser, and close its live table."""
        await self._store.shared.delete(coordinator.link)
        response = self._pages.explanation("left_collection")
        self._accesses.forget(response, coordinator.name)
        return response
