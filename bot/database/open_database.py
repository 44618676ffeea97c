"""Opens the database: the server of REDIS_URL, or the built-in one in the data folder."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.config.settings import Settings
from bot.database.client import open_client
from bot.database.commands import REDIS_ERRORS, RedisClient, server_info
from bot.database.embedded_server import LOCK, EmbeddedRedis
from bot.shared.redis_url import RedisAddress, Topology, read_redis_address
from flows.operator_text import Joined, Text, Translatable

#: For the version in a description, which is no reason to wait.
DESCRIBE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Database:
    """An open client, and where its server is, for the operator."""

    redis: RedisClient
    place: Text

    async def describe(self) -> Text:
        """Return the server's program, its version where it tells it within a second, and the place."""
        try:
            async with asyncio.timeout(DESCRIBE_SECONDS):
                programs = sorted(set(map(program_of, await server_info(self.redis, "server"))))
        except (*REDIS_ERRORS, TimeoutError):
            programs = ["Redis"]
        return Joined(" ", (", ".join(programs), self.place))


def program_of(server: Mapping[str, object]) -> str:
    """Return the program and version in INFO. Valkey also tells which version of Redis it replaces."""
    if "valkey_version" in server:
        return f"Valkey {server['valkey_version']}"
    return f"Redis {server.get('redis_version', '')}".rstrip()


def has_database(settings: Settings) -> bool:
    """Return whether there is a database: REDIS_URL names one, or the built-in one has run in the data folder."""
    return settings.redis_url is not None or (settings.data_folder / LOCK).exists()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database; it is closed with the context.

    Raises RedisServerMissing, DataFolderRefused or EmbeddedRedisFailed where the built-in one cannot run. A server of
    REDIS_URL that does not answer raises nothing here: it may come back, and /readyz reports it.
    """
    async with AsyncExitStack() as stack:
        if settings.redis_url:
            address = read_redis_address(settings.redis_url.get_secret_value())
            place = _place(address)
        else:
            url = await stack.enter_async_context(EmbeddedRedis(settings.data_folder))
            address = RedisAddress(Topology.SERVER, url)
            place = Translatable("(built-in), data in {folder}", folder=str(settings.data_folder))
        client = await stack.enter_async_context(open_client(address))
        yield Database(client, place)


def _place(address: RedisAddress) -> Text:
    if address.topology is Topology.SENTINEL:
        return Translatable("of REDIS_URL, watched by {count} Sentinel(s)", count=len(address.nodes))
    if address.topology is Topology.CLUSTER:
        return Translatable("of REDIS_URL, a cluster")
    return Translatable("of REDIS_URL")
