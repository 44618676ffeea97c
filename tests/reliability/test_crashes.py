"""The server crashes at every point of a turn, and the platform redelivers: nothing is lost, nothing happens twice."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.storage.keys import session_key
from bot.storage.store import Store
from flows.model.result import Result, result_from_json
from tests.fakes.officers import (
    ASSESSMENT,
    LineOfficer,
    Officer,
    TelegramOfficer,
    deliver,
    platform_settings,
)
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.services import plain_store
from tests.fakes.step_counter import GOES_ON, WAITS
from tests.fakes.stored_session import stored_session
from tests.fakes.worker import Worker, running_worker

OFFICERS: dict[str, Callable[[RecordingApi, Ids, int], Officer]] = {"line": LineOfficer, "telegram": TelegramOfficer}

#: A turn waits at least for its load, its save and its reply; a lower count has missed some.
FEWEST_STEPS = 3

TEXT, LEVEL, CONFIRM = 2, 8, len(ASSESSMENT) - 1


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=600, result_seconds=600)


@pytest.fixture
async def worker(tmp_path: Path, redis: Redis, redis_folder: Path, api: RecordingApi) -> AsyncIterator[Worker]:
    settings = platform_settings(api) | {"REDIS_URL": f"unix://{redis_folder}/redis.sock"}
    async with running_worker(tmp_path / "log", settings, counts_steps=True) as worker:
        yield worker


@dataclass
class Deployment:
    """A server that can be killed, and the officers' platforms."""

    worker: Worker
    client: httpx.AsyncClient
    redis: Redis

    async def play(self, officer: Officer, moves: Sequence[str]) -> None:
        for move in moves:
            await self.do(officer, move)

    async def do(self, officer: Officer, move: str, kill_at: str = "") -> int:
        """Do one move, and return the number of deliveries."""
        call = officer.act(move)
        return await deliver(self.client, self.worker.address, call, revive=self.worker.revive, kill_at=kill_at)

    async def copy_conversation(self, officer: Officer, other: Officer) -> None:
        """Copy another officer's conversation and screen."""
        assert await self.redis.copy(session_key(other.conversation), session_key(officer.conversation))
        officer.copy_screen(other)


async def outcome(store: Store, officer: Officer) -> tuple[dict[str, str], Result | None]:
    """Return the answers and the published result, without ids, tokens and times."""
    session = await stored_session(store, officer.conversation)
    assert session is not None
    if not session.finished.entries:
        return dict(session.assessment.answers), None
    assert [item.token for item in session.finished.entries] == [session.assessment.token]
    token = session.assessment.token or ""
    result = result_from_json(token, await store.load_result(token) or "")
    return dict(session.assessment.answers), replace(result, token="", assessed_at=0, sources={})


async def check_every_step(
    deployment: Deployment, store: Store, make: Callable[[int], Officer], moves: Sequence[str], crash: int, kind: str
) -> int:
    """Crash at every point where a move waits (or resumes), then do the others; return the number of points."""
    model = make(1000)
    await deployment.play(model, moves[:crash])
    undisturbed = make(1001)
    await deployment.copy_conversation(undisturbed, model)
    await deployment.play(undisturbed, moves[crash:])
    expected, title = await outcome(store, undisturbed), undisturbed.title()
    for step in count(1):
        officer = make(1001 + step)
        await deployment.copy_conversation(officer, model)
        attempts = await deployment.do(officer, moves[crash], f"{kind}:{step}")
        await deployment.play(officer, moves[crash + 1 :])
        assert await outcome(store, officer) == expected
        assert officer.title() == title
        if attempts == 1:
            return step - 1
    raise AssertionError


@pytest.fixture
async def deployment(worker: Worker, redis: Redis) -> AsyncIterator[Deployment]:
    async with httpx.AsyncClient(timeout=60) as client:
        yield Deployment(worker, client, redis)


@pytest.mark.parametrize(
    ("platform", "begins", "ends"),
    [
        ("line", TEXT, TEXT + 2),
        ("line", CONFIRM, CONFIRM + 1),
        ("telegram", LEVEL, LEVEL + 2),
    ],
)
async def test_a_crash_wherever_a_turn_waits_changes_nothing(
    platform: str, begins: int, ends: int, deployment: Deployment, api: RecordingApi, store: Store
) -> None:
    make = partial(OFFICERS[platform], api, Ids())
    assert await check_every_step(deployment, store, make, ASSESSMENT[:ends], begins, WAITS) >= FEWEST_STEPS


@pytest.mark.soak
# A document whose upload the crash breaks off leaves a half-read file in the recording server's HTTP library.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", [WAITS, GOES_ON])
@pytest.mark.parametrize("begins", range(1, len(ASSESSMENT)))
@pytest.mark.parametrize("platform", OFFICERS)
async def test_a_crash_at_every_step_of_every_turn_changes_nothing(
    platform: str, begins: int, kind: str, deployment: Deployment, api: RecordingApi, store: Store
) -> None:
    make = partial(OFFICERS[platform], api, Ids())
    assert await check_every_step(deployment, store, make, ASSESSMENT[: begins + 2], begins, kind) >= FEWEST_STEPS


async def test_the_built_in_redis_and_the_server_killed_at_once_lose_nothing(tmp_path: Path, api: RecordingApi) -> None:
    """Both crash after every second move; everything that was acknowledged is stored afterwards."""
    data = tmp_path / "data"
    settings = platform_settings(api) | {"DATA_DIR": str(data)}
    officer = LineOfficer(api, Ids(), 1)
    async with running_worker(tmp_path / "log", settings) as worker, httpx.AsyncClient(timeout=60) as client:
        for number, move in enumerate(ASSESSMENT):
            await deliver(client, worker.address, officer.act(move), revive=worker.revive)
            if number % 2:
                await kill_redis(data)
                await worker.kill()
        await worker.revive()
        async with Redis.from_url(f"unix://{data}/redis.sock") as redis:
            done = await outcome(plain_store(redis), officer)
            await kill_redis(data)
    assert done[1] is not None
    assert done[1].levels == {name.removeprefix("level_"): level for name, level in done[0].items() if "level_" in name}
    assert len(done[1].levels) == 12


async def kill_redis(data: Path) -> None:
    async with Redis.from_url(f"unix://{data}/redis.sock") as redis:
        os.kill((await redis.info("server"))["process_id"], signal.SIGKILL)
