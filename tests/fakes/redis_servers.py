"""Real Redis servers on this machine: single, replicated, watched by Sentinel, in a cluster; each can be killed."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.database.server_program import find_redis_server
from tests.fakes.ports import free_port

#: Seconds within which a server or a cluster must be ready, or choose another primary.
READY_WITHIN = 60.0
POLL_EVERY = 0.02
FAILURE_AFTER = 500
SERVICE = "radap"
SLOTS = 16384


class RedisServer:
    """One server process on one port, with its data in a folder."""

    def __init__(self, folder: Path, *options: str, sentinel_of: int = 0) -> None:
        self.port = free_port()
        self.folder = folder / str(self.port)
        self._options = options
        self._sentinel_of = sentinel_of
        self._process: subprocess.Popen[bytes] | None = None
        self.client = Redis(
            port=self.port, socket_timeout=READY_WITHIN, retry=Retry(NoBackoff(), 1), decode_responses=True
        )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start the process, and return when it answers."""
        await asyncio.to_thread(self._launch)
        async with asyncio.timeout(READY_WITHIN):
            while not await self._answers():
                await asyncio.sleep(POLL_EVERY)

    async def kill(self) -> None:
        if self._process:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
            self._process = None

    def restart(self) -> None:
        """Kill it and start it again, while everything else in this process waits."""
        assert self._process
        self._process.kill()
        self._process.wait()
        self._launch()
        with BlockingRedis(port=self.port) as client:
            for _ in range(int(READY_WITHIN / POLL_EVERY)):
                with suppress(RedisError):
                    client.ping()
                    return
                time.sleep(POLL_EVERY)
        raise TimeoutError

    async def close(self) -> None:
        await self.client.aclose()
        await self.kill()

    async def _answers(self) -> bool:
        with suppress(RedisError, OSError):
            return bool(await self.client.ping())
        return False

    def _launch(self) -> None:
        self.folder.mkdir(exist_ok=True, parents=True)
        configuration = self.folder / "redis.conf"
        if not configuration.exists():
            configuration.write_text("\n".join(self._lines()))
        more = ["--sentinel"] if self._sentinel_of else []
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [find_redis_server(), configuration, *more], stdout=log, stderr=log, env={"LC_ALL": "C"}
            )

    def _lines(self) -> Sequence[str]:
        common = [f"port {self.port}", "bind 127.0.0.1", f"dir {self.folder}"]
        if self._sentinel_of:
            return [
                *common,
                f"sentinel monitor {SERVICE} 127.0.0.1 {self._sentinel_of} 2",
                f"sentinel down-after-milliseconds {SERVICE} {FAILURE_AFTER}",
                f"sentinel failover-timeout {SERVICE} 2000",
            ]
        return [
            *common,
            "appendonly yes",
            "appendfsync always",
            'save ""',
            "repl-diskless-sync-delay 0",
            *self._options,
        ]


@asynccontextmanager
async def redis_server(folder: Path, *options: str) -> AsyncIterator[RedisServer]:
    server = RedisServer(folder, *options)
    await server.start()
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def watched_by_sentinel(folder: Path) -> AsyncIterator[tuple[RedisServer, RedisServer, str]]:
    """A primary, its replica, and the REDIS_URL of the three Sentinels that watch them."""
    primary = RedisServer(folder)
    replica = RedisServer(folder, f"replicaof 127.0.0.1 {primary.port}")
    sentinels = [RedisServer(folder, sentinel_of=primary.port) for _ in range(3)]
    try:
        for server in (primary, replica, *sentinels):
            await server.start()
        async with asyncio.timeout(READY_WITHIN):
            while not await is_watched(sentinels):
                await asyncio.sleep(POLL_EVERY)
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in sentinels)
        yield primary, replica, f"redis+sentinel://{hosts}/{SERVICE}"
    finally:
        for server in (*sentinels, replica, primary):
            await server.close()


async def is_watched(sentinels: Sequence[RedisServer]) -> bool:
    """Return whether every Sentinel knows the replica and the other Sentinels."""
    for sentinel in sentinels:
        known = await sentinel.client.execute_command("SENTINEL", "MASTER", SERVICE)
        if int(known["num-slaves"]) < 1 or int(known["num-other-sentinels"]) < len(sentinels) - 1:
            return False
        (replica,) = await sentinel.client.execute_command("SENTINEL", "REPLICAS", SERVICE)
        if replica["master-link-status"] != "ok":
            return False
    return True


@asynccontextmanager
async def redis_cluster(folder: Path) -> AsyncIterator[tuple[list[RedisServer], str]]:
    """Three primaries, then a replica of each, and the REDIS_URL of the cluster."""
    options = ("cluster-enabled yes", "cluster-node-timeout 1000", "cluster-require-full-coverage no")
    servers = [RedisServer(folder, *options) for _ in range(6)]
    try:
        for server in servers:
            await server.start()
        await join_cluster(servers)
        yield servers, "redis+cluster://" + ",".join(f"127.0.0.1:{server.port}" for server in servers)
    finally:
        for server in servers:
            await server.close()


async def join_cluster(servers: Sequence[RedisServer]) -> None:
    first, primaries, replicas = servers[0], servers[:3], servers[3:]
    for epoch, server in enumerate(servers, 1):
        await server.client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", epoch)
    for number, primary in enumerate(primaries):
        begin, end = SLOTS * number // 3, SLOTS * (number + 1) // 3
        await primary.client.execute_command("CLUSTER", "ADDSLOTS", *range(begin, end))
    for server in servers[1:]:
        await server.client.execute_command("CLUSTER", "MEET", "127.0.0.1", first.port)
    await until(servers, "cluster_known_nodes:6")
    for primary, replica in zip(primaries, replicas, strict=True):
        await replica.client.execute_command("CLUSTER", "REPLICATE", await my_id(primary))
    await until(servers, "cluster_state:ok")
    async with asyncio.timeout(READY_WITHIN):
        for replica in replicas:
            while (await replica.client.info("replication")).get("master_link_status") != "up":
                await asyncio.sleep(POLL_EVERY)


async def my_id(server: RedisServer) -> str:
    return str(await server.client.execute_command("CLUSTER", "MYID"))


async def until(servers: Sequence[RedisServer], line: str) -> None:
    """Wait until every server's CLUSTER INFO has a line."""
    async with asyncio.timeout(READY_WITHIN):
        for server in servers:
            while line not in await cluster_info(server):
                await asyncio.sleep(POLL_EVERY)


async def cluster_info(server: RedisServer) -> str:
    info = await server.client.execute_command("CLUSTER", "INFO")
    return info if isinstance(info, str) else "\r\n".join(f"{name}:{value}" for name, value in info.items())
