"""A collection with what conversations gave to it, and the pages that show it, called without a network."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
from starlette.applications import Starlette

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import CodePages, RecordPage
from bot.collaboration.collection_code_page import CollectionCodePage
from bot.collaboration.collection_routes import Web, collection_routes, collection_services
from bot.collaboration.coordinator_page import CoordinatorPage
from bot.results.lookup import ResultLookup
from bot.shared.chat_link import Chat
from bot.shared.links import Links
from bot.storage.collection_records import CollectionRecords, collection_name
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.web.pages import WebPages
from flows.collaboration.collection import Collection
from flows.collaboration.contribution import Contribution, GivenService, contribution_to_json
from flows.collaboration.kinds import SharedKind
from flows.i18n.dates import SECONDS_A_DAY
from flows.i18n.wording import Catalogues
from flows.model.link import Link, contribution_link
from flows.model.result import Result
from flows.results.given_service import given_service
from flows.standard.criteria import Criteria
from tests.fakes.web import BROWSER, SITE, result_routes
from tests.fakes.worked_result import worked_result

TITLE, ORGANISER = "สำรวจบริการ <2570>", "กระทรวงทดสอบ"


async def open_collection(store: Store, number: int = 1, until: int = 0) -> Collection:
    """Open a collection; it ends in ten days."""
    now = int(time.time())
    collection = Collection(
        token=f"collection-{number:011}",
        title=TITLE,
        organiser=ORGANISER,
        language="th",
        opened_at=now,
        until=until or now + 10 * SECONDS_A_DAY,
        code=f"7KQ2-M9XA-04TC-{number:04}",
    )
    await CollectionRecords(store).open(collection, now)
    return collection


def service_of(criteria: Criteria, token: str, name: str, codes: str, approval: str = "") -> GivenService:
    """A finished service with these levels."""
    return given_service(criteria, f"a{token}", result_of(criteria, token, name, codes), approval)


def result_of(criteria: Criteria, token: str, name: str, codes: str) -> Result:
    """The worked example with another name and other levels."""
    levels = [criteria.level_by_code[code].id for code in codes]
    worked = worked_result(criteria)
    return replace(
        worked,
        token=f"result-token-{token:0>9}",
        service_data={**worked.service_data, "service": name},
        levels=dict(zip(criteria.process_by_id, levels, strict=True)),
    )


async def contribute(
    store: Store,
    collection: Collection,
    agency: str,
    services: Sequence[GivenService],
    *,
    expected: str = "",
    version: int = 1,
) -> Link:
    """Give services as a conversation's outbox does: the record, then its place in the index."""
    link = contribution_link(collection.token, f"of {agency}")
    text = contribution_to_json(Contribution(agency, expected, collection.opened_at, tuple(services)))
    await store.links.publish(link, text, 600, version)
    await store.contributions.add(link, 600)
    return link


@asynccontextmanager
async def collection_site(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the pages of collections, of codes and of results. Each client is a browser of its own."""
    links, pages = Links(SITE), WebPages(catalogues)
    editions, results = CriteriaEditions(criteria, store), ResultLookup(store, criteria, catalogues)
    chats = ChatLinks(links, has_chat_page=True)
    chats.add(Chat.TELEGRAM, lambda: "radap_bot")
    services = collection_services(store, editions, results, catalogues, Web(links, pages, chats))
    kinds: dict[SharedKind, RecordPage] = {
        SharedKind.COLLECTION: CollectionCodePage(services),
        SharedKind.COORDINATOR: CoordinatorPage(services),
    }
    routes = [
        *result_routes(store, criteria, catalogues, links),
        *CodePages(store, pages, links, kinds).routes(),
        *collection_routes(services),
    ]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=BROWSER) as client:
        yield client


async def sign_in(client: httpx.AsyncClient, store: Store, collection: Collection) -> str:
    """Use a coordinator's code in a client; return the path of the page."""
    code = await CollectionRecords(store).grant_access(collection, int(time.time()))
    await press_open(client, code)
    return f"/c/{collection_name(collection.token)}"


async def press_open(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """Open the page of a coordinator's code, and press its button."""
    page = await client.get(f"/k/{code}")
    browser = page.text.partition('name="browser" value="')[2].partition('"')[0]
    return await client.post(f"/k/{code}", data={"browser": browser})
