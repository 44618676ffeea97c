"""Opens Redis: the server of REDIS_URL, or the built-in one in the data folder."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.config.settings import Settings
from bot.database.client import open_client
from bot.database.commands import RedisClient
from bot.database.embedded_server import LOCK, EmbeddedRedis
from bot.shared.redis_url import RedisAddress, Topology, read_redis_address


@dataclass(frozen=True, slots=True)
class Database:
    """An open Redis client, and a description of the server for the operator."""

    redis: RedisClient
    description: str


def has_database(settings: Settings) -> bool:
    """Return whether there is a database: REDIS_URL names one, or the built-in one has run in the data folder."""
    return settings.redis_url is not None or (settings.data_folder / LOCK).exists()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database; it is closed with the context.

    Raises RedisServerMissing or EmbeddedRedisFailed where the built-in server cannot run. A server of REDIS_URL that
    does not answer raises nothing here: it may come back, and /readyz reports it.
    """
    async with AsyncExitStack() as stack:
        if settings.redis_url:
            address = read_redis_address(settings.redis_url.get_secret_value())
            description = _describe(address)
        else:
            url = await stack.enter_async_context(EmbeddedRedis(settings.data_folder))
            address = RedisAddress(Topology.SERVER, url)
            description = f"built-in Redis, data in {settings.data_folder}"
        yield Database(await stack.enter_async_context(open_client(address)), description)


def _describe(address: RedisAddress) -> str:
    if address.topology is Topology.SENTINEL:
        return f"Redis of REDIS_URL, watched by {len(address.nodes)} Sentinel(s)"
    return "Redis Cluster of REDIS_URL" if address.topology is Topology.CLUSTER else "Redis of REDIS_URL"
