"""Back-up and restore while officers play, killed in the middle, and from one kind of database to another."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.app import open_app
from bot.config.encryption_keys import new_key
from bot.config.settings import load_settings
from bot.database.client import open_client
from bot.errors import BackupNotPossible
from bot.shared.redis_url import read_redis_address
from bot.storage.backup import back_up
from bot.storage.backup_file import BackupWriter, StoredRecord, check_backup, read_entries
from bot.storage.keys import UNFINISHED_RESTORE_KEY
from bot.storage.restore import UnfinishedRestore, restore
from tests import worked_example
from tests.fakes.officers import ASSESSMENT, LineOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.redis_servers import redis_cluster, redis_server, watched_by_sentinel
from tests.fakes.running_server import running_server
from tests.fakes.stalling_proxy import stalling_proxy
from tests.fakes.stored_keys import life_times, stored_keys

KEY = new_key()
PLAYERS = 4
#: Conversations of the tests that kill a command, and the bytes after which it is killed: about a third of them.
CONVERSATIONS, KILLED_AFTER = 300, 30_000


@asynccontextmanager
async def command(url: str, *words: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `radap` in a process, which is killed with the context if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli.main", *map(str, words)),
        env={"PATH": os.environ["PATH"], "REDIS_URL": url, "ENCRYPTION_KEYS": KEY},
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run(url: str, *words: object) -> str:
    """Run a command that must succeed, and return its output."""
    async with command(url, *words) as process:
        output, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()


class Office:
    """Officers in LINE, of whom each is played by a task, one after the other."""

    def __init__(self, api: RecordingApi, client: httpx.AsyncClient) -> None:
        self._api, self._client, self._ids = api, client, Ids()
        self.officers: list[LineOfficer] = []

    async def play(self, officer: LineOfficer, *moves: str) -> None:
        for move in moves:
            call = officer.act(move)
            answer = await self._client.post(call.path, content=call.body, headers=call.headers)
            assert answer.status_code == 200

    async def get(self, link: str) -> httpx.Response:
        return await self._client.get(httpx.URL(link).path)

    async def new_officer(self, *moves: str) -> LineOfficer:
        officer = LineOfficer(self._api, self._ids, len(self.officers) + 1)
        self.officers.append(officer)
        await self.play(officer, *moves)
        return officer

    async def play_until(self, ended: asyncio.Event) -> None:
        """Play assessments by new officers, and let each delete everything at the end of every other one."""
        while not ended.is_set():
            officer = await self.new_officer(*ASSESSMENT)
            if len(self.officers) % 2:
                await self.play(officer, "=/delete", "=ใช่")


@asynccontextmanager
async def office(folder: Path, api: RecordingApi, redis_url: str) -> AsyncIterator[Office]:
    settings = platform_settings(api) | {"REDIS_URL": redis_url, "ENCRYPTION_KEYS": KEY}
    async with (
        running_server(folder, **settings) as server,
        httpx.AsyncClient(base_url=server, timeout=20) as client,
    ):
        yield Office(api, client)


@pytest.mark.parametrize("kind", ["server", "cluster"])
async def test_a_backup_while_officers_play_is_restored_and_every_officer_goes_on(
    tmp_path: Path, api: RecordingApi, kind: str
) -> None:
    """Nothing that was confirmed before the back-up is missing, and nobody gets a failure afterwards."""
    file = tmp_path / "radap.backup"
    async with AsyncExitStack() as stack:
        if kind == "cluster":
            _, url = await stack.enter_async_context(redis_cluster(tmp_path))
        else:
            url = (await stack.enter_async_context(redis_server(tmp_path))).url
        playing = await stack.enter_async_context(office(tmp_path / "data", api, url))
        done = [await playing.new_officer(*ASSESSMENT) for _ in range(3)]
        halfway = await playing.new_officer(*ASSESSMENT[:10])
        ended = asyncio.Event()
        players = [asyncio.create_task(playing.play_until(ended)) for _ in range(PLAYERS)]
        await run(url, "backup", file)
        ended.set()
        await asyncio.gather(*players)
        officers = playing.officers
    async with redis_server(tmp_path / "new") as restored:
        await run(restored.url, "restore", "--yes", file)
        async with office(tmp_path / "data", api, restored.url) as again:
            await again.play(halfway, *ASSESSMENT[10:])
            for officer in (*done, halfway):
                assert worked_example.SERVICE in (await again.get(officer.link())).text
            for officer in officers:
                await again.play(officer, "=/results", "=/export", "=/start")


async def fill(redis: Any) -> None:
    """Store conversations whose records nobody reads."""
    for number in range(CONVERSATIONS):
        prefix = f"radap:{{{number:032}}}"
        await redis.set(f"{prefix}:session", os.urandom(200), px=3_600_000)
        await redis.hset(f"{prefix}:finished", "a", os.urandom(100))


async def test_a_backup_that_is_killed_leaves_the_last_one(tmp_path: Path) -> None:
    """What it had written is removed by the next one."""
    file = tmp_path / "radap.backup"
    file.write_text("the last one")
    async with redis_server(tmp_path / "redis") as server:
        await fill(server.client)
        async with stalling_proxy(server.port, KILLED_AFTER) as proxy, command(proxy.url, "backup", file) as process:
            await proxy.stalled.wait()
            process.kill()
            assert await process.wait() < 0
        (leftover,) = tmp_path.glob(".radap.backup.*.part")
        assert leftover.stat().st_mode & 0o777 == 0o600
        assert file.read_text() == "the last one"
        await run(server.url, "backup", file)
    assert {path.name for path in tmp_path.iterdir()} == {"radap.backup", "redis"}
    with file.open("rb") as content:
        assert check_backup(content, file.name).records == 2 * CONVERSATIONS


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["empty", "force"])
async def test_a_restore_that_is_killed_is_told_and_completed_by_the_same_command(
    tmp_path: Path, force: tuple[str, ...]
) -> None:
    file = tmp_path / "radap.backup"
    async with redis_server(tmp_path / "redis") as server, open_client(read_redis_address(server.url)) as redis:
        await fill(redis)
        before = await stored_keys(redis)
        await run(server.url, "backup", file)
        await redis.flushall()
        if force:
            await redis.mset({f"radap:{{since{number}}}:session": "since" for number in range(3)})
        async with (
            stalling_proxy(server.port, KILLED_AFTER) as proxy,
            command(proxy.url, "restore", "--yes", *force, file) as process,
        ):
            await proxy.stalled.wait()
            process.kill()
            assert await process.wait() < 0
        half = await stored_keys(redis)
        assert half.pop(UNFINISHED_RESTORE_KEY)
        assert 0 < len(half) < len(before)
        assert "A restore is not finished" in await startup_report(tmp_path, server.url)
        await run(server.url, "restore", "--yes", file)
        assert without_criteria(await stored_keys(redis)) == before
        assert "not finished" not in await startup_report(tmp_path, server.url)


async def test_a_database_that_is_lost_in_the_middle_is_told(tmp_path: Path) -> None:
    """A back-up leaves no file, and a restore says that it is not finished."""
    file, second = tmp_path / "radap.backup", tmp_path / "second"
    async with redis_server(tmp_path / "redis") as server:
        await fill(server.client)
        await run(server.url, "backup", file)
        for words, said in (
            (("restore", "--yes", "--force", file), b"The restore is not finished. Run the same command again"),
            (("backup", second), b"A restore was interrupted"),
            (("restore", "--yes", file), b""),
            (("backup", second), b"Redis is not available"),
        ):
            limit = KILLED_AFTER if said and b"interrupted" not in said else sys.maxsize
            async with stalling_proxy(server.port, limit) as proxy, command(proxy.url, *words) as process:
                _, errors = await process.communicate()
                assert (process.returncode, said in errors) == (int(bool(said)), True), errors
    assert {path.name for path in tmp_path.iterdir()} == {"radap.backup", "redis"}


async def test_a_server_that_is_restarted_during_the_backup_fails_it(tmp_path: Path) -> None:
    """Its keys have another order then: some would be left out, and nobody would know."""
    async with redis_server(tmp_path / "redis") as server, open_client(read_redis_address(server.url)) as redis:
        await fill(redis)
        writer = BackupWriter(io.BytesIO(), "0.2.0", datetime.now(UTC))
        with pytest.raises(BackupNotPossible, match="restarted"):
            await back_up(redis, writer, lambda count: server.restart() if count == CONVERSATIONS else None)


def without_criteria(found: dict[str, Any]) -> dict[str, Any]:
    """What is found, without what a start of the server stores."""
    return {key: value for key, value in found.items() if not key.endswith(":criteria")}


async def startup_report(folder: Path, url: str) -> str:
    said: list[str] = []
    async with open_app(load_settings({"DATA_DIR": str(folder), "REDIS_URL": url}), report=said.append) as app:
        assert isinstance(app, Starlette)
    return said[0]


async def test_a_backup_of_a_server_behind_sentinel_is_restored_into_a_cluster(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with watched_by_sentinel(tmp_path) as (_, _, url), open_client(read_redis_address(url)) as redis:
        await fill(redis)
        await redis.zadd("radap:{topics}:topics", {"7": 1.5})
        await redis.rpush("radap:{bubbles}:bubbles", "3", "1", "2")
        before = await stored_keys(redis)
        await run(url, "backup", first)
    async with redis_cluster(tmp_path) as (_, url), open_client(read_redis_address(url)) as cluster:
        await run(url, "restore", "--yes", first)
        assert await stored_keys(cluster) == before
        assert all(3_000_000 < life <= 3_600_000 or life == -1 for life in (await life_times(cluster)).values())
        await run(url, "backup", second)
        assert records(first) == records(second)
        await cluster.set("radap:{since}:session", "since")
        await run(url, "restore", "--yes", "--force", second)
        assert await stored_keys(cluster) == before


def records(file: Path) -> dict[str, tuple[bytes, ...]]:
    with file.open("rb") as content:
        entries = read_entries(content, file.name)
        return {entry.key: entry.values for entry in entries if isinstance(entry, StoredRecord)}


@pytest.fixture
def beside(redis_folder: Path) -> Iterator[BlockingRedis]:
    """A client of the same database that acts while the back-up waits."""
    with BlockingRedis(unix_socket_path=f"{redis_folder}/redis.sock") as client:
        yield client


def dump(redis: BlockingRedis) -> dict[bytes, bytes]:
    return {key: redis.dump(key) or b"" for key in redis.scan_iter()}


def load(redis: BlockingRedis, state: dict[bytes, bytes]) -> None:
    redis.flushall()
    for key, value in state.items():
        redis.restore(key, 0, value)


async def restore_backup_during(redis: Redis, beside: BlockingRedis, states: Sequence[dict[bytes, bytes]]) -> None:
    """Back up the first state, which becomes the second when all linked records were read; restore the back-up."""
    before, after = states
    linked = [key for key in before if key.rpartition(b":")[2] in {b"criteria", b"result", b"views"}]
    load(beside, before)
    content = io.BytesIO()
    writer = BackupWriter(content, "0.2.0", datetime.now(UTC))

    def act(count: int) -> None:
        if count == len(linked):
            load(beside, after)

    await back_up(redis, writer, act)
    writer.finish()
    content.seek(0)
    backup = check_backup(content, "file")
    await redis.flushall()
    await restore(redis, read_entries(content, "file"), UnfinishedRestore(backup.checksum, False), lambda _: None)


async def test_a_result_that_is_deleted_during_the_backup_does_not_come_back(
    tmp_path: Path, redis: Redis, redis_folder: Path, beside: BlockingRedis, api: RecordingApi
) -> None:
    """Else its officer, whose conversation is deleted, could never delete it."""
    async with office(tmp_path / "data", api, f"unix://{redis_folder}/redis.sock") as playing:
        officer = await playing.new_officer(*ASSESSMENT)
        link = officer.link()
        assert (await playing.get(link)).status_code == 200
        finished = dump(beside)
        await playing.play(officer, "=/delete", "=ใช่")
        await restore_backup_during(redis, beside, (finished, dump(beside)))
        assert [key async for key in redis.scan_iter("radap:*:result")] == []
        assert [key async for key in redis.scan_iter("radap:*:views")] == []
        assert (await playing.get(link)).status_code == 404


async def test_a_conversation_whose_result_is_not_in_the_backup_goes_on(
    tmp_path: Path, redis: Redis, redis_folder: Path, beside: BlockingRedis, api: RecordingApi
) -> None:
    """Its result was confirmed while the back-up was made: its link says that there is none."""
    async with office(tmp_path / "data", api, f"unix://{redis_folder}/redis.sock") as playing:
        officer = await playing.new_officer(*ASSESSMENT[:-1])
        reviewed = dump(beside)
        await playing.play(officer, "confirm")
        link = officer.link()
        await restore_backup_during(redis, beside, (reviewed, dump(beside)))
        assert [key async for key in redis.scan_iter("radap:*:result")] == []
        assert len([key async for key in redis.scan_iter("radap:*:finished")]) == 1
        assert (await playing.get(link)).status_code == 404
        await playing.play(officer, "=/results", "share_all")
        page = next(link for link in officer.links() if "/p/" in link)
        assert (await playing.get(page)).status_code == 404
        await playing.play(officer, "=/results", "=1", "again", "=/export", "=/start", "=/delete", "=ใช่")


async def test_running_workers_agree_on_the_restored_key_of_the_cookies(
    tmp_path: Path, redis: Redis, redis_folder: Path
) -> None:
    url, file = f"unix://{redis_folder}/redis.sock", tmp_path / "radap.backup"
    settings = {"REDIS_URL": url, "ENCRYPTION_KEYS": KEY, "CHAT_PAGE": "on"}
    async with running_server(tmp_path, **settings) as first, running_server(tmp_path, **settings) as second:
        given = await cookie_of(first)
        await run(url, "backup", file)
        await redis.flushall()
        assert visitor(await cookie_of(first, given)) != visitor(given)
        await run(url, "restore", "--yes", file)
        for server in (first, second):
            assert visitor(await cookie_of(server, given)) == visitor(given)


async def cookie_of(server: str, given: str = "") -> str:
    """Open the chat page, with a cookie where one was given, and return the cookie that it gives."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{server}/chat", headers={"cookie": given} if given else {})
        return answer.headers["set-cookie"].partition(";")[0]


def visitor(cookie: str) -> str:
    return cookie.partition("=")[2].partition(".")[0]
