"""`radap collect` as an operator runs it, and what its codes open."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.cli.main import main
from bot.config.encryption_keys import new_key, read_key
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.collection_records import CollectionRecords, collection_name
from bot.storage.encryption import RecordCipher
from bot.storage.store import Store
from flows.collaboration.codes import CodeTarget
from flows.collaboration.collection import Collection
from flows.collaboration.kinds import SharedKind
from flows.i18n.dates import BANGKOK, SECONDS_A_DAY
from flows.i18n.wording import Catalogues
from flows.model.link import Link, LinkKind
from flows.standard.criteria import Criteria
from tests.fakes.collected import collection_site, contribute, press_open

KEY = new_key()
RETENTION_DAYS = 550
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
LAST_DAY = datetime.now(UTC).astimezone(BANGKOK).date() + timedelta(days=100)
NEW = ("collect", "new", "สำรวจ 2570", "--until", LAST_DAY.isoformat(), "--organiser", "กระทรวงทดสอบ")


@pytest.fixture
async def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Redis]:
    """The database of the data folder that the command reads."""
    for name in ("REDIS_URL", "CRITERIA_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    async with EmbeddedRedis(tmp_path / "var") as url:
        redis = Redis.from_url(url)
        yield redis
        await redis.aclose()


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, session_seconds=600, result_seconds=600, cipher=RecordCipher([read_key(KEY)]))


class Operator:
    """Types command lines, and reads what is printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    async def types(self, *arguments: str, status: int = 0) -> str:
        """Return what is printed: the output, or what is wrong."""
        assert await asyncio.to_thread(main, arguments) == status
        printed = self._capsys.readouterr()
        return printed.err if status else printed.out


@pytest.fixture
def operator(capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(capsys)


async def opened(store: Store, code: str) -> Collection:
    """The collection that an officers' code leads to."""
    target = await store.shared.find(Link(LinkKind.CODE, code))
    assert isinstance(target, CodeTarget)
    assert target.kind is SharedKind.COLLECTION
    found = await store.shared.find(Link(LinkKind.COLLECTION, target.token))
    assert isinstance(found, Collection)
    return found


async def test_a_collection_lasts_until_the_end_of_its_last_day_in_thailand(operator: Operator, store: Store) -> None:
    printed = await operator.types(*NEW)
    officers, _, coordinator = CODE.findall(printed)
    assert officers != coordinator
    collection = await opened(store, officers)
    assert (collection.title, collection.organiser) == ("สำรวจ 2570", "กระทรวงทดสอบ")
    assert datetime.fromtimestamp(collection.until - 1, BANGKOK).date() == LAST_DAY
    assert datetime.fromtimestamp(collection.until, BANGKOK).date() == LAST_DAY + timedelta(days=1)


async def test_the_printed_codes_open_the_pages(
    operator: Operator, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    officers, _, coordinator = CODE.findall(await operator.types(*NEW))
    async with collection_site(store, criteria, catalogues) as browser:
        assert "กระทรวงทดสอบ" in (await browser.get(f"/k/{officers}")).text
        page = (await press_open(browser, coordinator)).headers["location"]
        assert "สำรวจ 2570" in (await browser.get(page)).text
        name = page.rpartition("/")[2]
        code = CODE.findall(await operator.types("collect", "code", name, "--revoke"))[0]
        assert (await browser.get(page)).status_code == 404, "revoked"
        assert (await press_open(browser, code)).status_code == 303
        assert (await browser.get(page)).status_code == 200


async def test_the_list_hides_small_numbers(operator: Operator, store: Store) -> None:
    assert "no collection" in await operator.types("collect", "list")
    collection = await opened(store, CODE.findall(await operator.types(*NEW))[0])
    assert "joined: 0" in await operator.types("collect", "list")
    for agency in range(4):
        await contribute(store, collection, f"กรม {agency}", [])
    assert "joined: <5" in await operator.types("collect", "list")
    for agency in range(4, 8):
        await contribute(store, collection, f"กรม {agency}", [])
    printed = await operator.types("collect", "list")
    assert "joined: 10" in printed, "rounded"
    assert printed.startswith(f"{collection_name(collection.token)}  open  until {LAST_DAY}")


async def test_a_closed_collection_takes_no_more(operator: Operator, store: Store) -> None:
    code = CODE.findall(await operator.types(*NEW))[0]
    name = collection_name((await opened(store, code)).token)
    await operator.types("collect", "close", name)
    closed = await opened(store, code)
    assert not closed.is_open(int(time.time()))
    await operator.types("collect", "close", name)
    assert await opened(store, code) == closed, "it was closed once"
    assert "closed" in await operator.types("collect", "list")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("new", "สำรวจ", "--until", "2020-01-01", "--organiser", "ก"), "must lie ahead"),
        (("new", "สำรวจ", "--until", "2570-03-31", "--organiser", "ก"), "2027, not 2570"),
        (("new", "\u200b ", "--until", LAST_DAY.isoformat(), "--organiser", "ก"), "TITLE is empty"),
        (("new", "ก" * 121, "--until", LAST_DAY.isoformat(), "--organiser", "ก"), "more than 120"),
        (("new", "สำรวจ", "--until", LAST_DAY.isoformat()), "--organiser is empty"),
        (("close", "000000000000"), "no collection 000000000000"),
        (("code", "nobody"), "no collection nobody"),
    ],
    ids=["past", "Buddhist year", "no title", "long title", "no organiser", "close unknown", "code unknown"],
)
async def test_what_does_not_fit_is_refused_and_opens_nothing(
    operator: Operator, store: Store, arguments: tuple[str, ...], problem: str
) -> None:
    assert problem in await operator.types("collect", *arguments, status=1)
    assert await CollectionRecords(store).all() == []


async def test_what_is_stored_goes_after_the_retention(operator: Operator, redis: Redis) -> None:
    await operator.types(*NEW)
    left = {key.decode(): await redis.ttl(key) async for key in redis.scan_iter("radap:*")}
    assert sorted(key.rpartition(":")[2] for key in left) == ["code", "code", "collection", "coordinator", "expected"]
    longest = 101 * SECONDS_A_DAY + RETENTION_DAYS * SECONDS_A_DAY
    assert all(0 < seconds <= longest for seconds in left.values())
