"""A result's link: opened, counted, closed, unknown, and while something fails."""

import dataclasses
from itertools import product
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.storage.encryption import RecordCipher
from bot.storage.linked_records import TOMBSTONE_SECONDS, Tombstone
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.finished import LINK_CLOSED
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_to_json
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.services import plain_store
from tests.fakes.web import website
from tests.fakes.worked_result import TOKEN, publish, publish_text, result_key
from tests.reported_cases import reported_case


def bilingual(catalogues: Catalogues, key: str) -> list[str]:
    return [catalogues[language](key) for language in Language]


UNKNOWN = [
    "x" * 22,
    "short",
    "x" * 65,
    "%00",
    "..%2F..%2Fchat",
    "ก" * 22,
    "{{7*7}}-and-some-more-of-it",
    "x" * 22 + "%0A",
]


@pytest.mark.parametrize("token", UNKNOWN)
async def test_an_unknown_link_gets_an_explanation_and_stores_nothing(
    client: httpx.AsyncClient, catalogues: Catalogues, redis: Redis, token: str
) -> None:
    answer = await client.get(f"/r/{token}")
    assert answer.status_code == 404
    if answer.headers["content-type"].startswith("text/html"):
        assert all(text in answer.text for text in bilingual(catalogues, "page.unknown_title"))
    data = await client.get(f"/r/{token}.json")
    assert data.status_code == 404
    assert await redis.dbsize() == 0


async def test_the_explanation_is_bilingual_and_the_json_names_the_problem(
    client: httpx.AsyncClient, catalogues: Catalogues
) -> None:
    address = "/r/" + "x" * 22
    page = (await client.get(address)).text
    assert all(text in page for text in bilingual(catalogues, "page.unknown_text"))
    assert (await client.get(f"{address}.json")).json() == {"problem": "unknown"}


async def test_an_expired_result_is_gone(client: httpx.AsyncClient, store: Store, redis: Redis, result: Result) -> None:
    address = await publish(store, result)
    assert (await client.get(address)).status_code == 200
    await redis.delete(result_key(result.token))
    assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize(("tombstone", "status"), [(Tombstone.DELETED, 404), (Tombstone.REVOKED, 410)])
async def test_a_deleted_or_revoked_link_never_opens_again(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result, tombstone: Tombstone, status: int
) -> None:
    """Nothing can be stored over a tombstone, which is gone after some minutes."""
    address, link = await publish(store, result), Link(LinkKind.RESULT, result.token)
    assert (await client.get(address)).status_code == 200
    await store.links.delete(link, tombstone)
    for language, kind in product(Language, ("", ".pdf", ".xlsx", ".png", ".json")):
        answer = await client.get(f"{address}{kind}", params={"lang": language.value})
        assert answer.status_code == status
        assert answer.headers["content-security-policy"]
        assert worked_example.SERVICE not in answer.text
    assert not await store.links.publish(link, result_to_json(result), 60, 1_000_000)
    assert not await store.links.replace(link, result_to_json(result), 60, 1_000_000)
    keys = [key for key in await redis.keys() if not str(key).endswith(":paper'")]
    assert keys == [result_key(result.token).encode()]
    assert await redis.strlen(result_key(result.token)) == 1
    assert 0 < await redis.ttl(result_key(result.token)) <= TOMBSTONE_SECONDS


async def test_a_closed_link_says_so_and_opens_again(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    address = await publish(store, dataclasses.replace(result, open_until=LINK_CLOSED))
    for kind in ("", ".pdf", ".xlsx", ".png", ".json"):
        answer = await client.get(f"{address}{kind}")
        assert answer.status_code == 410
        assert worked_example.SERVICE not in answer.text
    page = (await client.get(address)).text
    assert all(text in page for text in bilingual(catalogues, "page.closed_title"))
    assert await store.links.view_count(TOKEN) == 0, "nobody saw anything"
    await publish(store, dataclasses.replace(result, open_until=4_000_000_000))
    assert (await client.get(address)).status_code == 200
    assert await store.links.view_count(TOKEN) == 1


async def test_views_by_people_are_counted_and_previews_are_not(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    address = await publish(store, result)
    await client.get(address)
    tag = (await client.get(address)).headers["etag"]
    await client.get(address, headers={"if-none-match": tag})
    await client.head(address)
    await client.get(f"{address}.png")
    for program in ("TelegramBot (like TwitterBot)", "facebookexternalhit/1.1;line-poker/1.0"):
        await client.get(address, headers={"user-agent": program})
    assert await store.links.view_count(TOKEN) == 3
    await store.links.delete(Link(LinkKind.RESULT, TOKEN), Tombstone.DELETED)
    assert await store.links.view_count(TOKEN) == 0


PREVIEWS = reported_case("view-count-preview-programs")


@pytest.mark.parametrize(
    "headers",
    [
        *PREVIEWS["counted_but_should_not"],
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (compatible; somebot)"},
        {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) SafeLinks"},
        {"Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch"},
    ],
    ids=str,
)
async def test_programs_and_pages_loaded_in_advance_are_not_counted(
    client: httpx.AsyncClient, store: Store, result: Result, headers: dict[str, str]
) -> None:
    address = await publish(store, result)
    assert (await client.get(address, headers=headers)).status_code == 200
    assert await store.links.view_count(TOKEN) == 0


@pytest.mark.parametrize(
    "headers",
    [
        *PREVIEWS["not_counted_but_should"],
        {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36 Line/14.0.0/IAB"},
        {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) [FBAN/FBIOS;FBAV/450.0]"},
    ],
    ids=str,
)
async def test_people_are_counted_on_every_phone(
    client: httpx.AsyncClient, store: Store, result: Result, headers: dict[str, str]
) -> None:
    address = await publish(store, result)
    await client.get(address, headers=headers)
    assert await store.links.view_count(TOKEN) == 1


@pytest.mark.parametrize("setting", ["maxmemory", "min-replicas-to-write"])
async def test_a_database_that_refuses_writes_still_shows_results(
    client: httpx.AsyncClient, store: Store, result: Result, redis: Redis, setting: str
) -> None:
    """The database is full, or lacks the replicas that it needs for writes."""
    address = await publish(store, result)
    await redis.config_set(setting, 1)
    try:
        answer = await client.get(address)
    finally:
        await redis.config_set(setting, 0)
    assert answer.status_code == 200
    assert await store.links.view_count(TOKEN) == 0


async def test_a_result_whose_key_is_missing_is_reported_as_a_temporary_problem(
    client: httpx.AsyncClient, result: Result, redis: Redis
) -> None:
    cipher = RecordCipher([read_key(new_key())])
    other = Store(redis, session_seconds=60, result_seconds=60, cipher=cipher)
    address = await publish(other, result)
    await publish_text(other, TOKEN, "{}", LinkKind.PORTFOLIO)
    await publish_text(other, TOKEN, "{}", LinkKind.EXPORT)
    for path in (address, f"{address}.pdf", f"{address}.json", f"/p/{TOKEN}", f"/x/{TOKEN}.json"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert await other.links.view_count(TOKEN) == 0, "nobody saw anything"


@pytest.mark.parametrize(
    "path", ["", "a/b", f"{TOKEN}/", f"{TOKEN}.exe", f"x.{TOKEN}.pdf", "{token}", f"{TOKEN}.pdf.pdf"]
)
async def test_an_address_that_only_looks_like_a_result_is_not_found(
    client: httpx.AsyncClient, store: Store, result: Result, path: str
) -> None:
    await publish(store, result)
    assert (await client.get(f"/r/{path}")).status_code in {404, 307}
    for method in ("POST", "DELETE"):
        assert (await client.request(method, f"/r/{path}")).status_code in {404, 405, 307}


async def test_a_result_is_only_read(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    address = await publish(store, result)
    for path in (address, f"{address}.json"):
        answer = await client.post(path)
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


@pytest.mark.parametrize("stored", ["", "{}", '{"v":99}', "[]"])
async def test_an_unreadable_result_is_explained(
    client: httpx.AsyncClient, store: Store, catalogues: Catalogues, stored: str
) -> None:
    await publish_text(store, TOKEN, stored)
    answer = await client.get(f"/r/{TOKEN}")
    assert answer.status_code == 410
    assert all(text in answer.text for text in bilingual(catalogues, "page.other_edition_title"))


async def test_a_result_of_another_edition_is_explained(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    address = await publish(store, dataclasses.replace(result, edition="final-2570"))
    answer = await client.get(address)
    assert answer.status_code == 410
    assert all(text in answer.text for text in bilingual(catalogues, "page.other_edition_text"))
    assert (await client.get(f"{address}.json")).json() == {"problem": "other_edition"}


@pytest.mark.parametrize("token", ["short", "x" * 65, "ก" * 22, "x" * 22 + "%0A", "{{7*7}}-and-some-more-of-it"])
async def test_an_impossible_token_is_unknown_without_a_read(
    tmp_path: Path, criteria: Criteria, catalogues: Catalogues, token: str
) -> None:
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
        store = plain_store(nobody)
        async with website(store, criteria, catalogues) as client:
            for kind in ("", ".json", ".pdf"):
                assert (await client.get(f"/r/{token}{kind}")).status_code == 404


async def test_without_a_database_the_page_asks_to_try_again_later(
    tmp_path: Path, criteria: Criteria, catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
        store = plain_store(nobody)
        async with website(store, criteria, catalogues) as client:
            page, data = await client.get(f"/r/{TOKEN}"), await client.get(f"/r/{TOKEN}.json")
    assert (page.status_code, data.status_code) == (503, 503)
    assert int(page.headers["retry-after"]) > 0
    assert int(data.headers["retry-after"]) > 0
    assert all(text in page.text for text in bilingual(catalogues, "page.unavailable_title"))
    assert TOKEN not in str([record.__dict__ for record in caplog.records])
