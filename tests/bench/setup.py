"""The shared setup of all runs: the platforms, one Redis, one HTTP client."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.config.encryption_keys import new_key
from tests.bench.environment import settings
from tests.bench.load import Load
from tests.bench.officers import Delivery, Script, scripts
from tests.bench.platforms import Platforms, running_platforms
from tests.bench.program import Program, Running, running
from tests.fakes.platforms.ids import Ids
from tests.fakes.redis_servers import RedisServer, redis_server


@dataclass
class BenchSetup:
    """The shared setup of all runs."""

    platforms: Platforms
    redis: RedisServer
    http: aiohttp.ClientSession
    messages: Path
    ids: Ids = field(default_factory=Ids)
    key: str = field(default_factory=new_key)
    scripts: Iterator[Script] = field(default_factory=lambda: scripts(seed=1))

    @asynccontextmanager
    async def playing(self, program: Program, redis_url: str = "") -> AsyncIterator[tuple[Running, Load]]:
        """Start a program, and yield it with its load."""
        environment = settings(self.platforms, redis_url or self.redis.url, self.key, self.messages)
        async with running(program, environment) as server:
            yield server, self.load(server, program.platform)

    async def deliver(self, server: Running, delivery: Delivery) -> None:
        """Make one webhook call. Raises RuntimeError where it is not accepted."""
        url = server.address + delivery.path
        async with self.http.post(url, data=delivery.body, headers=delivery.headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"answered {answer.status}")

    def load(self, *servers: Running | str) -> Load:
        """Return the load for one or more servers of one platform, which is the last argument."""
        *running_servers, platform = servers
        assert isinstance(platform, str)
        workers = [server for server in running_servers if isinstance(server, Running)]
        return Load(workers, self.platforms, self.redis.client, self.http, platform, self.scripts, self.ids)


@asynccontextmanager
async def opened_setup() -> AsyncIterator[BenchSetup]:
    """Start everything on this machine; the database syncs every write, as the built-in database does."""
    with TemporaryDirectory(prefix="radap-bench-") as folder:
        async with (
            redis_server(Path(folder)) as redis,
            running_platforms() as platforms,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        ):
            yield BenchSetup(platforms, redis, http, Path(folder) / "messages.json")
