"""The disk of the built-in database fills up: it is read, not written, and written again when there is room."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.cli.doctor import run_checks
from bot.config.settings import load_settings
from bot.database.disk_space import ENOUGH_BYTES, MIN_FREE_BYTES
from bot.database.embedded_server import EmbeddedRedis
from tests import worked_example
from tests.fakes.browser_officer import BrowserOfficer
from tests.fakes.officers import ASSESSMENT, LineOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.running_server import running_server

NEARLY_FULL = "nearly full"
ROOM_AGAIN = "has room again"


#: An owner in a process of its own, on a disk with so many free bytes.
OWNER = """
import asyncio, pathlib, sys
from bot.database.embedded_server import EmbeddedRedis

async def main():
    print(await EmbeddedRedis(pathlib.Path(sys.argv[1]), read_free=lambda _: int(sys.argv[2])).start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


class Disk:
    """Tells the room that a test says: a small disk of its own would need root."""

    def __init__(self) -> None:
        self.free = ENOUGH_BYTES
        self.reads = 0

    def read_free(self, _folder: Path) -> int:
        self.reads += 1
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@asynccontextmanager
async def database(folder: Path, disk: Disk) -> AsyncIterator[Redis]:
    async with EmbeddedRedis(folder, read_free=disk.read_free) as url, Redis.from_url(url) as redis:
        yield redis


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.02)


async def takes_writes(redis: Redis) -> bool:
    try:
        return bool(await redis.set("probe", "1"))
    except RedisError:
        return False


async def refuses_writes(redis: Redis) -> bool:
    return not await takes_writes(redis)


async def keeps_expired(redis: Redis) -> bool:
    """The last setting of a switch has arrived."""
    return (await redis.config_get("import-mode"))["import-mode"] == "yes"


def bytes_of_data(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "appendonlydir").iterdir())


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        kind
        for record in caplog.records
        for kind in (NEARLY_FULL, ROOM_AGAIN)
        if kind in record.getMessage() and record.levelno == logging.WARNING
    ]


async def test_pages_open_and_turns_are_refused_until_there_is_room(
    tmp_path: Path, disk: Disk, api: RecordingApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = platform_settings(api) | {"CHAT_PAGE": "on"}
    ids = Ids()
    done, halfway = LineOfficer(api, ids, 1), LineOfficer(api, ids, 2)
    async with (
        database(tmp_path, disk) as redis,
        running_server(tmp_path, **settings) as server,
        httpx.AsyncClient(base_url=server, timeout=20) as client,
    ):

        async def play(officer: LineOfficer, *moves: str) -> None:
            for move in moves:
                call = officer.act(move)
                assert (await client.post(call.path, content=call.body, headers=call.headers)).status_code == 200

        await play(done, *ASSESSMENT)
        await play(halfway, *ASSESSMENT[:8])
        cookie = (await client.get("/chat")).headers["set-cookie"].partition(";")[0]
        in_browser = BrowserOfficer(cookie, 3).act("=/start")
        before = bytes_of_data(tmp_path)

        disk.free = MIN_FREE_BYTES - 1
        await until(lambda: keeps_expired(redis))
        call = halfway.act(ASSESSMENT[8])
        assert (await client.post(call.path, content=call.body, headers=call.headers)).status_code == 503
        answer = await client.post(in_browser.path, content=in_browser.body, headers=in_browser.headers)
        assert (answer.status_code, answer.json()["problem"]) == (503, "try-again")
        path = httpx.URL(done.link()).path
        for address in (path, f"{path}.json", f"{path}.xlsx", "/chat", "/readyz"):
            assert (await client.get(address)).status_code == 200
        assert worked_example.SERVICE in (await client.get(path)).text
        assert await run_checks(load_settings({"DATA_DIR": str(tmp_path)})) == 1
        assert "free space on the disk of DATA_DIR" in capsys.readouterr().out
        assert bytes_of_data(tmp_path) == before, "neither views nor anything else was written"
        assert warnings(caplog) == [NEARLY_FULL]

        disk.free = ENOUGH_BYTES
        await until(lambda: takes_writes(redis))
        assert (await client.post(call.path, content=call.again, headers=call.headers_again)).status_code == 200
        await play(halfway, *ASSESSMENT[9:])
        assert halfway.link() != done.link()
        assert (await client.get(httpx.URL(halfway.link()).path)).status_code == 200
        assert warnings(caplog) == [NEARLY_FULL, ROOM_AGAIN]


async def test_a_disk_at_the_limit_does_not_switch_all_the_time(
    tmp_path: Path, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    async def is_read_twice() -> bool:
        return disk.reads >= reads + 2

    disk.free = MIN_FREE_BYTES
    async with database(tmp_path, disk) as redis:
        assert await takes_writes(redis)
        disk.free = MIN_FREE_BYTES - 1
        await until(lambda: refuses_writes(redis))
        disk.free, reads = ENOUGH_BYTES - 1, disk.reads
        await until(is_read_twice)
        assert await refuses_writes(redis)
    assert warnings(caplog) == [NEARLY_FULL]


async def test_a_server_that_starts_on_a_full_disk_takes_no_write(tmp_path: Path, disk: Disk) -> None:
    async with database(tmp_path, disk) as redis:
        assert await takes_writes(redis)
    disk.free = 0
    async with database(tmp_path, disk) as redis:
        assert await refuses_writes(redis)
        assert await redis.get("probe") == b"1"
        disk.free = ENOUGH_BYTES
        await until(lambda: takes_writes(redis))


async def test_a_killed_server_refuses_writes_from_its_start_on(tmp_path: Path, disk: Disk) -> None:
    async with database(tmp_path, disk) as redis:
        assert await takes_writes(redis)
        disk.free = 0
        await until(lambda: refuses_writes(redis))
        killed = (await redis.info("server"))["process_id"]
        os.kill(killed, signal.SIGKILL)
        before = bytes_of_data(tmp_path)
        await until(lambda: is_another_process(redis, killed))
        assert await refuses_writes(redis)
        assert bytes_of_data(tmp_path) == before


async def is_another_process(redis: Redis, process: int) -> bool:
    try:
        return bool((await redis.info("server"))["process_id"] != process)
    except (RedisError, OSError):
        return False


@pytest.mark.parametrize(("before", "after"), [(0, ENOUGH_BYTES), (ENOUGH_BYTES, 0)])
async def test_the_next_owner_measures_for_itself(tmp_path: Path, disk: Disk, before: int, after: int) -> None:
    """The owner was killed, and left its server as it was: the next one corrects it."""
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(tmp_path), str(before), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert owner.stdout is not None
        url = (await owner.stdout.readline()).decode().strip()
        async with Redis.from_url(url) as redis:
            assert await takes_writes(redis) is bool(before)
            process = (await redis.info("server"))["process_id"]
    finally:
        owner.kill()
        await owner.wait()
    disk.free = after
    async with database(tmp_path, disk) as redis:
        assert (await redis.info("server"))["process_id"] == process
        assert await takes_writes(redis) is bool(after)


async def test_the_file_is_not_rewritten_without_room_for_a_copy(tmp_path: Path, disk: Disk) -> None:
    """The server itself would fill the disk."""

    async def rewrites(redis: Redis) -> bool:
        name = "auto-aof-rewrite-percentage"
        return (await redis.config_get(name))[name] != "0"

    async def rewrites_not(redis: Redis) -> bool:
        return not await rewrites(redis)

    async with database(tmp_path, disk) as redis:
        assert await rewrites(redis)
        await redis.set("data", bytes(2 * (ENOUGH_BYTES - MIN_FREE_BYTES)))
        await until(lambda: rewrites_not(redis))
        assert await takes_writes(redis)
        disk.free = 100 * ENOUGH_BYTES
        await until(lambda: rewrites(redis))


async def test_room_that_cannot_be_measured_changes_nothing(tmp_path: Path) -> None:
    def read_free(_folder: Path) -> int:
        raise OSError

    async with EmbeddedRedis(tmp_path, read_free=read_free) as url, Redis.from_url(url) as redis:
        assert await takes_writes(redis)
