"""Which program may open a data folder: none serves another's data as an empty database."""

import asyncio
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.database.embedded_server import EmbeddedRedis
from bot.database.server_program import find_redis_server
from bot.errors import DataFolderRefused

#: Written by Redis 6.2.14, the built-in database of Radap 0.1: a snapshot, and commands after it.
OF_RADAP_0_1 = Path(__file__).parents[2] / "data" / "stored" / "0.1.0" / "appendonly.aof"


def program(folder: Path, version: str) -> Path:
    """The real server, which says that it is another one."""
    path = folder / f"server {version}"
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "{version} sha=00000000:0 malloc=libc bits=64"; exit; }}\n'
        f'exec "{find_redis_server()}" "$@"\n'
    )
    path.chmod(0o700)
    return path


async def write(folder: Path) -> None:
    async with EmbeddedRedis(folder) as url, Redis.from_url(url) as redis:
        await redis.set("answer", "kept")


async def is_kept(folder: Path, server: Path | None = None) -> bool:
    async with EmbeddedRedis(folder, server) as url, Redis.from_url(url) as redis:
        return await redis.get("answer") == b"kept"


async def refusal(folder: Path, server: Path | None = None) -> str:
    """The sentence, which names the folder. Nothing in the folder has changed, and no server runs."""
    before = contents(folder)
    with pytest.raises(DataFolderRefused) as failure:
        await EmbeddedRedis(folder, server).start()
    assert contents(folder) == before
    assert not failure.value.retry_helps
    assert str(folder) in str(failure.value.problem)
    return str(failure.value)


def contents(folder: Path) -> dict[Path, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return {path: path.read_bytes() for path in files}


def mark(folder: Path) -> dict[str, str]:
    return dict(json.loads((folder / "server.json").read_text()))


async def test_a_new_folder_is_marked_for_this_user_alone(tmp_path: Path) -> None:
    await write(tmp_path)
    name, _, version = (await said_version()).partition(" server v=")
    assert mark(tmp_path) == {"program": name, "version": version, "data_format": "appendonlydir"}
    assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600


async def said_version() -> str:
    asked = await asyncio.create_subprocess_exec(find_redis_server(), "--version", stdout=asyncio.subprocess.PIPE)
    return (await asked.communicate())[0].decode().partition(" sha")[0]


@pytest.mark.parametrize("version", ["Redis server v=6.2.14", "Redis server v=7.0.15", "Redis server v=8.2.1"])
async def test_redis_is_refused_the_data_of_valkey(tmp_path: Path, version: str) -> None:
    folder = tmp_path / "data"
    await write(folder)
    sentence = await refusal(folder, program(tmp_path, version))
    assert f"written by Valkey {mark(folder)['version']}, which {version.replace(' server v=', ' ')}" in sentence
    assert "DATA_DIR" in sentence
    (folder / "server.json").unlink()
    assert "written by Valkey" in await refusal(folder, program(tmp_path, version))
    assert await is_kept(folder)


async def test_an_older_valkey_is_refused_the_data_of_a_newer_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    await write(folder)
    assert "Valkey 9.0.9 cannot read" in await refusal(folder, program(tmp_path, "Valkey server v=9.0.9"))
    assert "Valkey 8.1.9 cannot read" in await refusal(folder, program(tmp_path, "Valkey server v=8.1.9"))
    assert await is_kept(folder)


@pytest.mark.parametrize("version", ["9.1.0", "9.2.0", "10.0.0"])
async def test_the_same_release_or_a_newer_one_takes_the_data_over(tmp_path: Path, version: str) -> None:
    folder = tmp_path / "data"
    await write(folder)
    assert await is_kept(folder, program(tmp_path, f"Valkey server v={version}"))
    assert mark(folder)["version"] == version


async def test_the_data_of_radap_0_1_are_taken_over(tmp_path: Path) -> None:
    """Its Redis 6.2 wrote one file, and no mark."""
    shutil.copy(OF_RADAP_0_1, tmp_path)
    for _ in range(2):
        async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url, decode_responses=True) as redis:
            assert await redis.mget("radap:{one}:session", "radap:{two}:session") == ["first", "second"]
            assert await redis.execute_command("HGET", "radap:{one}:finished", "a") == "b"
            assert await redis.execute_command("LRANGE", "radap:{one}:bubbles", 0, -1) == ["x", "y"]
    assert mark(tmp_path)["program"] == "Valkey"


async def test_the_data_of_redis_up_to_7_2_are_taken_over(tmp_path: Path) -> None:
    shutil.copy(OF_RADAP_0_1, tmp_path)
    text = {"program": "Redis", "version": "7.2.4", "data_format": "appendonlydir"}
    (tmp_path / "server.json").write_text(json.dumps(text))
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        assert await redis.get("radap:{one}:session") == b"first"
    assert mark(tmp_path)["program"] == "Valkey"


async def test_the_data_of_a_later_redis_are_refused(tmp_path: Path) -> None:
    text = {"program": "Redis", "version": "7.4.1", "data_format": "appendonlydir"}
    (tmp_path / "server.json").write_text(json.dumps(text))
    assert "written by Redis 7.4.1" in await refusal(tmp_path)
    (tmp_path / "server.json").unlink()
    parts = tmp_path / "appendonlydir"
    parts.mkdir()
    (parts / "appendonly.aof.manifest").write_text("file appendonly.aof.1.base.rdb seq 1 type b\n")
    (parts / "appendonly.aof.1.base.rdb").write_bytes(b"REDIS0012\xfa\x09redis-ver\x057.4.1")
    assert "written by Redis 7.4 or later" in await refusal(tmp_path)


async def test_two_histories_in_one_folder_are_refused(tmp_path: Path) -> None:
    """Radap 0.1 began an empty database beside the data of a newer server from PATH."""
    await write(tmp_path)
    shutil.copy(OF_RADAP_0_1, tmp_path)
    sentence = await refusal(tmp_path)
    assert "two servers" in sentence
    assert "appendonlydir" in sentence
    (tmp_path / "appendonly.aof").unlink()
    assert await is_kept(tmp_path)


async def test_a_takeover_of_old_data_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    """Valkey writes the manifest first, and then moves the old file."""
    shutil.copy(OF_RADAP_0_1, tmp_path)
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").write_text("file appendonly.aof seq 1 type b\n")
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        assert await redis.get("radap:{two}:session") == b"second"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"program": "Valkey"}', '{"program": "Valkey", "version": "nine"}'])
async def test_an_unreadable_mark_is_refused_until_it_is_removed(tmp_path: Path, text: str) -> None:
    await write(tmp_path)
    (tmp_path / "server.json").write_text(text)
    assert "server.json does not tell" in await refusal(tmp_path)
    (tmp_path / "server.json").unlink()
    assert await is_kept(tmp_path)


async def test_a_guest_that_takes_over_is_refused_as_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """As in a rolling upgrade in which a worker of the release before is the last one left."""
    folder = tmp_path / "data"
    owner, guest = EmbeddedRedis(folder), EmbeddedRedis(folder, program(tmp_path, "Redis server v=6.2.14"))
    url = await owner.start()
    assert await guest.start() == url
    try:
        async with Redis.from_url(url) as redis:
            await redis.set("answer", "kept")
        await owner.stop()
        before = contents(folder)
        async with asyncio.timeout(30):
            while "cannot be started again" not in caplog.text:
                await asyncio.sleep(0.02)
        assert contents(folder) == before
    finally:
        await guest.stop()
    problem: str = caplog.records[-1].__dict__["problem"]
    assert "which Redis 6.2.14 cannot read" in problem
    assert await is_kept(folder)


async def test_the_server_that_an_owner_left_is_used_whatever_wrote_it(tmp_path: Path) -> None:
    """It reads its own data. The check comes when it is launched again."""
    folder = tmp_path / "data"
    embedded = EmbeddedRedis(folder, program(tmp_path, "Valkey server v=9.9.9"))
    async with Redis.from_url(await embedded.start()) as redis:
        await redis.set("answer", "kept")
        process = (await redis.info("server"))["process_id"]
        guest = EmbeddedRedis(folder)
        async with Redis.from_url(await guest.start()) as same:
            assert await same.get("answer") == b"kept"
        await guest.stop()
        os.kill(process, signal.SIGTERM)
    await embedded.stop()
    assert "written by Valkey 9.9.9" in await refusal(folder)
