"""Two hundred thousand turns through two workers, with failures of every kind: every result is correct.

Run by `make soak`; SOAK_TURNS sets how many turns.
"""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.config.data_files import load_catalogues, load_criteria
from bot.errors import StoreUnavailable
from bot.storage.store import Store
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.model.events import ButtonPress, Text
from flows.model.session import Session
from flows.model.step_context import StepInputs
from flows.standard.criteria import Criteria
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.browser_officer import BrowserOfficer
from tests.fakes.officers import Delivery, LineOfficer, Officer, TelegramOfficer, platform_settings
from tests.fakes.oracle import NOW, projection
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.redis_servers import RedisServer, redis_server
from tests.fakes.services import plain_store
from tests.fakes.stored_session import stored_session
from tests.fakes.worker import Worker, running_worker

TURNS = int(os.environ.get("SOAK_TURNS", "200000"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
AT_ONCE = 24
TURNS_BETWEEN_FAULTS = 500

#: Of this many officers one is in Telegram and two in LINE; browsers, for the others, cost the test least.
SHARE = 20

#: The last part has no crashes, so that growth shows; this many of its turns come before the first reading.
QUIET, WARM = TURNS // 4, TURNS // 16
GROWTH = 8 * 1024 * 1024
LEVELS = ("none", "initial", "standard", "advanced")


@dataclass
class Soak:
    """The running servers and the progress."""

    workers: list[Worker]
    redis: RedisServer
    api: RecordingApi
    http: aiohttp.ClientSession
    chance: random.Random
    criteria: Criteria
    dialogue: Engine
    turns: int = 0
    faults: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    ids: Ids = field(default_factory=Ids)
    reviving: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def revive(self, worker: Worker) -> None:
        async with self.reviving:
            await worker.revive()

    async def take(self, delivery: Delivery) -> bytes:
        """Deliver to either worker until it is accepted, and return the response."""
        body = delivery.body
        headers = delivery.headers
        while True:
            worker = self.chance.choice(self.workers)
            try:
                url = f"{worker.address}{delivery.path}"
                async with self.http.post(url, data=body, headers=headers) as answer:
                    content = await answer.read()
                    if answer.status == 200:
                        self.turns += 1
                        return content
                    assert answer.status == 503, answer.status
            except aiohttp.ClientError:
                await self.revive(worker)
            body, headers = delivery.again, delivery.headers_again or headers

    def script(self) -> tuple[str, ...]:
        """Return the moves of one assessment, with chosen answers."""
        names = [item.id for item in self.criteria.characteristics]
        levels = [self.chance.choice(LEVELS) for _ in self.criteria.processes]
        service = f"บริการที่ {next(self.numbers)}"
        texts = ("=/start", "agree", f"={service}", f"={worked_example.AGENCY}", "skip", "skip")
        return (*texts, self.chance.choice(names), *levels, "confirm")

    async def officer(self) -> Officer:
        number = next(self.numbers)
        if number % SHARE == 0:
            return TelegramOfficer(self.api, self.ids, number)
        if number % SHARE < 3:
            return LineOfficer(self.api, self.ids, number)
        return await BrowserOfficer.arrive(self.http, self.workers[number % 2].address, number)


def expected(dialogue: Engine, script: Sequence[str]) -> Session:
    """Return the final session of the pure engine."""
    session: Session | None = None
    buttons: dict[str, ButtonPress] = {}
    for move in script:
        event = Text(move[1:]) if move.startswith("=") else buttons[move]
        step = dialogue.step(session, event, StepInputs(now=NOW, token="t" * 22))
        session = step.session
        presses = [choice.press for message in step.messages for choice in offered(message)]
        buttons = {press.choice: ButtonPress(step.assessment, press.question, press.choice) for press in presses}
    assert session is not None
    return session


async def assess(soak: Soak, store: Store) -> None:
    """Run one officer's assessment; the stored session is the expected one."""
    script, officer = soak.script(), await soak.officer()
    for move in script:
        answer = await soak.take(officer.act(move))
        if isinstance(officer, BrowserOfficer):
            officer.see(answer)
    stored = await session(store, officer)
    assert projection(stored) == projection(expected(soak.dialogue, script))


async def session(store: Store, officer: Officer) -> Session:
    """Return the stored session, as soon as the database answers."""
    while True:
        try:
            stored = await stored_session(store, officer.conversation)
        except StoreUnavailable:
            await asyncio.sleep(0.05)
        else:
            assert stored is not None
            return stored


async def fail_now_and_then(soak: Soak, until: int) -> None:
    """Make something fail at regular numbers of turns."""
    faults: list[Callable[[], Awaitable[None]]] = [
        soak.workers[0].kill,
        soak.workers[1].kill,
        lambda: restart_redis(soak.redis),
        lambda: pause_redis(soak.redis),
        lambda: refuse(soak.api),
    ]
    for due in range(TURNS_BETWEEN_FAULTS, until, TURNS_BETWEEN_FAULTS):
        while soak.turns < due:
            await asyncio.sleep(0.01)
        fault = soak.chance.choice(faults)
        soak.faults.append(getattr(fault, "__qualname__", "fault"))
        async with soak.reviving:
            await fault()


async def restart_redis(server: RedisServer) -> None:
    await server.kill()
    await server.start()


async def pause_redis(server: RedisServer) -> None:
    await server.client.execute_command("CLIENT", "PAUSE", 200, "ALL")


async def refuse(api: RecordingApi) -> None:
    for status in (429, 500, 503):
        api.fail_next("line", "replyMessage", status=status, times=2)
        api.fail_next("telegram", "sendMessage", status=status, times=1)
    api.drop_next("line", "replyMessage", has_effect=True)


async def run(soak: Soak, store: Store, until: int) -> None:
    """Run officers, a number of them at a time, until the number of turns is reached."""

    async def go_on() -> None:
        while soak.turns < until:
            await assess(soak, store)
            soak.api.calls.clear()

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))


@dataclass(frozen=True)
class Usage:
    """A worker's use of resources."""

    memory: float
    files: float
    tasks: float


async def usage(soak: Soak, worker: Worker) -> Usage:
    async with soak.http.get(f"{worker.address}/metrics") as answer:
        text = await answer.text()
    values = dict(re.findall(r"^(\w+) ([\d.e+]+)$", text, re.MULTILINE))
    names = ("process_resident_memory_bytes", "process_open_fds", "radap_asyncio_tasks")
    return Usage(*(float(values[name]) for name in names))


@asynccontextmanager
async def running(tmp_path: Path) -> AsyncIterator[tuple[Soak, Store]]:
    async with RecordingApi() as api, redis_server(tmp_path) as server:
        environment = platform_settings(api) | {
            "REDIS_URL": server.url,
            "CHAT_PAGE": "on",
            "EVENTS_PER_MINUTE": "60000",
        }
        async with (
            running_worker(tmp_path / "log0", environment) as first,
            running_worker(tmp_path / "log1", environment) as second,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
            Redis.from_url(server.url) as redis,
        ):
            criteria, catalogues = load_criteria(None), load_catalogues()
            dialogue = Engine(criteria, catalogues, Retention(180, 365))
            store = plain_store(redis, session_seconds=3600, result_seconds=3600)
            yield Soak([first, second], server, api, http, random.Random(SEED), criteria, dialogue), store


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
async def test_every_result_is_right_and_nothing_grows(tmp_path: Path) -> None:
    async with running(tmp_path) as (soak, store):
        failing = asyncio.create_task(fail_now_and_then(soak, TURNS - QUIET))
        await run(soak, store, TURNS - QUIET)
        failing.cancel()
        await asyncio.gather(failing, return_exceptions=True)
        for worker in soak.workers:
            await soak.revive(worker)
        await run(soak, store, TURNS - QUIET + WARM)
        before = [await usage(soak, worker) for worker in soak.workers]
        await run(soak, store, TURNS)
        after = [await usage(soak, worker) for worker in soak.workers]
        print(f"{soak.turns} turns, {len(soak.faults)} faults", before, after, sep="\n")
        for begin, end in zip(before, after, strict=True):
            assert end.memory - begin.memory < GROWTH
            assert end.files <= begin.files + AT_ONCE
            assert end.tasks <= begin.tasks + AT_ONCE
