import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from starlette.requests import Request

from bot.channels.browser.channel import BODY_LIMIT
from bot.channels.browser.cookies import COOKIE, BrowserCookies
from bot.shared.links import Links
from bot.storage.keys import COOKIE_KEY, session_key
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.services import plain_store
from tests.fakes.web import HOSTILE, SITE, website

Json = dict[str, Any]


@dataclass
class Browser:
    """An officer's browser: it opens the page, keeps the cookie, and sends events as the page does."""

    client: httpx.AsyncClient
    count: int = 0

    async def open(self) -> httpx.Response:
        return await self.client.get("/chat")

    async def post(self, event: Json, **headers: str) -> httpx.Response:
        self.count += 1
        return await self.client.post("/chat/turn", json={"id": f"event-{self.count:04}", **event}, headers=headers)

    async def send(self, event: Json) -> Json:
        """Send an event, and return the last message of the reply."""
        answer = await self.post(event)
        assert answer.status_code == 200, answer.text
        message: Json = answer.json()["messages"][-1]
        return message

    async def tap(self, message: Json, choice: str) -> Json:
        taps = [button["tap"] for button in message["choices"] + message["controls"]]
        return await self.send({"kind": "tap", "tap": next(tap for tap in taps if tap.endswith(f":{choice}"))})

    async def to_service(self) -> Json:
        await self.open()
        return await self.tap(await self.send({"kind": "greeting"}), "agree")


@pytest.fixture
async def browser(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[Browser]:
    async with website(store, criteria, catalogues) as client:
        yield Browser(client)


@pytest.fixture
async def browser_without_redis(tmp_path: Path, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[Browser]:
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
        store = plain_store(nobody)
        async with website(store, criteria, catalogues) as client:
            yield Browser(client)


async def conversations(redis: Redis) -> list[str]:
    """Return the stored keys except the one that signs cookies."""
    return [key.decode() async for key in redis.scan_iter() if key.decode() != COOKIE_KEY]


def visitor(answer: httpx.Response) -> str:
    """Return the visitor that the cookie names, without its signature."""
    return cookie(answer).value.partition(".")[0]


def cookie(answer: httpx.Response) -> "Morsel[str]":
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE]


async def test_the_root_redirects_to_the_chat(browser: Browser) -> None:
    answer = await browser.client.get("/")
    assert answer.status_code == 303
    assert answer.url.join(answer.headers["location"]) == f"{SITE}/chat"


async def test_the_page_gives_a_cookie_of_128_bits_for_the_chat_alone(browser: Browser) -> None:
    given = cookie(await browser.open())
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", given.value)
    assert (given["path"], given["samesite"], given["max-age"]) == ("/chat", "lax", "31536000")
    assert given["httponly"]
    assert not given["secure"]


async def test_over_https_the_cookie_is_secure(store: Store, criteria: Criteria, catalogues: Catalogues) -> None:
    async with website(store, criteria, catalogues, secure_cookie=True) as client:
        assert cookie(await client.get("/chat"))["secure"]


async def test_behind_a_path_the_cookie_has_that_path(store: Store, criteria: Criteria, catalogues: Catalogues) -> None:
    async with website(store, criteria, catalogues, public_url=f"{SITE}/radap/") as client:
        assert cookie(await client.get("/chat"))["path"] == "/radap/chat"


async def test_several_characteristics_are_ticked(browser: Browser) -> None:
    message = await browser.to_service()
    for text in ("การขออนุญาตก่อสร้าง", "เทศบาล", "ข้าม", "ข้าม"):
        message = await browser.send({"kind": "text", "text": text})
    for choice in ("!ticks", "is_one_stop_service", "is_general_request"):
        message = await browser.tap(message, choice)
    assert [button["label"][0] for button in message["choices"]][:6] == ["☑", "☐", "☐", "☐", "☑", "☐"]
    assert "กลุ่ม 4" in str(await browser.tap(message, "done"))


async def test_a_second_visit_keeps_the_conversation(browser: Browser) -> None:
    assert cookie(await browser.open()).value == cookie(await browser.open()).value


@pytest.mark.parametrize("value", ["x" * 22, "", "short", "x" * 23, "x" * 21 + "}", "x" * 5000])
async def test_a_malformed_cookie_is_replaced(browser: Browser, value: str) -> None:
    answer = await browser.client.get("/chat", headers={"cookie": f"{COOKIE}={value}"})
    assert value not in {cookie(answer).value, visitor(answer)}


async def test_a_cookie_that_radap_did_not_give_opens_no_conversation(
    browser: Browser, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    answer = await browser.open()
    own, signature = cookie(answer).value.split(".")
    async with website(store, criteria, catalogues) as stranger:
        for forged in (own, f"{own}.", f"{own}.{signature[::-1]}", f"{'x' * 22}.{signature}"):
            headers = {"cookie": f"{COOKIE}={forged}"}
            answer = await stranger.post("/chat/turn", json={"id": "event-0001", "kind": "greeting"}, headers=headers)
            assert (answer.status_code, answer.json()) == (403, {"problem": "no-cookie"})
    assert (await browser.post({"kind": "greeting"})).status_code == 200


async def test_workers_know_each_others_cookies(
    browser: Browser, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    given = cookie(await browser.open()).value
    async with website(store, criteria, catalogues) as other:
        assert cookie(await other.get("/chat", headers={"cookie": f"{COOKIE}={given}"})).value == given


@pytest.fixture
async def workers(
    store: Store, criteria: Criteria, catalogues: Catalogues
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Two workers on one database; the clients store no cookies."""
    async with website(store, criteria, catalogues) as one, website(store, criteria, catalogues) as other:
        yield one, other


async def opened(worker: httpx.AsyncClient, given: str = "") -> str:
    """Open the page at a worker with an earlier cookie, and return the new cookie."""
    answer = await worker.get("/chat", headers={"cookie": f"{COOKIE}={given}"})
    worker.cookies.clear()
    return cookie(answer).value


async def greeted(worker: httpx.AsyncClient, given: str) -> int:
    event = {"id": "event-0001", "kind": "greeting"}
    answer = await worker.post("/chat/turn", json=event, headers={"cookie": f"{COOKIE}={given}"})
    return answer.status_code


async def test_workers_agree_again_after_the_database_was_emptied(
    workers: tuple[httpx.AsyncClient, httpx.AsyncClient], redis: Redis
) -> None:
    old, new = workers
    before = await opened(old)
    assert await greeted(old, before) == 200
    await redis.flushall()
    at_new = await opened(new)
    assert [await greeted(worker, at_new) for worker in (new, old)] == [200, 200]
    at_old = await opened(old)
    assert [await greeted(worker, at_old) for worker in (new, old)] == [200, 200]
    assert [await greeted(worker, before) for worker in (new, old)] == [403, 403]
    again = await opened(old, before)
    assert [await greeted(worker, again) for worker in (new, old)] == [200, 200]


async def test_a_new_cookie_is_signed_with_the_key_in_the_database(
    workers: tuple[httpx.AsyncClient, httpx.AsyncClient], redis: Redis
) -> None:
    old, new = workers
    await opened(old)
    kept = await redis.get(COOKIE_KEY)
    assert kept
    await redis.flushall()
    await opened(new)
    await redis.set(COOKIE_KEY, kept)
    given = await opened(new)
    assert [await greeted(worker, given) for worker in workers] == [200, 200]


async def test_concurrent_requests_with_another_workers_cookie_are_all_recognized(
    workers: tuple[httpx.AsyncClient, httpx.AsyncClient], redis: Redis
) -> None:
    old, new = workers
    await opened(old)
    await redis.flushall()
    given = [await opened(new) for _ in range(10)]
    assert await asyncio.gather(*(greeted(old, each) for each in given)) == [200] * 10


async def test_forged_cookies_cost_one_read_of_the_key_a_second(store: Store, redis: Redis) -> None:
    now = [100.0]
    cookies = BrowserCookies(store, Links(SITE), is_secure=False, clock=lambda: now[0])
    forged = Request({"type": "http", "headers": [(b"cookie", f"{COOKIE}={'x' * 22}.{'y' * 43}".encode())]})
    await cookies.look_for_key()

    async def looks(count: int) -> int:
        before = int((await redis.info("commandstats"))["cmdstat_get"]["calls"])
        assert await asyncio.gather(*(cookies.visitor(forged) for _ in range(count))) == [None] * count
        return int((await redis.info("commandstats"))["cmdstat_get"]["calls"]) - before

    assert await looks(50) == 1
    now[0] += 0.9
    assert await looks(50) == 0
    now[0] += 0.2
    assert await looks(50) == 1


async def test_the_page_opens_while_the_database_is_full_once_there_is_a_key(
    workers: tuple[httpx.AsyncClient, httpx.AsyncClient], redis: Redis
) -> None:
    """A worker that started meanwhile reads the key, and writes nothing."""
    known, fresh = workers
    await redis.config_set("maxmemory", 1)
    try:
        assert (await fresh.get("/chat")).status_code == 503
        await redis.config_set("maxmemory", 0)
        given = await opened(known)
        await redis.config_set("maxmemory", 1)
        assert await opened(known, given) == given
        assert await opened(fresh, given) == given
    finally:
        await redis.config_set("maxmemory", 0)


async def test_two_browsers_have_two_conversations(
    store: Store, criteria: Criteria, catalogues: Catalogues, say: Wording
) -> None:
    async with website(store, criteria, catalogues) as first, website(store, criteria, catalogues) as second:
        assert (await Browser(first).to_service())["title"] == say("service.title")
        await Browser(second).open()
        assert (await Browser(second).send({"kind": "greeting"}))["title"] == say("welcome.title")


@pytest.mark.parametrize("path", ["/chat", "/"])
async def test_pages_are_not_cached_and_not_framed(browser: Browser, path: str) -> None:
    headers = (await browser.client.get(path)).headers
    assert "no-store" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "th"),
        ("th", "th"),
        ("en-US,en;q=0.9,th;q=0.8", "th"),
        ("en-GB,en;q=0.5", "en"),
        ("de", "th"),
        (";;,", "th"),
    ],
)
async def test_page_and_conversation_begin_in_the_browsers_language(
    browser: Browser, catalogues: Catalogues, accepted: str, language: str
) -> None:
    browser.client.headers["accept-language"] = accepted
    assert f'<html lang="{language}">' in (await browser.open()).text
    welcome = await browser.send({"kind": "greeting"})
    assert welcome["title"] == catalogues[Language(language)]("welcome.title")


async def test_a_conversation_by_buttons_and_text(browser: Browser, say: Wording) -> None:
    service = await browser.to_service()
    assert service["title"] == say("service.title")
    assert service["placeholder"] == say("service.placeholder")
    assert service["progress"] == {"done": 1, "total": 4}
    agency = await browser.send({"kind": "text", "text": worked_example.SERVICE})
    assert agency["title"] == say("agency.title")


async def test_levels_come_with_their_rank_and_results_with_their_address(browser: Browser, criteria: Criteria) -> None:
    message = await browser.to_service()
    for text in (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, worked_example.DESCRIPTION):
        message = await browser.send({"kind": "text", "text": text})
    message = await browser.tap(message, "close")  # nothing that the description tells
    message = await browser.tap(message, worked_example.CHARACTERISTIC)
    assert [choice["level"] for choice in message["choices"]] == [0, 1, 2, 3]
    for code in worked_example.LEVELS:
        message = await browser.tap(message, criteria.level_by_code[code].id)
    result = await browser.tap(message, "confirm")
    assert {link["purpose"] for link in result["links"]} == {"open", "copy", "share"}
    (reading,) = result["pages"]
    readings = (await browser.client.get(reading["url"])).text
    assert f'<section id="{reading["url"].partition("#")[2]}">' in readings
    page = await browser.client.get(result["links"][0]["url"])
    assert page.status_code == 200
    assert worked_example.SERVICE in page.text


async def test_an_event_sent_twice_has_one_effect(browser: Browser, say: Wording) -> None:
    await browser.to_service()
    event = {"id": "the-same-event", "kind": "text", "text": worked_example.SERVICE}
    answers = [await browser.client.post("/chat/turn", json=event) for _ in range(2)]
    assert [answer.json()["messages"][-1]["title"] for answer in answers] == [say("agency.title")] * 2


async def test_hostile_text_is_data(browser: Browser) -> None:
    await browser.to_service()
    await browser.send({"kind": "text", "text": HOSTILE})
    answer = await browser.post({"kind": "text", "text": "/back"})
    assert answer.headers["content-type"] == "application/json"
    assert "<script>" in json.dumps(answer.json())


MALFORMED = {
    "nothing": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "no kind": b'{"id":"event-0001"}',
    "another kind": b'{"id":"event-0001","kind":"dance"}',
    "no id": b'{"kind":"greeting"}',
    "a short id": b'{"id":"1","kind":"greeting"}',
    "an id with more after it": b'{"id":"event-0001\\n","kind":"greeting"}',
    "a text that is none": b'{"id":"event-0001","kind":"text","text":5}',
    "half a character": b'{"id":"event-0001","kind":"text","text":"\\ud800"}',
    "a tap of another kind": b'{"id":"event-0001","kind":"tap","tap":"a:b"}',
    "a long tap": b'{"id":"event-0001","kind":"tap","tap":"a:b:' + b"c" * 64 + b'"}',
    "deep": b"[" * 60_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_body_is_refused_and_changes_nothing(browser: Browser, redis: Redis, body: bytes) -> None:
    await browser.open()
    answer = await browser.client.post("/chat/turn", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json() == {"problem": "malformed"}
    assert not await conversations(redis)


async def test_a_body_may_have_64_kibibytes_and_no_more(browser: Browser) -> None:
    await browser.open()
    body = b'{"id":"event-0001","kind":"greeting"}'.ljust(BODY_LIMIT)
    json_body = {"content-type": "application/json"}
    assert (await browser.client.post("/chat/turn", content=body, headers=json_body)).status_code == 200
    assert (await browser.client.post("/chat/turn", content=body + b" ", headers=json_body)).status_code == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_a_form_could_send_is_refused(browser: Browser, redis: Redis, content_type: str) -> None:
    await browser.open()
    assert (await browser.post({"kind": "greeting"}, **{"content-type": content_type})).status_code == 415
    assert not await conversations(redis)


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "", "https://radap.example.go.th.evil.example"]
)
async def test_a_call_from_another_site_is_refused(browser: Browser, redis: Redis, origin: str) -> None:
    await browser.open()
    assert (await browser.post({"kind": "greeting"}, origin=origin)).status_code == 403
    assert not await conversations(redis)


async def test_a_call_from_the_own_page_is_accepted_behind_a_proxy_with_another_name(browser: Browser) -> None:
    await browser.open()
    for origin, host in ((SITE, "radap.example.go.th"), (SITE, "inside:8000"), ("http://inside:8000", "inside:8000")):
        assert (await browser.post({"kind": "greeting"}, origin=origin, host=host)).status_code == 200


async def test_without_its_cookie_the_page_is_told_to_reload(browser: Browser, redis: Redis) -> None:
    answer = await browser.post({"kind": "greeting"})
    assert answer.status_code == 403
    assert answer.json() == {"problem": "no-cookie"}
    assert not await conversations(redis)


async def test_without_a_database_the_page_is_asked_to_send_again(
    browser_without_redis: Browser, catalogues: Catalogues
) -> None:
    page = await browser_without_redis.client.get("/chat")
    browser_without_redis.client.headers["cookie"] = f"{COOKIE}={'x' * 22}.{'y' * 43}"
    for answer in (page, await browser_without_redis.post({"kind": "greeting"})):
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    assert catalogues[Language.THAI]("page.chat_unavailable_title") in page.text


async def test_a_browser_that_says_that_another_site_is_calling_is_refused(browser: Browser, redis: Redis) -> None:
    await browser.open()
    for site in ("cross-site", "same-site", "none"):
        assert (await browser.post({"kind": "greeting"}, **{"sec-fetch-site": site})).status_code == 403
    assert not await conversations(redis)
    assert (await browser.post({"kind": "greeting"}, **{"sec-fetch-site": "same-origin"})).status_code == 200


async def test_a_permanent_failure_gets_an_apology_and_a_log_line_without_the_officers_text(
    browser: Browser, redis: Redis, say: Wording, caplog: pytest.LogCaptureFixture
) -> None:
    secret = visitor(await browser.open())
    await redis.set(session_key(f"browser:{secret}"), "no session of ours")
    message = await browser.send({"kind": "text", "text": worked_example.SERVICE})
    assert message["summary"] == say("failure.try_again")
    record = next(record for record in caplog.records if record.name == "radap.browser")
    assert record.levelno == logging.WARNING
    assert worked_example.SERVICE not in str(record.__dict__)
    assert secret not in str(record.__dict__)


async def test_the_page_references_existing_files_and_contains_no_inline_code(browser: Browser) -> None:
    page = (await browser.open()).text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    for address in addresses:
        assert (await browser.client.get(address)).status_code == 200, address
    assert not re.search(r"<script(?![^>]*src=)[^>]*>|<style|style=|\son[a-z]+=", page)
