"""Radap's web side for tests: the chat and the result pages in one application, called without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.browser.channel import BrowserChannel
from bot.channels.browser.cookies import BrowserCookies
from bot.config.data_files import load_guidances
from bot.results.data_export import DataExports
from bot.results.example_page import ExamplePages
from bot.results.files import ResultFiles
from bot.results.lookup import ResultLookup, blank_result
from bot.results.owners_copies import OwnersCopies
from bot.results.page import ResultPages
from bot.results.paper_codes import PaperCodes
from bot.results.paper_page import PaperPages
from bot.results.portfolio_lookup import PortfolioLookup
from bot.results.portfolio_page import PortfolioPages
from bot.results.reminders import Reminders
from bot.results.template_files import TemplateFiles
from bot.shared.links import ExampleLinks, Links
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.assets import asset_routes
from bot.web.pages import WebPages
from bot.web.standard_pages import StandardPages
from flows.assessment.context import Controller, Retention
from flows.engine import NOT_TOLD
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria
from tests.fakes.services import make_turns
from tests.fakes.standard_engine import engine_for

SITE = "https://radap.example.go.th"
BROWSER = {"user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36"}
HOSTILE = "<script>alert(1)</script> & \"'\u202e{{ 7 * 7 }}"


def result_routes(
    store: Store, criteria: Criteria, catalogues: Catalogues, links: Links, controller: Controller = NOT_TOLD
) -> list[Route]:
    """A result's page and files, and the pages for everybody."""
    finder, pages = ResultLookup(store, criteria, catalogues, load_guidances(None)), WebPages(catalogues, controller)
    papers = PaperCodes(store)
    portfolios = PortfolioLookup(store, finder)
    files = ResultFiles(finder, papers, links, blank_result(criteria, catalogues[Language.THAI]))
    return [
        *files.routes(),
        *OwnersCopies(store, finder, files, pages).routes(),
        *Reminders(finder, links).routes(),
        *ResultPages(finder, papers, links, pages).routes(),
        *PaperPages(store, finder, CriteriaEditions(criteria, store), pages).routes(),
        *TemplateFiles(criteria, catalogues, portfolios, store).routes(),
        *PortfolioPages(portfolios, catalogues, links, pages).routes(),
        *StandardPages(criteria, catalogues, pages, Retention(180, 365)).routes(),
        *ExamplePages(finder, ExampleLinks(SITE), pages, files).routes(),
    ]


@asynccontextmanager
async def website(
    store: Store,
    criteria: Criteria,
    catalogues: Catalogues,
    *,
    public_url: str = SITE,
    secure_cookie: bool = False,
    controller: Controller = NOT_TOLD,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of both, at the public address."""
    links = Links(public_url)
    turns = make_turns(engine_for(criteria, catalogues, controller), store)
    cookies = BrowserCookies(store, links, is_secure=secure_cookie)
    pages = WebPages(catalogues, controller)
    chat = BrowserChannel(turns=turns, links=links, catalogues=catalogues, pages=pages, cookies=cookies)
    results = result_routes(store, criteria, catalogues, links, controller)
    app = Starlette(routes=[*results, *DataExports(store).routes(), *chat.routes(), *asset_routes()])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=BROWSER) as client:
        yield client
