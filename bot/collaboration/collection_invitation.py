"""The coordinator's page for inviting officers: their code with addresses and a QR code, and the live table."""

import secrets

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.collaboration.collection_request import frame_values, page_language
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import SECRET_BYTES, Coordinator
from bot.collaboration.form import read_form
from flows.collaboration.coordinator import ReplaceLiveTable

#: As on the poster: a quarter of the code may be dirty, and four modules around it stay white (ISO/IEC 18004).
ERROR_CORRECTION, QUIET_ZONE = "q", 4


class InvitationPages:
    """Serves `/c/{name}/invite`, and the forms that make the live address and that sign this browser out."""

    def __init__(self, services: CollectionServices) -> None:
        self._requests = services.requests
        self._accesses = services.accesses
        self._store = services.store
        self._catalogues = services.catalogues
        self._links = services.links
        self._pages = services.pages

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
            "collection_style": self._pages.collection_styles[2].text,
            **frame_values(coordinator, self._catalogues[language]),
            "address": address,
            "qr": _qr_code(address),
            "live": self._links.live_table(f"{coordinator.token}.{live}") if live else "",
        }
        text = self._pages.text("collection_invite", language, values)
        return HTMLResponse(text, headers=self._pages.collection_headers[2])

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


def _qr_code(address: str) -> Markup:
    svg = segno.make_qr(address, error=ERROR_CORRECTION).svg_inline(border=QUIET_ZONE, light="white", omitsize=True)
    return Markup(svg)  # noqa: S704 - segno's own drawing; the address is no part of its text
