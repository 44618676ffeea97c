"""Radap's web side for tests: the chat and the result pages in one application, called without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.blank_result import blank_result
from bot.channels.browser import BrowserChannel
from bot.channels.browser_cookie import BrowserCookies
from bot.export_page import ExportPages
from bot.links import Links
from bot.portfolio_finder import PortfolioFinder
from bot.portfolio_page import PortfolioPages
from bot.result_files import ResultFiles
from bot.result_finder import ResultFinder
from bot.result_page import ResultPages
from bot.shortcut import Shortcut
from bot.store import Store
from bot.turn import Turns
from bot.web_assets import asset_routes
from bot.web_pages import WebPages
from flows.criteria import Criteria
from flows.dialogue import Dialogue
from flows.language import Language
from flows.scene import Retention
from flows.wording import Catalogues

SITE = "https://radap.example.go.th"
HOSTILE = "<script>alert(1)</script> & \"'\u202e{{ 7 * 7 }}"


def result_routes(store: Store, criteria: Criteria, catalogues: Catalogues, links: Links) -> list[Route]:
    """A result's page and files."""
    finder, pages = ResultFinder(store, criteria, catalogues), WebPages(catalogues)
    return [
        *ResultFiles(finder, links, blank_result(criteria, catalogues[Language.THAI])).routes(),
        *ResultPages(finder, links, pages).routes(),
        *PortfolioPages(PortfolioFinder(store, finder), catalogues, links, pages).routes(),
    ]


@asynccontextmanager
async def website(
    store: Store, criteria: Criteria, catalogues: Catalogues, *, public_url: str = SITE, secure_cookie: bool = False
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of both, at the public address."""
    links = Links(public_url)
    turns = Turns(Dialogue(criteria, catalogues, Retention(180, 365)), store)
    cookies = BrowserCookies(store, links, is_secure=secure_cookie)
    chat = BrowserChannel(turns=turns, links=links, catalogues=catalogues, pages=WebPages(catalogues), cookies=cookies)
    results = result_routes(store, criteria, catalogues, links)
    shortcut = Middleware(Shortcut, {route.path: route for route in results})
    app = Starlette(
        routes=[*results, *ExportPages(store).routes(), *chat.routes(), *asset_routes()], middleware=[shortcut]
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client
