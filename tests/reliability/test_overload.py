"""Overload: requests without a free slot are rejected at once, and one user's flood affects nobody else."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import httpx
import pytest

from bot.server.concurrency_limit import POOLS
from flows.i18n.wording import Wording
from tests.fakes.officers import ASSESSMENT, Delivery, LineOfficer, TelegramOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.ports import free_port
from tests.fakes.running_server import running_server

WITHIN = 30.0
FLOOD, AT_ONCE, LIMIT = 200, 24, 60


class SlowSender:
    """A connection on which only a part of a request is sent at first."""

    def __init__(self, address: str, part: bytes, rest: bytes = b"") -> None:
        self._port = int(address.rpartition(":")[2])
        self._part, self._rest = part, rest

    async def __aenter__(self) -> Self:
        self.reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(self._part)
        await self._writer.drain()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await asyncio.gather(self._writer.wait_closed(), return_exceptions=True)

    async def finish(self) -> bytes:
        """Send the rest, and return the first line of the response."""
        self._writer.write(self._rest)
        return await self.reader.readline()


def slow(address: str, call: Delivery) -> SlowSender:
    """Send a webhook call without its last byte."""
    head = [f"POST {call.path} HTTP/1.1", "Host: radap", f"Content-Length: {len(call.body)}", "Connection: close"]
    head += [f"{name}: {value}" for name, value in call.headers.items()]
    return SlowSender(address, "\r\n".join(head).encode() + b"\r\n\r\n" + call.body[:-1], call.body[-1:])


@pytest.fixture
async def server(tmp_path: Path, api: RecordingApi) -> AsyncIterator[str]:
    async with running_server(tmp_path, EVENTS_PER_MINUTE=str(LIMIT), **platform_settings(api)) as server:
        yield server


@pytest.fixture
async def client(server: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        yield client


async def post(client: httpx.AsyncClient, call: Delivery) -> httpx.Response:
    return await client.post(call.path, content=call.body, headers=call.headers)


async def again(client: httpx.AsyncClient, call: Delivery) -> None:
    """Repeat a call until it is accepted, as the platform does."""
    async with asyncio.timeout(WITHIN):
        while (await post(client, call)).status_code != 200:
            await asyncio.sleep(0.02)


async def in_flight(client: httpx.AsyncClient, pool: str, requests: int) -> None:
    """Wait until this many requests are in flight."""
    async with asyncio.timeout(WITHIN):
        while f'radap_http_requests_in_flight{{pool="{pool}"}} {requests}.0' not in (await client.get("/metrics")).text:
            await asyncio.sleep(0.02)


async def test_a_full_pool_rejects_at_once_and_the_other_platform_has_its_own(
    server: str, client: httpx.AsyncClient, api: RecordingApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.request_body.SECONDS_TO_SEND", 6 * WITHIN)
    ids = Ids()
    _, slots = POOLS["/line/"]
    late = LineOfficer(api, ids, 5000).act(ASSESSMENT[0])
    async with AsyncExitStack() as stack:
        calls = [LineOfficer(api, ids, number).act(ASSESSMENT[0]) for number in range(1, slots + 1)]
        senders = [await stack.enter_async_context(slow(server, call)) for call in calls]
        await in_flight(client, "line", slots)
        turned_away = await post(client, late)
        assert turned_away.status_code == 503
        assert int(turned_away.headers["retry-after"]) > 0
        assert (await post(client, TelegramOfficer(api, ids, 1).act(ASSESSMENT[0]))).status_code == 200
        assert (await client.get("/healthz")).status_code == 200
        assert 'radap_http_requests_rejected_total{pool="line"} 1.0' in (await client.get("/metrics")).text
        await asyncio.gather(*(sender.finish() for sender in senders))
    for call in (late, *calls):
        await again(client, call)


async def test_a_platform_that_does_not_answer_does_not_affect_the_other(tmp_path: Path, api: RecordingApi) -> None:
    """Telegram's calls are held for as long as LINE's assessment takes, however slow the machine."""
    ids, many = Ids(), 60
    settings = platform_settings(api) | {"TELEGRAM_ANSWER_SECONDS": "3600"}
    async with (
        running_server(tmp_path, **settings) as server,
        httpx.AsyncClient(base_url=server, timeout=3600) as client,
    ):
        held = [api.hold_next("telegram", "sendMessage") for _ in range(many)]
        officers = [TelegramOfficer(api, ids, number) for number in range(many)]
        waiting = [asyncio.create_task(post(client, officer.act(ASSESSMENT[0]))) for officer in officers]
        await api.wait_for(many, 600, platform="telegram", method="sendMessage")
        line = LineOfficer(api, ids, 1)
        for move in ASSESSMENT:
            assert (await post(client, line.act(move))).status_code == 200
        assert not any(task.done() for task in waiting)
        for each in held:
            each.set()
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}


async def test_a_slow_body_is_cut_off(server: str, api: RecordingApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.request_body.SECONDS_TO_SEND", 0.1)
    async with slow(server, LineOfficer(api, Ids(), 1).act(ASSESSMENT[0])) as sender:
        assert b"408" in await sender.reader.readline()
        await sender.reader.read()


@pytest.mark.parametrize("part", [b"", b"POST /line/web", b"GET / HTTP/1.1\r\nHost: radap\r\nX-Slow: "])
async def test_an_incomplete_head_is_cut_off(server: str, part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.http_protocol.HEADER_TIMEOUT_SECONDS", 0.1)
    async with SlowSender(server, part) as sender, asyncio.timeout(WITHIN):
        assert await sender.reader.read() == b""


async def test_a_connection_is_kept_for_further_requests(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        answer = await client.get("/healthz")
        assert answer.headers.get("connection", "keep-alive") == "keep-alive"


async def test_a_flood_of_one_user_is_told_once_and_nobody_else_waits(
    client: httpx.AsyncClient, api: RecordingApi, say: Wording
) -> None:
    ids, others = Ids(), 5
    flooding = LineOfficer(api, ids, 1)
    assert (await post(client, flooding.act(ASSESSMENT[0]))).status_code == 200
    flood = iter([flooding.act("=น้ำท่วม") for _ in range(FLOOD)])

    async def pour() -> None:
        for call in flood:
            while (await post(client, call)).status_code != 200:
                await asyncio.sleep(0.01)

    async def assess(officer: LineOfficer) -> str:
        for move in ASSESSMENT:
            assert (await post(client, officer.act(move))).status_code == 200
        return officer.link()

    quiet = [LineOfficer(api, ids, 100 + number) for number in range(others)]
    done = await asyncio.gather(*(assess(officer) for officer in quiet), *(pour() for _ in range(AT_ONCE)))
    assert all(done[:others])
    said = [message["text"] for shown in api.line.delivered.values() for message in shown if message["type"] == "text"]
    assert said.count(say("failure.too_fast")) >= 1
    figures = (await client.get("/metrics")).text
    (applied,) = (
        line for line in figures.splitlines() if line.startswith('radap_turns_total{channel="line",outcome="app')
    )
    assert float(applied.split()[1]) < FLOOD
    assert len(said) < FLOOD, "most of the flood is answered with nothing"


async def test_sigterm_finishes_accepted_requests_and_rejects_new_ones(
    server: str, client: httpx.AsyncClient, api: RecordingApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.uvicorn_server.DRAIN_SECONDS", 6 * WITHIN)
    monkeypatch.setattr("bot.web.request_body.SECONDS_TO_SEND", 6 * WITHIN)
    ids = Ids()
    accepted, late = (LineOfficer(api, ids, number) for number in (1, 2))
    async with slow(server, accepted.act(ASSESSMENT[0])) as sender:
        await in_flight(client, "line", 1)
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(WITHIN):
            while (await client.get("/readyz")).status_code != 503:
                await asyncio.sleep(0.02)
        turned_away = await post(client, late.act(ASSESSMENT[0]))
        assert turned_away.status_code == 503
        assert int(turned_away.headers["retry-after"]) > 0
        assert (await sender.finish()).split()[1] == b"200"
    assert accepted.title()


async def test_sigterm_ends_the_process_and_its_redis_in_order(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli.main", "--env-file", os.devnull, "serve"),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client, asyncio.timeout(6 * WITHIN):
        while not await is_ready(client):
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert not (tmp_path / "redis.sock").exists()


async def is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False
