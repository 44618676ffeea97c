"""`/c/{name}`: the coordinator's table of a collection as a page, a spreadsheet, CSV and JSON, and a live CSV."""

import gc
import time
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.collaboration.collection_lookup import CollectionTable
from bot.collaboration.collection_request import frame_values, page_language
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import Coordinator
from bot.collaboration.given_result import result_name
from bot.documents.collection_csv import make_collection_csv
from bot.documents.collection_json import make_collection_json
from bot.documents.collection_spreadsheet import make_collection_spreadsheet
from bot.results.files import XLSX
from bot.results.portfolio_page import CSV
from bot.shared.hashing import digest
from bot.web.etag import Content, binary_content, conditional_response, text_content
from bot.web.file_cache import FileCache
from bot.web.pages import HTML
from bot.web.security_headers import private_headers
from flows.i18n.dates import spoken_day
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.results.collection_view import CollectedService, ServiceState, process_cells, process_names
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line

ROWS_A_PAGE = 100

#: Characters of a text by which agencies are chosen.
LONGEST_SOUGHT = 120

#: Sum of the sizes of files in memory. A spreadsheet of 20,000 services takes three megabytes.
MAX_BYTES = 8_000_000


class Choice(NamedTuple):
    """What a reader chose: a part of an agency's name, a state, and the page, from 1 on."""

    agency: str = ""
    state: ServiceState | None = None
    page: int = 1


class ShownService(NamedTuple):
    """A service on the page: its row, what names its result, its criteria, and the key of its verdict's text."""

    row: CollectedService
    result: str
    criteria: Criteria | None


class CollectionPages:
    """Serves the table to the browser of a coordinator, and as CSV to programs that have its live address."""

    def __init__(self, services: CollectionServices) -> None:
        self._requests = services.requests
        self._lookup = services.lookup
        self._catalogues = services.catalogues
        self._pages = services.pages
        self._styles = services.styles
        #: Files have a thread of their own, so that no page waits for a spreadsheet.
        self._shown, self._files = FileCache(), FileCache(MAX_BYTES)

    def routes(self) -> list[Route]:
        """Return the routes."""
        requests = self._requests
        return [
            Route("/c/live/{address}.csv", requests.live(self._live_csv)),
            Route("/c/{name}/table.xlsx", requests.file(self._spreadsheet)),
            Route("/c/{name}/table.csv", requests.file(self._csv)),
            Route("/c/{name}/table.json", requests.file(self._json)),
            Route("/c/{name}", requests.page(self._page)),
        ]

    async def _page(self, request: Request, coordinator: Coordinator) -> Response:
        table, language, choice = await self._table(coordinator), page_language(request, coordinator), _choice(request)
        is_open = coordinator.collection.is_open(int(time.time()))
        key = f"page {coordinator.name} {table.revision} {is_open} {language} {choice}"

        def build() -> Content:
            return text_content(self._render(coordinator, table, language, choice).encode())

        content = await self._shown.get_or_build(digest(key), build)
        return conditional_response(request, content, HTML, self._styles.headers[1])

    def _render(self, coordinator: Coordinator, table: CollectionTable, language: Language, choice: Choice) -> str:
        wording, part = self._catalogues[language], table.view.part(choice.agency, choice.state)
        pages = max(1, -(-len(part.rows) // ROWS_A_PAGE))
        number = min(choice.page, pages)
        rows = part.rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
        values = {
            **self._styles.values[1],
            **frame_values(coordinator, wording),
            "view": table.view,
            "part": part,
            "services": [
                ShownService(row, result_name(row.service.result), table.editions.get(row.service.edition))
                for row in rows
            ],
            "gaps": part.gaps(table.editions),
            "processes": process_names(table.view, table.editions, language),
            "choice": choice,
            "page": number,
            "pages": pages,
            "states": tuple(ServiceState),
            "cells": process_cells,
            "dates": {row.service.assessed_on: _spoken(row.service.assessed_on, wording) for row in rows},
        }
        return self._pages.text("collection", language, values)

    async def _spreadsheet(self, request: Request, coordinator: Coordinator) -> Response:
        def make(table: CollectionTable, wording: Wording) -> Content:
            made = make_collection_spreadsheet(table.view, table.editions, coordinator.collection.title, wording)
            # XlsxWriter's objects refer to each other: half a million cells would stay until Python looks for them.
            gc.collect()
            return binary_content(made)

        return await self._file(request, coordinator, ("xlsx", XLSX), make)

    async def _csv(self, request: Request, coordinator: Coordinator) -> Response:
        def make(table: CollectionTable, wording: Wording) -> Content:
            return text_content(make_collection_csv(table.view, table.editions, wording))

        return await self._file(request, coordinator, ("csv", CSV), make)

    async def _live_csv(self, request: Request, coordinator: Coordinator) -> Response:
        """Answer a program that asks again and again: with its ETag it gets 304 until something changes."""
        return await self._csv(request, coordinator)

    async def _json(self, request: Request, coordinator: Coordinator) -> Response:
        def make(table: CollectionTable, wording: Wording) -> Content:
            return text_content(make_collection_json(table.view, table.editions, coordinator.collection, wording))

        return await self._file(request, coordinator, ("json", "application/json"), make)

    async def _file(
        self,
        request: Request,
        coordinator: Coordinator,
        kind: tuple[str, str],
        make: Callable[[CollectionTable, Wording], Content],
    ) -> Response:
        table, language = await self._table(coordinator), page_language(request, coordinator)
        extension, media_type = kind
        key = f"{extension} {coordinator.name} {table.revision} {language}"
        content = await self._files.get_or_build(digest(key), lambda: make(table, self._catalogues[language]))
        named = {"Content-Disposition": f'inline; filename="radap-collection.{extension}"'}
        return conditional_response(request, content, media_type, private_headers() | named)

    async def _table(self, coordinator: Coordinator) -> CollectionTable:
        return await self._lookup.table(coordinator.collection.token)


def _spoken(day: str, wording: Wording) -> str:
    return spoken_day(date.fromisoformat(day), wording)


def _choice(request: Request) -> Choice:
    """Return what the query of a request chooses; what is no choice is left out."""
    query = request.query_params
    agency = clean_line(query.get("agency", ""))[:LONGEST_SOUGHT]
    state, page = query.get("state", ""), query.get("page", "1")
    return Choice(
        agency,
        ServiceState(state) if state in {each.value for each in ServiceState} else None,
        int(page) if page.isascii() and page.isdecimal() and len(page) < len("100000") else 1,
    )
