"""All services of an owner behind one link: a page, a spreadsheet, CSV, and JSON."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.portfolio_csv import make_portfolio_csv
from bot.documents.portfolio_spreadsheet import make_portfolio_spreadsheet
from bot.results.files import XLSX
from bot.results.json_export import approval_json, verdicts
from bot.results.lookup import LookupFailure
from bot.results.portfolio_lookup import PortfolioLookup, StoredPortfolio
from bot.shared.links import Links
from bot.web.etag import Content, binary_content, conditional_response, text_content
from bot.web.file_cache import FileCache
from bot.web.pages import HTML, WebPages
from bot.web.security_headers import private_headers
from flows.i18n.wording import Catalogues
from flows.results.portfolio_view import PortfolioView, ServiceRow

PORTFOLIO_JSON_FORMAT = 1
CSV = "text/csv; charset=utf-8"

#: Builds a page or a file.
Make: TypeAlias = "Callable[[StoredPortfolio, PortfolioView], Content]"


class PortfolioPages:
    """Serves `/p/{token}`, `.xlsx`, `.csv` and `.json` to everybody who has the link, in the language of `?lang=`."""

    def __init__(self, lookup: PortfolioLookup, catalogues: Catalogues, links: Links, pages: WebPages) -> None:
        self._lookup = lookup
        self._catalogues = catalogues
        self._links = links
        self._pages = pages
        self._cache = FileCache()
        self._rendering = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Return the routes. Those of the files come first, because the page's pattern matches their paths too."""
        return [
            Route("/p/{token}.xlsx", self._spreadsheet),
            Route("/p/{token}.csv", self._csv),
            Route("/p/{token}.json", self._json),
            Route("/p/{token}", self._page),
        ]

    async def _page(self, request: Request) -> Response:
        content = await self._content(request, "page", self._page_content)
        if isinstance(content, LookupFailure):
            return self._pages.explanation(content.name, content.status, content.headers)
        return conditional_response(request, content, HTML, self._pages.inline_style_headers)

    async def _spreadsheet(self, request: Request) -> Response:
        content = await self._content(request, "sheet", self._spreadsheet_content)
        if isinstance(content, LookupFailure):
            return content.as_json()
        headers = {**private_headers(), "Content-Disposition": 'inline; filename="radap-services.xlsx"'}
        return conditional_response(request, content, XLSX, headers)

    async def _csv(self, request: Request) -> Response:
        """Answer a program that asks again and again: with its ETag it gets 304 until something changes."""
        content = await self._content(request, "csv", self._csv_content)
        if isinstance(content, LookupFailure):
            return content.as_json()
        headers = {**private_headers(), "Content-Disposition": 'inline; filename="radap-services.csv"'}
        return conditional_response(request, content, CSV, headers)

    async def _json(self, request: Request) -> Response:
        content = await self._content(request, "data", self._json_content)
        if isinstance(content, LookupFailure):
            return content.as_json()
        return conditional_response(request, content, "application/json", private_headers())

    async def _content(self, request: Request, kind: str, make: Make) -> Content | LookupFailure:
        """Return the content, cached by the stored bytes of its results: rendering hundreds takes far longer."""
        stored = await self._lookup.find(request)
        if isinstance(stored, LookupFailure):
            return stored
        key = f"{kind} {stored.token} {stored.revision}"
        if content := self._cache.get(key):
            return content
        async with self._rendering:
            # Another request may have built the same content while this one waited.
            if content := self._cache.get(key):
                return content
            view = await self._lookup.view(stored)
            if isinstance(view, LookupFailure):
                return view
            return await self._cache.get_or_build(key, lambda: replace(make(stored, view), expires_at=view.open_until))

    def _page_content(self, stored: StoredPortfolio, view: PortfolioView) -> Content:
        values = {"view": view, "token": stored.token}
        return text_content(self._pages.text("portfolio", view.language, values).encode())

    def _spreadsheet_content(self, _: StoredPortfolio, view: PortfolioView) -> Content:
        return binary_content(make_portfolio_spreadsheet(view, self._catalogues[view.language]))

    def _csv_content(self, _: StoredPortfolio, view: PortfolioView) -> Content:
        return text_content(make_portfolio_csv(view, self._catalogues[view.language]))

    def _json_content(self, _: StoredPortfolio, view: PortfolioView) -> Content:
        return text_content(orjson.dumps(self._data(view)))

    def _data(self, view: PortfolioView) -> dict[str, Any]:
        return {
            "format": PORTFOLIO_JSON_FORMAT,
            "language": view.language.value,
            "services": [self._service(row) for row in view.rows],
            "gaps": [
                {"process": gap.process.id, "name": gap.process.name, "missing": gap.missing, "raise": gap.raises}
                for gap in view.gaps
            ],
            "steps": [
                {
                    "process": step.process.id,
                    "to": step.level.code,
                    "demand": step.demand,
                    "services": list(step.services),
                }
                for step in view.steps
            ],
        }

    def _service(self, row: ServiceRow) -> dict[str, Any]:
        view = row.view
        return {
            **{item.id: item.value for item in view.public_data},
            "edition": view.edition,
            "group": view.group_id,
            "assessed_on": view.assessed_on,
            "levels": {process.id: process.own.code for process in view.processes},
            "missing": [process.id for process in view.missing],
            "raise": [process.id for process in view.raises],
            "is_provisional": view.is_provisional,
            "verdict": verdicts(view),
            "link": self._links.result(row.token),
            **({"approval": approval_json(view.approval)} if view.approval else {}),
        }
