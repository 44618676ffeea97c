"""Operators' tasks: backup, restore, upgrade, and running the server as any user, confined to its folder."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import httpx
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key
from bot.database.embedded_server import EmbeddedRedis
from tests import worked_example
from tests.fakes.officers import ASSESSMENT, Delivery, LineOfficer, deliver, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.ports import free_port
from tests.fakes.redis_servers import redis_server
from tests.fakes.running_server import running_server
from tests.fakes.worker import Worker, running_worker

READY_WITHIN = 30.0


async def nothing() -> None:
    """Restart nothing."""


async def play(address: str, officer: LineOfficer, *moves: str) -> None:
    async with httpx.AsyncClient() as client:
        for move in moves:
            assert await deliver(client, address, officer.act(move), revive=nothing) == 1


async def is_shown(address: str, path: str) -> bool:
    async with httpx.AsyncClient() as client:
        return worked_example.SERVICE in (await client.get(address + path)).text


async def test_a_copy_of_the_data_folder_is_a_backup(tmp_path: Path, api: RecordingApi) -> None:
    settings = platform_settings(api) | {"ENCRYPTION_KEYS": new_key()}
    ids = Ids()
    done, halfway = LineOfficer(api, ids, 1), LineOfficer(api, ids, 2)
    async with running_server(tmp_path / "data", **settings) as server:
        await play(server, done, *ASSESSMENT)
        await play(server, halfway, *ASSESSMENT[:10])
    await asyncio.to_thread(shutil.copytree, tmp_path / "data", tmp_path / "copy", ignore=no_sockets)
    async with running_server(tmp_path / "copy", **settings) as server:
        assert await is_shown(server, httpx.URL(done.link()).path)
        await play(server, halfway, *ASSESSMENT[10:])
        assert await is_shown(server, httpx.URL(halfway.link()).path)


def no_sockets(folder: str, names: list[str]) -> list[str]:
    """Leave out a running server's socket, which cannot be copied."""
    return [name for name in names if name.endswith(".sock")]


async def test_a_snapshot_is_restored_into_a_server_with_an_append_only_file(tmp_path: Path, api: RecordingApi) -> None:
    """A snapshot is loaded by a server without an append-only file, which then writes one."""
    officer = LineOfficer(api, Ids(), 1)
    async with redis_server(tmp_path) as redis:
        async with running_server(tmp_path, **platform_settings(api), REDIS_URL=redis.url) as server:
            await play(server, officer, *ASSESSMENT[:10])
        await redis.client.save()
        snapshot = redis.folder / "dump.rdb"
        async with redis_server(tmp_path / "new", "appendonly no") as restored:
            await restored.kill()
            await asyncio.to_thread(shutil.copy, snapshot, restored.folder)
            configuration = restored.folder / "redis.conf"
            configuration.write_text(configuration.read_text().replace("appendonly yes\n", ""))
            await restored.start()
            await restored.client.config_set("appendonly", "yes")
            async with running_server(tmp_path, **platform_settings(api), REDIS_URL=restored.url) as server:
                await play(server, officer, *ASSESSMENT[10:])
                assert await is_shown(server, httpx.URL(officer.link()).path)


async def test_a_rolling_upgrade_refuses_no_call(
    tmp_path: Path, api: RecordingApi, redis: Redis, redis_folder: Path
) -> None:
    """The workers are behind a load balancer that retries a refused call at the next one."""
    settings = platform_settings(api) | {"REDIS_URL": f"unix://{redis_folder}/redis.sock"}
    officer = LineOfficer(api, Ids(), 1)
    async with (
        running_worker(tmp_path / "log0", settings) as first,
        running_worker(tmp_path / "log1", settings) as second,
        httpx.AsyncClient() as client,
    ):
        for one, other, moves in ((first, second, ASSESSMENT[:10]), (second, first, ASSESSMENT[10:])):
            replacing = asyncio.create_task(replace_worker(one))
            for move in moves:
                assert await balanced(client, (one, other), officer.act(move)) == 200
            await replacing
    assert officer.link()


async def replace_worker(worker: Worker) -> None:
    worker.terminate()
    assert await worker.ended() == 0
    await worker.start()


async def balanced(client: httpx.AsyncClient, workers: tuple[Worker, Worker], call: Delivery) -> int:
    """Return the first worker's answer, or the second's if the first is closing or stopped."""
    for worker in workers:
        try:
            answer = await client.post(f"{worker.address}{call.path}", content=call.body, headers=call.headers)
        except httpx.TransportError:
            continue
        if answer.status_code != 503:
            return answer.status_code
    return 503


async def test_the_server_writes_only_to_its_data_folder(tmp_path: Path, api: RecordingApi) -> None:
    """Nothing is left in the usual folders: home, the current folder, the folder for temporary files."""
    places = {name: tmp_path / name for name in ("home", "present", "temporary")}
    for place in places.values():
        place.mkdir()
    port, data = free_port(), tmp_path / "data"
    environment = platform_settings(api) | {
        "PORT": str(port),
        "DATA_DIR": str(data),
        "HOME": str(places["home"]),
        "TMPDIR": str(places["temporary"]),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli.main", "--env-file", os.devnull, "serve"),
        env=environment,
        cwd=places["present"],
        stdout=asyncio.subprocess.DEVNULL,
    )
    address, officer = f"http://127.0.0.1:{port}", LineOfficer(api, Ids(), 1)
    try:
        await until_ready(address)
        await play(address, officer, *ASSESSMENT)
        async with httpx.AsyncClient() as client:
            for kind in ("", ".pdf", ".xlsx", ".png", ".json"):
                path = httpx.URL(officer.link()).path.removesuffix(".pdf") + kind
                assert (await client.get(address + path, timeout=20)).status_code == 200
    finally:
        process.terminate()
        assert await process.wait() == 0
    assert {name: [*place.iterdir()] for name, place in places.items()} == {name: [] for name in places}
    assert any(data.iterdir())


async def until_ready(address: str) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(READY_WITHIN):
        while True:
            try:
                if (await client.get(f"{address}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def test_a_data_folder_of_a_killed_server_is_opened_again(tmp_path: Path) -> None:
    """A backup of a server that was killed during a write: the end of its file is cut off, the rest is read."""
    async with EmbeddedRedis(tmp_path / "data") as url, Redis.from_url(url) as redis:
        for number in range(100):
            await redis.set(f"key{number}", "value")
    (file,) = (tmp_path / "data").glob("**/*.aof")
    file.write_bytes(file.read_bytes()[:-7])
    async with EmbeddedRedis(tmp_path / "data") as url, Redis.from_url(url) as redis:
        assert await redis.dbsize() == 99
