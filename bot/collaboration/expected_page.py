"""The coordinator's page of the agencies that are expected: a table that is uploaded, and where each of them stands."""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.collaboration.collection_request import frame_values, page_language
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import Coordinator
from bot.errors import SheetRefused
from bot.sheets.sheet_reader import CHAT_LIMITS, SheetReader
from bot.web.uploaded_file import read_uploaded_file
from flows.collaboration.expected_services import ReplaceExpected
from flows.i18n.wording import Wording
from flows.model.link import Link, LinkKind
from flows.results.expected_status import Progress, expected_status
from flows.service_table.expected_table import ExpectedTable, read_expected

FIELD = "table"


class ExpectedPages:
    """Serves `/c/{name}/expected`, and takes the table and its removal."""

    def __init__(self, services: CollectionServices) -> None:
        self._requests = services.requests
        self._lookup = services.lookup
        self._store = services.store
        self._catalogues = services.catalogues
        self._links = services.links
        self._pages = services.pages
        self._styles = services.styles
        self._sheets = SheetReader(CHAT_LIMITS)

    def routes(self) -> list[Route]:
        """Return the routes."""
        requests = self._requests
        return [
            Route("/c/{name}/expected", requests.page(self._page)),
            Route("/c/{name}/expected", requests.form(self._upload), methods=["POST"]),
            Route("/c/{name}/expected/remove", requests.form(self._remove), methods=["POST"]),
        ]

    async def _page(self, request: Request, coordinator: Coordinator) -> Response:
        return await self._shown(request, coordinator, "")

    async def _shown(self, request: Request, coordinator: Coordinator, problem: str) -> Response:
        """Return the page; `problem` says why a table was not taken."""
        collection, language = coordinator.collection, page_language(request, coordinator)
        expected = await self._lookup.expected(collection.token)
        table = await self._lookup.table(collection.token)
        values = {
            **self._styles.values[2],
            **frame_values(coordinator, self._catalogues[language]),
            "address": self._links.code(collection.code),
            "status": await asyncio.to_thread(expected_status, expected.agencies, table.contributions),
            "progress": tuple(Progress),
            "problem": problem,
        }
        text = await asyncio.to_thread(self._pages.text, "collection_expected", language, values)
        return HTMLResponse(text, status_code=400 if problem else 200, headers=self._styles.headers[2])

    async def _upload(self, request: Request, coordinator: Coordinator) -> Response:
        """Replace the list by that of the file, or say why not."""
        content = await read_uploaded_file(request, FIELD, CHAT_LIMITS.file_bytes)
        wording = self._catalogues[page_language(request, coordinator)]
        if isinstance(content, Response):
            return content
        try:
            sheets = await self._sheets.read(content)
        except SheetRefused as error:
            return await self._shown(request, coordinator, error.officer_text(wording))
        table = await asyncio.to_thread(read_expected, sheets, self._catalogues)
        if problem := _problem(table, wording):
            return await self._shown(request, coordinator, problem)
        agencies = [[agency.name, list(agency.services)] for agency in table.agencies]
        return await self._replaced(request, coordinator, ReplaceExpected(agencies))

    async def _remove(self, request: Request, coordinator: Coordinator) -> Response:
        return await self._replaced(request, coordinator, ReplaceExpected([]))

    async def _replaced(self, request: Request, coordinator: Coordinator, change: ReplaceExpected) -> Response:
        await self._store.shared.change(Link(LinkKind.EXPECTED, coordinator.collection.token), change)
        language = page_language(request, coordinator)
        return RedirectResponse(f"{self._links.collection(coordinator.name)}/expected?lang={language}", 303)


def _problem(table: ExpectedTable, wording: Wording) -> str:
    """Return what is wrong with a table; empty where nothing is."""
    if table.fault:
        return table.fault.text(wording)
    if table.is_cut:
        return wording("collection.expected_too_long")
    return "" if table.agencies else wording("collection.expected_empty")
