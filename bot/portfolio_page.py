"""All services of an owner behind one link: a page for people, a sheet, and data for programs."""

import json
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conditional import conditional_response
from bot.content import content_of
from bot.documents.portfolio_sheet import make_portfolio_sheet
from bot.links import Links
from bot.made_files import MadeFiles
from bot.portfolio_finder import PortfolioFinder
from bot.result_files import XLSX
from bot.result_finder import Problem
from bot.web_headers import private_headers
from bot.web_pages import WebPages
from flows.dates import iso_date
from flows.portfolio import PortfolioView, ServiceRow
from flows.wording import Catalogues

FORMAT = 1


class PortfolioPages:
    """Serves `/p/{token}`, `.xlsx` and `.json` to whoever has the link, in either language (`?lang=`)."""

    def __init__(self, finder: PortfolioFinder, catalogues: Catalogues, links: Links, pages: WebPages) -> None:
        """Take what finds the services, the words, the links, and the templates."""
        self._finder = finder
        self._catalogues = catalogues
        self._links = links
        self._pages = pages
        self._made = MadeFiles()

    def routes(self) -> list[Route]:
        """The files before the page, whose pattern would take their addresses too."""
        return [
            Route("/p/{token}.xlsx", self._sheet),
            Route("/p/{token}.json", self._data),
            Route("/p/{token}", self._page),
        ]

    async def _page(self, request: Request) -> Response:
        view = await self._finder.find(request)
        if isinstance(view, Problem):
            return self._pages.explanation(view.name, view.status, view.headers)
        values = {"view": view, "token": request.path_params["token"]}
        source = f"page {values['token']} {view.revision}"
        content = await self._made.get(source, lambda: self._pages.text("portfolio", view.language, values).encode())
        return conditional_response(request, content, "text/html", self._pages.whole_page_headers)

    async def _sheet(self, request: Request) -> Response:
        view = await self._finder.find(request)
        if isinstance(view, Problem):
            return view.as_data()
        make = partial(make_portfolio_sheet, view, self._catalogues[view.language])
        content = await self._made.get(f"sheet {view.revision}", make)
        headers = {**private_headers(), "Content-Disposition": 'inline; filename="radap-services.xlsx"'}
        return conditional_response(request, content, XLSX, headers)

    async def _data(self, request: Request) -> Response:
        view = await self._finder.find(request)
        if isinstance(view, Problem):
            return view.as_data()
        content = json.dumps(self._plain(view), ensure_ascii=False, separators=(",", ":")).encode()
        return conditional_response(request, content_of(content), "application/json", private_headers())

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
            "service": view.service,
            "agency": view.agency,
            "group": view.group_id,
            "assessed_on": iso_date(row.assessed_at),
            "levels": {process.id: process.own.code for process in view.processes},
            "missing": [process.id for process in view.missing],
            "raise": [process.id for process in view.raises],
            "verdict": {"processes": view.processes_verdict.value, "levels": view.levels_verdict.value},
            "link": self._links.result(row.token),
        }
