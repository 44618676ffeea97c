"""Radap's web side for tests: the chat and the result pages in one application, called without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from bot.channels.browser import BrowserChannel
from bot.links import Links
from bot.result_page import ResultPages
from bot.store import Store
from bot.turn import Turns
from flows.criteria import Criteria
from flows.dialogue import Dialogue
from flows.scene import Retention
from flows.wording import Catalogues

SITE = "https://radap.example.go.th"
HOSTILE = "<script>alert(1)</script> & \"'\u202e{{ 7 * 7 }}"


@asynccontextmanager
async def website(
    store: Store, criteria: Criteria, catalogues: Catalogues, *, public_url: str = SITE, secure_cookie: bool = False
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of both, at the public address."""
    links = Links(public_url)
    turns = Turns(Dialogue(criteria, catalogues, Retention(180, 365)), store)
    chat = BrowserChannel(turns=turns, links=links, catalogues=catalogues, secure_cookie=secure_cookie)
    pages = ResultPages(store=store, criteria=criteria, catalogues=catalogues, links=links)
    app = Starlette(routes=[*pages.routes(), *chat.routes()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client
