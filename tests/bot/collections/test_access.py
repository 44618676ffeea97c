"""A collection's pages open for whom its code was used first, through every endpoint."""

import time

import httpx
import pytest

from bot.collaboration.coordinator_access import COOKIE
from bot.storage.collection_records import ACCESS_SECONDS, CollectionRecords, collection_name
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.collected import TITLE, contribute, open_collection, press_open, service_of, sign_in
from tests.fakes.web import SITE

READ = ("", "/table.xlsx", "/table.csv", "/table.json", "/invite", "/expected", "/result/{result}")
WRITE = ("/expected", "/expected/remove", "/live", "/leave")
SECRETIVE = "บริการลับเฉพาะ"


@pytest.fixture
async def collection(store: Store, criteria: Criteria) -> Collection:
    collection = await open_collection(store)
    await contribute(store, collection, "กรมหนึ่ง", [service_of(criteria, "1", SECRETIVE, worked_example.LEVELS)])
    return collection


def addresses(collection: Collection) -> list[str]:
    return [f"/c/{collection_name(collection.token)}{part}".format(result="0" * 24) for part in READ]


async def assert_closed(client: httpx.AsyncClient, collection: Collection) -> None:
    """No endpoint shows or changes anything."""
    for address in addresses(collection):
        answer = await client.get(address)
        assert answer.status_code == 404, address
        assert SECRETIVE not in answer.text
        assert TITLE not in answer.text
    for part in WRITE:
        path = f"/c/{collection_name(collection.token)}{part}"
        assert (await client.post(path, data={"action": "x"})).status_code == 404, part


async def test_without_a_cookie_nothing_opens(collection: Collection, stranger: httpx.AsyncClient) -> None:
    await assert_closed(stranger, collection)


async def test_the_cookie_of_one_collection_opens_no_other(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    other = await open_collection(store, 2)
    page = await sign_in(browser, store, other)
    assert (await browser.get(page)).status_code == 200
    signed = browser.cookies[COOKIE]
    browser.cookies.set(COOKIE, signed, path="/", domain="radap.example.go.th")
    await assert_closed(browser, collection)


async def test_a_cookie_that_was_changed_opens_nothing(
    collection: Collection, store: Store, browser: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await sign_in(browser, store, collection)
    token, secret, signature = browser.cookies[COOKIE].split(".")
    forged = (
        f"{token}.{secret}.{signature[:-2]}AA",
        f"{token}.{'A' * 22}.{signature}",
        f"{token}.{secret}",
        f"{token}..{signature}",
        "A~B.C",
        "",
    )
    for value in forged:
        stranger.headers["cookie"] = f"{COOKIE}={value}"
        await assert_closed(stranger, collection)


async def test_the_code_opens_once_and_looking_at_it_uses_nothing_up(
    collection: Collection, store: Store, browser: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    code = await CollectionRecords(store).grant_access(collection, int(time.time()))
    for _ in range(2):
        assert TITLE.replace("<", "&lt;").replace(">", "&gt;") in (await stranger.get(f"/k/{code}")).text
    opened = await press_open(browser, code)
    assert (opened.status_code, opened.headers["location"]) == (303, f"{SITE}/c/{collection_name(collection.token)}")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path=/c/{collection_name(collection.token)}" in cookie
    assert (await stranger.get(f"/k/{code}")).status_code == 404, "used"
    assert (await stranger.post(f"/k/{code}", data={"browser": "A" * 22})).status_code == 404
    await assert_closed(stranger, collection)
    assert (await browser.get(opened.headers["location"])).status_code == 200


async def test_pressing_twice_is_pressing_once(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    """The first answer may be lost on the way."""
    code = await CollectionRecords(store).grant_access(collection, int(time.time()))
    form = {"browser": "B" * 22}
    first, second = [await browser.post(f"/k/{code}", data=form) for _ in range(2)]
    assert first.status_code == second.status_code == 303
    assert first.headers["set-cookie"] == second.headers["set-cookie"]


async def test_another_site_cannot_press_the_button(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    code = await CollectionRecords(store).grant_access(collection, int(time.time()))
    foreign = {"origin": "https://elsewhere.example"}
    assert (await browser.post(f"/k/{code}", data={"browser": "B" * 22}, headers=foreign)).status_code == 403
    page = await sign_in(browser, store, collection)
    for part in WRITE:
        assert (await browser.post(f"{page}{part}", headers=foreign)).status_code == 403, part
    assert (await browser.get(page)).status_code == 200


async def test_a_code_that_nobody_used_in_a_week_opens_nothing(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    code = await CollectionRecords(store).grant_access(collection, int(time.time()) - ACCESS_SECONDS)
    assert (await browser.get(f"/k/{code}")).status_code == 404
    assert (await browser.post(f"/k/{code}", data={"browser": "B" * 22})).status_code == 404


async def test_an_access_that_the_operator_revokes_or_the_coordinator_leaves_is_gone(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    assert (await browser.post(f"{page}/leave")).status_code == 200
    await assert_closed(browser, collection)
    await sign_in(browser, store, collection)
    await browser.post(f"{page}/live", data={"action": "make"})
    live = live_address(await browser.get(f"{page}/invite"))
    assert (await browser.get(live)).status_code == 200
    assert await CollectionRecords(store).revoke_access(collection) == 1
    await assert_closed(browser, collection)
    assert (await browser.get(live)).status_code == 404


def live_address(page: httpx.Response) -> str:
    return f"{SITE}/c/live/{page.text.partition('/c/live/')[2].partition('?')[0]}"


async def test_the_live_table_opens_without_a_cookie_until_it_has_another_address(
    collection: Collection, store: Store, browser: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    assert "/c/live/" not in (await browser.get(f"{page}/invite")).text
    assert (await browser.post(f"{page}/live", data={"action": "make"})).status_code == 303
    first = live_address(await browser.get(f"{page}/invite"))
    answer = await stranger.get(first)
    assert SECRETIVE in answer.text
    assert (await stranger.get(first, headers={"if-none-match": answer.headers["etag"]})).status_code == 304
    await assert_closed(stranger, collection)
    await browser.post(f"{page}/live", data={"action": "make"})
    second = live_address(await browser.get(f"{page}/invite"))
    assert (await stranger.get(first)).status_code == 404
    assert (await stranger.get(second)).status_code == 200
    await browser.post(f"{page}/live", data={"action": "close"})
    token = second.removeprefix(f"{SITE}/c/live/").partition(".")[0]
    for closed in (second, f"/c/live/{token}..csv", f"/c/live/{token}.csv", f"/c/live/{token}.{'A' * 22}.csv"):
        assert (await stranger.get(closed)).status_code == 404


async def test_the_table_has_no_address_that_opens_what_was_not_given(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    """The token of a result opens its evidence and lets anybody read it."""
    page = await sign_in(browser, store, collection)
    for part in READ[:-1]:
        assert b"result-token" not in (await browser.get(f"{page}{part}")).content, part
