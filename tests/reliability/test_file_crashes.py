"""The server crashes wherever it waits while a file of LINE's is noted, fetched, read, answered, and saved."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.storage.store import Store
from tests.fakes.officers import LineOfficer, deliver, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.services import plain_store
from tests.fakes.step_counter import WAITS
from tests.fakes.stored_session import stored_session
from tests.fakes.tables import csv_table
from tests.fakes.worker import Worker, running_worker

SERVICES = {"บริการ ก", "บริการ ข"}
TABLE = csv_table(*sorted(SERVICES))

#: Noting, fetching, reading, applying and answering a file waits at least so often.
FEWEST_STEPS = 10


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=600, result_seconds=600)


@pytest.fixture
async def worker(tmp_path: Path, redis: Redis, redis_folder: Path, api: RecordingApi) -> AsyncIterator[Worker]:
    settings = platform_settings(api) | {"REDIS_URL": f"unix://{redis_folder}/redis.sock"}
    async with running_worker(tmp_path / "log", settings, counts_steps=True) as worker:
        yield worker


class Chat:
    """An officer in LINE, and a server that can die after it has acknowledged an event."""

    def __init__(self, api: RecordingApi, worker: Worker, client: httpx.AsyncClient, ids: Ids, number: int) -> None:
        self.api, self.worker, self.client = api, worker, client
        self.officer = LineOfficer(api, ids, number)

    async def do(self, move: str, kill_at: str = "") -> int:
        call = self.officer.act(move)
        return await deliver(self.client, self.worker.address, call, revive=self.worker.revive, kill_at=kill_at)

    async def send_file(self, kill_at: str = "") -> bool:
        """Send the table; whether the server lived until it was answered."""
        call, replies = self.officer.send_file(TABLE), len(self.api.calls_of("line", "replyMessage"))
        attempts = await deliver(self.client, self.worker.address, call, revive=self.worker.revive, kill_at=kill_at)
        answered = asyncio.create_task(self.api.wait_for(replies + 1, platform="line", method="replyMessage"))
        ended = asyncio.create_task(self.worker.ended())
        await asyncio.wait({answered, ended}, return_when=asyncio.FIRST_COMPLETED)
        answered.cancel()
        await asyncio.gather(answered, return_exceptions=True)
        lived = self.worker.lives
        await self.worker.revive()
        return lived and attempts == 1


async def check(chat: Chat, store: Store, lived: bool) -> None:
    """Go on as an officer does: send the file again if it was not read, save, and look at the list."""
    session = await stored_session(store, chat.officer.conversation)
    assert session
    assert await store.load_finished(chat.officer.conversation) == ()
    if session.batch is None:
        await chat.do("=/results")
        if session.reading:
            assert "ส่งไฟล์อีกครั้ง" in str(chat.api.line_messages(chat.officer.tokens[-1]))
        assert await chat.send_file()
    elif not lived:
        await chat.do("=/start")
    await chat.do("yes")
    entries = await store.load_finished(chat.officer.conversation)
    assert {entry.service for entry in entries} == SERVICES
    assert len(entries) == len(SERVICES)
    assert all([await store.load_result(entry.token) for entry in entries])


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.soak)], ids=["some steps", "every step"])
async def test_a_crash_wherever_a_file_waits_loses_and_doubles_nothing(
    worker: Worker, api: RecordingApi, store: Store, stride: int
) -> None:
    ids = Ids()
    async with httpx.AsyncClient(timeout=60) as client:
        for number, step in enumerate(count(1, stride), 1):
            chat = Chat(api, worker, client, ids, number)
            for move in ("=/start", "agree"):
                await chat.do(move)
            lived = await chat.send_file(f"{WAITS}:{step}")
            await check(chat, store, lived)
            if lived:
                assert step > FEWEST_STEPS
                return
