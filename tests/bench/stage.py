"""Where the bench plays: the platforms' side, one Redis, one HTTP client."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.config.encryption_keys import new_key
from tests.bench.environment import settings
from tests.bench.load import Load
from tests.bench.officers import Script, scripts
from tests.bench.platforms import Platforms, running_platforms
from tests.bench.program import Program, Running, running
from tests.fakes.platforms.ids import Ids
from tests.fakes.redis_servers import RedisServer, redis_server


@dataclass
class Stage:
    """What all runs share."""

    platforms: Platforms
    redis: RedisServer
    http: aiohttp.ClientSession
    messages: Path
    ids: Ids = field(default_factory=Ids)
    key: str = field(default_factory=new_key)
    scripts: Iterator[Script] = field(default_factory=lambda: scripts(seed=1))

    @asynccontextmanager
    async def playing(self, program: Program, redis_url: str = "") -> AsyncIterator[tuple[Running, Load]]:
        """A program that has just started, and the load for it."""
        environment = settings(self.platforms, redis_url or self.redis.url, self.key, self.messages)
        async with running(program, environment) as server:
            yield server, self.load(server, program.platform)

    def load(self, *servers: Running | str) -> Load:
        """Load for one server or several, of one platform, which is named last."""
        *running_servers, platform = servers
        assert isinstance(platform, str)
        workers = [server for server in running_servers if isinstance(server, Running)]
        return Load(workers, self.platforms, self.redis.client, self.http, platform, self.scripts, self.ids)


@asynccontextmanager
async def opened_stage() -> AsyncIterator[Stage]:
    """Everything on this machine; the database syncs every write, as Radap's own does."""
    with TemporaryDirectory(prefix="radap-bench-") as folder:
        async with (
            redis_server(Path(folder)) as redis,
            running_platforms() as platforms,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        ):
            yield Stage(platforms, redis, http, Path(folder) / "messages.json")
