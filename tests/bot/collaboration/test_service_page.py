"""The page of a service that is handed over, by HTTP: what it shows, and that opening it uses nothing up."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.collaboration.chat_links import ChatLinks
from bot.collaboration.code_pages import CodePages
from bot.collaboration.service_page import ServicePage
from bot.shared.chat_link import Chat
from bot.shared.links import Links
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.web.pages import WebPages
from flows.collaboration.kinds import SharedKind
from flows.i18n.wording import Catalogues
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.colleagues import offer, services_held, session_of, to_levels, to_result
from tests.fakes.web import BROWSER, HOSTILE, SITE

PROGRAMS = Path(__file__).parents[2] / "data" / "cases" / "view-count-preview-programs.json"
NAME = "สมหญิง ใจดี"


@pytest.fixture
def chats() -> ChatLinks:
    chats = ChatLinks(Links(SITE), has_chat_page=True)
    chats.add(Chat.LINE, lambda: "@000radap")
    chats.add(Chat.TELEGRAM, lambda: "radap_bot")
    return chats


@pytest.fixture
async def site(store: Store, catalogues: Catalogues, chats: ChatLinks) -> AsyncIterator[httpx.AsyncClient]:
    pages, links = WebPages(catalogues), Links(SITE)
    kinds = {SharedKind.SERVICE: ServicePage(catalogues, pages, chats)}
    app = Starlette(routes=CodePages(store, pages, links, kinds).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE, headers=BROWSER) as client:
        yield client


@pytest.fixture
def sender(turns: TurnHandler) -> Officer:
    return Officer(turns, "test:sender")


@pytest.fixture
def recipient(turns: TurnHandler) -> Officer:
    return Officer(turns, "test:recipient")


async def test_it_shows_the_service_its_progress_and_where_to_accept(sender: Officer, site: httpx.AsyncClient) -> None:
    await to_levels(sender, assessor=NAME)
    await sender.tap("standard")
    code = await offer(sender)
    answer = await site.get(f"/k/{code}?lang=th")
    assert answer.status_code == 200
    for shown in (worked_example.SERVICE, "1 จาก 12", code, "เวลา", "<svg", "ประกาศความเป็นส่วนตัว"):
        assert shown in answer.text
    assert f'href="https://line.me/R/oaMessage/%40000radap/?{code}"' in answer.text
    assert f'href="https://t.me/radap_bot?start={code}"' in answer.text
    assert f'href="{SITE}/chat#code={code}"' in answer.text
    assert NAME not in answer.text
    assert "<form" not in answer.text
    assert "form-action 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Take over a service" in (await site.get(f"/k/{code}?lang=en")).text


async def test_it_names_the_sender_who_agrees(sender: Officer, site: httpx.AsyncClient) -> None:
    await to_levels(sender, assessor=NAME)
    code = await offer(sender, "named")
    assert NAME in (await site.get(f"/k/{code}")).text


async def test_what_was_typed_is_text_on_the_page(sender: Officer, site: httpx.AsyncClient) -> None:
    await to_levels(sender, service=HOSTILE)
    code = await offer(sender)
    page = (await site.get(f"/k/{code}")).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_preview_programs_and_officers_use_nothing_up(
    sender: Officer, recipient: Officer, site: httpx.AsyncClient, store: Store, redis: Redis
) -> None:
    await to_result(sender)
    code = await offer(sender)
    await store.cookie_key()  # Every page needs it, and makes it once.
    before = {key: await redis.dump(key) async for key in redis.scan_iter() if not key.endswith(b":attempts")}
    programs = json.loads(PROGRAMS.read_text("utf-8"))
    for headers in (*programs["counted_but_should_not"], *programs["not_counted_but_should"]):
        assert (await site.get(f"/k/{code}", headers=headers)).status_code == 200
        assert (await site.head(f"/k/{code}", headers=headers)).status_code == 200
    assert {key: await redis.dump(key) async for key in redis.scan_iter() if not key.endswith(b":attempts")} == before
    await recipient.type(code)
    await recipient.tap("accept")
    assert services_held(await session_of(store, recipient)) == [worked_example.SERVICE]


async def test_nothing_is_accepted_by_a_form(sender: Officer, site: httpx.AsyncClient, store: Store) -> None:
    await to_result(sender)
    code = await offer(sender)
    for origin in (SITE, "https://other.example"):
        answer = await site.post(f"/k/{code}", data={"accept": "1"}, headers={"origin": origin})
        assert answer.status_code in {403, 404}
    assert (await site.get(f"/k/{code}")).status_code == 200
    assert services_held(await session_of(store, sender)) == [worked_example.SERVICE]


async def test_an_offer_that_is_over_looks_like_one_that_never_was(
    sender: Officer, recipient: Officer, turns: TurnHandler, site: httpx.AsyncClient
) -> None:
    await to_result(sender)
    taken_back = await offer(sender)
    await sender.tap("take_back")
    accepted = await offer(sender)
    await recipient.type(accepted)
    await recipient.tap("accept")
    deleted_by = Officer(turns, "test:other")
    await to_levels(deleted_by)
    deleted = await offer(deleted_by)
    await deleted_by.type("/delete")
    await deleted_by.tap("yes")
    never = await site.get("/k/7KQ2-M9XA-04TC-WE5H")
    assert never.status_code == 404
    for code in (taken_back, accepted, deleted):
        answer = await site.get(f"/k/{code}")
        assert (answer.status_code, answer.text) == (404, never.text)


async def test_the_time_ends_the_page(
    sender: Officer, site: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_result(sender)
    code = await offer(sender)
    now = time.time
    monkeypatch.setattr("time.time", lambda: now() + 72 * 60 * 60 - 60)
    assert (await site.get(f"/k/{code}")).status_code == 200
    monkeypatch.setattr("time.time", lambda: now() + 72 * 60 * 60 + 60)
    assert (await site.get(f"/k/{code}")).status_code == 404


async def test_a_platform_that_has_not_told_its_name_has_no_button(
    sender: Officer, site: httpx.AsyncClient, chats: ChatLinks
) -> None:
    await to_result(sender)
    code = await offer(sender)
    chats.add(Chat.LINE, lambda: None)
    page = (await site.get(f"/k/{code}")).text
    assert "line.me" not in page
    assert "t.me/radap_bot" in page
