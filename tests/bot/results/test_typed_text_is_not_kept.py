"""Officers' texts are in the database. A worker has them in memory for ten minutes at most, also when it is idle."""

import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import Callable

import httpx
import orjson
import pytest

from bot.channels.browser.requests import read_event
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.model.events import Text
from flows.model.result import Result
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes import search_of_memory
from tests.fakes.counted_calls import counted_calls
from tests.fakes.kept_in_memory import holders, holders_of_each
from tests.fakes.passing_time import pass_minutes
from tests.fakes.worked_result import TOKEN, publish

KINDS = ("", ".pdf", ".xlsx", ".png", ".json")
LANGUAGES = ("", "?lang=th", "?lang=en")

#: With these, freed memory is overwritten at once, so that a search finds only memory in use.
OVERWRITING = {
    "PYTHONMALLOC": "malloc_debug",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165",
}


async def everything_opened(client: httpx.AsyncClient, *addresses: str) -> list[str]:
    """Open pages and files as a browser does; return their ETags reversed, which a search does not find."""
    tags = []
    for address in addresses:
        for kind in KINDS if address.startswith("/r/") else ("", ".xlsx", ".json"):
            for language in LANGUAGES:
                answer = await client.get(f"{address}{kind}{language}")
                assert answer.status_code == 200
                tags.append(backwards_tag(answer))
    return tags


def backwards_tag(answer: httpx.Response) -> str:
    return str(answer.headers["etag"]).strip('"').removesuffix("-gzip")[::-1]


async def finished_work(name: str) -> None:
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == name))


async def test_ten_minutes_after_a_deletion_no_object_holds_a_typed_text(
    turns: TurnHandler, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name, officer = f"somchai-{id(client):x}-jaidee", Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    await officer.type(f"service of {name}", f"agency of {name}", name, f"about {name}")
    await officer.tap(worked_example.CHARACTERISTIC, *["standard"] * 12)
    reply = await officer.tap("confirm")
    result = f"/r/{reply.finished}"
    await officer.type("/results")
    portfolio = f"/p/{(await officer.tap('share_all')).messages[-1].links[0].token}"
    tags = await everything_opened(client, result, portfolio)
    await officer.type("/delete", "ใช่")
    assert holders(name), "the kept pages still have it"
    assert all(holders_of_each([tag[::-1] for tag in (tags[0], tags[3], tags[-1])]))
    caplog.set_level("DEBUG", "radap.files")
    await pass_minutes(10, monkeypatch)
    await finished_work("clear-typst-memory")
    assert [record.message for record in caplog.records] == ["typst memory cleared"]
    del officer, reply
    assert holders(name) == []
    assert not any(holders_of_each([tag[::-1] for tag in dict.fromkeys(tags)]))


async def test_a_page_that_is_opened_constantly_is_rendered_again_after_ten_minutes(
    client: httpx.AsyncClient, store: Store, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(store, result)
    for minutes in (0, 4, 4):
        await pass_minutes(minutes, monkeypatch)
        with counted_calls("compress") as made:
            await client.get(f"/r/{TOKEN}")
        assert bool(made) is (minutes == 0)
    await pass_minutes(2, monkeypatch)
    with counted_calls("compress") as made:
        await client.get(f"/r/{TOKEN}")
    assert made


def test_a_typed_message_is_read_without_being_cached() -> None:
    """References are counted, because pydantic's cache is invisible to Python's garbage collector."""

    def references(read: Callable[[bytes], str], text: str) -> int:
        return sys.getrefcount(read(orjson.dumps({"id": "event-0001", "kind": "text", "text": text})))

    def read(body: bytes) -> str:
        event = read_event(body)
        assert event
        assert isinstance(event.event, Text)
        return event.event.text

    assert references(read, "somchai jaidee") == references(lambda body: orjson.loads(body)["text"], "somchai jaidee")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only this C library overwrites what is given back")
def test_typst_forgets_compiled_texts() -> None:
    command = [sys.executable, "-m", search_of_memory.__name__]
    found = subprocess.run(command, env={**os.environ, **OVERWRITING}, capture_output=True, text=True, check=True)
    before, after = map(int, found.stdout.split())
    assert before > 0
    assert after == 0
