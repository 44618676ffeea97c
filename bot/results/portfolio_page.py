"""All services of an owner behind one link: a page for people, a sheet, and data for programs."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.portfolio_spreadsheet import make_portfolio_sheet
from bot.results.files import XLSX
from bot.results.lookup import Problem
from bot.results.portfolio_lookup import PortfolioLookup, StoredPortfolio
from bot.shared.links import Links
from bot.web.content import Content, content_of, text_content
from bot.web.etag import conditional_response
from bot.web.file_cache import FileCache
from bot.web.pages import HTML, WebPages
from bot.web.security_headers import private_headers
from flows.i18n.dates import iso_date
from flows.i18n.wording import Catalogues
from flows.results.portfolio_view import PortfolioView, ServiceRow

FORMAT = 1

#: Makes a page or a file of the services.
Make: TypeAlias = "Callable[[StoredPortfolio, PortfolioView], Content]"


class PortfolioPages:
    """Serves `/p/{token}`, `.xlsx` and `.json` to whoever has the link, in either language (`?lang=`)."""

    def __init__(self, finder: PortfolioLookup, catalogues: Catalogues, links: Links, pages: WebPages) -> None:
        """Take what finds the services, the words, the links, and the templates."""
        self._finder = finder
        self._catalogues = catalogues
        self._links = links
        self._pages = pages
        self._made = FileCache()
        self._viewing = asyncio.Lock()

    def routes(self) -> list[Route]:
        """The files before the page, whose pattern would take their addresses too."""
        return [
            Route("/p/{token}.xlsx", self._sheet),
            Route("/p/{token}.json", self._data),
            Route("/p/{token}", self._page),
        ]

    async def _page(self, request: Request) -> Response:
        content = await self._content(request, "page", self._page_of)
        if isinstance(content, Problem):
            return self._pages.explanation(content.name, content.status, content.headers)
        return conditional_response(request, content, HTML, self._pages.whole_page_headers)

    async def _sheet(self, request: Request) -> Response:
        content = await self._content(request, "sheet", self._sheet_of)
        if isinstance(content, Problem):
            return content.as_data()
        headers = {**private_headers(), "Content-Disposition": 'inline; filename="radap-services.xlsx"'}
        return conditional_response(request, content, XLSX, headers)

    async def _data(self, request: Request) -> Response:
        content = await self._content(request, "data", self._data_of)
        if isinstance(content, Problem):
            return content.as_data()
        return conditional_response(request, content, "application/json", private_headers())

    async def _content(self, request: Request, kind: str, make: Make) -> Content | Problem:
        """The content of the stored results: kept, or made anew.

        It is known by their stored bytes: putting hundreds of results into words takes much longer than sending them.
        """
        stored = await self._finder.find(request)
        if isinstance(stored, Problem):
            return stored
        source = f"{kind} {stored.token} {stored.revision}"
        if content := self._made.kept(source):
            return content
        async with self._viewing:
            # Whoever waited for the same finds it now.
            if content := self._made.kept(source):
                return content
            view = await self._finder.view(stored)
            if isinstance(view, Problem):
                return view
            return await self._made.get(source, lambda: replace(make(stored, view), open_until=view.open_until))

    def _page_of(self, stored: StoredPortfolio, view: PortfolioView) -> Content:
        values = {"view": view, "token": stored.token}
        return text_content(self._pages.text("portfolio", view.language, values).encode())

    def _sheet_of(self, _: StoredPortfolio, view: PortfolioView) -> Content:
        return content_of(make_portfolio_sheet(view, self._catalogues[view.language]))

    def _data_of(self, _: StoredPortfolio, view: PortfolioView) -> Content:
        return text_content(json.dumps(self._plain(view), ensure_ascii=False, separators=(",", ":")).encode())

    def _plain(self, view: PortfolioView) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "language": view.language.value,
            "services": [self._service(row) for row in view.rows],
            "gaps": [
                {"process": gap.process.id, "name": gap.process.name, "missing": gap.missing, "raise": gap.raises}
                for gap in view.common_gaps
            ],
        }

    def _service(self, row: ServiceRow) -> dict[str, Any]:
        view = row.view
        return {
            **{item.id: item.value for item in view.public_data},
            "group": view.group_id,
            "assessed_on": iso_date(row.assessed_at),
            "levels": {process.id: process.own.code for process in view.processes},
            "missing": [process.id for process in view.missing],
            "raise": [process.id for process in view.raises],
            "verdict": {"processes": view.processes_verdict.value, "levels": view.levels_verdict.value},
            "link": self._links.result(row.token),
        }
