"""Opens Redis: the server of REDIS_URL, or the built-in one in the data folder."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.config.settings import Settings
from bot.database.client import open_client
from bot.database.commands import RedisClient
from bot.database.embedded_server import LOCK, EmbeddedRedis
from bot.shared.redis_url import RedisAddress, Topology, read_redis_address
from flows.operator_text import Text, Translatable


@dataclass(frozen=True, slots=True)
class Database:
    """An open Redis client, and a description of the server for the operator."""

    redis: RedisClient
    description: Text


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
            description = Translatable("built-in Redis, data in {folder}", folder=str(settings.data_folder))
        yield Database(await stack.enter_async_context(open_client(address)), description)


def _describe(address: RedisAddress) -> Text:
    if address.topology is Topology.SENTINEL:
        return Translatable("Redis of REDIS_URL, watched by {count} Sentinel(s)", count=len(address.nodes))
    if address.topology is Topology.CLUSTER:
        return Translatable("Redis Cluster of REDIS_URL")
    return Translatable("Redis of REDIS_URL")
