"""A page of hundreds of services: read in one call, rendered once, and cached until it changes."""

import asyncio
import dataclasses
import time

import httpx
import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.shared.ttl_cache import TtlCache
from bot.storage.encryption import RecordCipher
from bot.storage.linked_records import Tombstone
from bot.storage.store import Store
from flows.model.link import Link, LinkKind
from flows.model.result import Result
from tests.bot.results.test_page import texts
from tests.fakes.counted_calls import counted_calls, counted_work
from tests.fakes.worked_result import list_services, with_service_data
from tests.fakes.worked_result import publish as publish_result

PAGE = "portfolio-of-22-letter"
#: More than the results that are cached for their own pages.
SERVICES = 100
KINDS = ("", ".xlsx", ".csv", ".json")


def token(number: int) -> str:
    return f"result-{number:015}"


def numbered(result: Result, number: int, **changes: object) -> Result:
    named = with_service_data(result, service=f"บริการ {number}")
    return dataclasses.replace(named, token=token(number), **changes)  # type: ignore[arg-type]


async def publish(store: Store, result: Result, number: int, **changes: object) -> None:
    await publish_result(store, numbered(result, number, **changes))


@pytest.fixture
async def address(store: Store, result: Result) -> str:
    for number in range(SERVICES):
        await publish(store, result, number)
    await list_services(store, PAGE, [numbered(result, number) for number in range(SERVICES)])
    return f"/p/{PAGE}"


async def calls_of_database(redis: Redis) -> int:
    return int((await redis.info("stats"))["total_commands_processed"])


@pytest.mark.parametrize("kind", KINDS)
async def test_opening_it_again_reads_everything_in_one_call_and_decrypts_nothing(
    client: httpx.AsyncClient, redis: Redis, address: str, kind: str
) -> None:
    first = await client.get(address + kind)
    assert first.status_code == 200
    before = await calls_of_database(redis)
    with counted_calls("decompress") as unpacked:
        again = await client.get(address + kind, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    # The page's own record, the owner's list, all results, and one query of this test.
    assert await calls_of_database(redis) - before <= 3 + 1
    assert len(unpacked) == 1, "only the page's own record"


async def test_all_services_are_there_in_their_order(client: httpx.AsyncClient, address: str) -> None:
    services = (await client.get(f"{address}.json")).json()["services"]
    assert [service["service"] for service in services] == [f"บริการ {number}" for number in range(SERVICES)]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_work_grows_with_the_services_and_not_with_their_square(
    client: httpx.AsyncClient, store: Store, result: Result, address: str, kind: str
) -> None:
    one, few = "portfolio-of-22-single", "portfolio-of-22-fewer_"
    await list_services(store, one, [numbered(result, 0)])
    await list_services(store, few, [numbered(result, number) for number in range(SERVICES // 4)])
    work = []
    with counted_work() as calls:
        # The first compiles the template, and begins the thread in which files are built.
        for path in (f"/p/{one}", f"/p/{few}", address):
            before = len(calls)
            assert (await client.get(f"{path}{kind}?lang=en")).status_code == 200
            work.append(len(calls) - before)
    assert work[2] < 3.75 * work[1], "four times the services"


async def test_two_opened_in_turn_are_both_cached(
    client: httpx.AsyncClient, store: Store, result: Result, address: str
) -> None:
    other = "portfolio-of-22-others"
    await list_services(store, other, [numbered(result, number) for number in range(0, SERVICES, 2)])
    for path in (address, f"/p/{other}"):
        await client.head(path)
    with counted_calls("decompress") as unpacked:
        for path in (address, f"/p/{other}"):
            assert (await client.head(path)).status_code == 200
    assert len(unpacked) == 2, "only the pages' own records"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_of_one_result_is_shown_at_once(
    client: httpx.AsyncClient, store: Store, result: Result, address: str, kind: str
) -> None:
    before = await client.get(address + kind)
    await publish(
        store, result, SERVICES // 2, service_data={"service": f"บริการ {SERVICES // 2}", "agency": "หน่วยงานใหม่"}
    )
    after = await client.get(address + kind, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    await store.links.delete(Link(LinkKind.RESULT, token(0)), Tombstone.DELETED)
    shown = (await client.get(f"{address}.json")).json()["services"]
    assert next(service["service"] for service in shown) == "บริการ 1"
    assert len(shown) == SERVICES - 1


async def test_a_cached_page_leaves_out_a_service_whose_link_has_ended(
    client: httpx.AsyncClient, store: Store, result: Result, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    await publish(store, result, 7, open_until=int(now) + 120)
    await publish(store, result, 8, open_until=int(now) + 60)
    for later, shown in ((0, (True, True)), (61, (True, False)), (121, (False, False))):
        monkeypatch.setattr("time.time", lambda later=later: now + later)
        page = texts((await client.get(address)).text)
        assert tuple(f"บริการ {number} " in page for number in (7, 8)) == shown
        assert "บริการ 9 " in page


async def test_concurrent_requests_build_it_once(client: httpx.AsyncClient, address: str) -> None:
    with counted_calls("decompress") as unpacked:
        answers = await asyncio.gather(*(client.head(address) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(unpacked) <= 2 * SERVICES + 5 + 5


async def test_without_a_database_it_says_so(client: httpx.AsyncClient, redis: Redis, address: str) -> None:
    await client.head(address)
    await redis.execute_command("ACL", "SETUSER", "default", "-mget", "-get")
    try:
        assert [(await client.get(address + kind)).status_code for kind in KINDS] == [503] * len(KINDS)
    finally:
        await redis.execute_command("ACL", "SETUSER", "default", "+@all")


async def test_a_result_that_cannot_be_decrypted_is_not_left_out_silently(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result, address: str
) -> None:
    cipher = RecordCipher((read_key(new_key()),))
    await publish(Store(redis, session_seconds=60, result_seconds=60, cipher=cipher), result, 3)
    assert (await client.get(address)).status_code == 503
    await publish(store, result, 3)
    assert (await client.get(address)).status_code == 200


async def test_a_service_that_was_assessed_twice_is_shown_once(
    client: httpx.AsyncClient, store: Store, result: Result, address: str
) -> None:
    newest = with_service_data(numbered(result, 2), service="บริการ 1")
    await list_services(store, "portfolio-of-22-again", [newest, numbered(result, 1)])
    services = (await client.get("/p/portfolio-of-22-again.json")).json()["services"]
    assert [service["link"].rpartition("/")[2] for service in services] == [token(2)]


async def test_a_content_that_is_too_large_for_the_cache_is_returned() -> None:
    kept: TtlCache[str, bytes] = TtlCache(10, len)
    assert [kept.put("large", b"*" * 11), kept.put("small", b"*" * 10)] == [b"*" * 11, b"*" * 10]
    assert [kept.get("large"), kept.get("small")] == [None, b"*" * 10]
