"""Opening Redis: the one that REDIS_URL names, or the built-in server in the data folder."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import BlockingConnectionPool, Redis

from bot.embedded_redis import EmbeddedRedis
from bot.settings import Settings

SECONDS_TO_ANSWER = 2.0
CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Database:
    """An open Redis client, and a few words for the operator about which Redis it is."""

    redis: Redis
    description: str


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database for as long as the context lasts.

    Raises RedisServerMissing or EmbeddedRedisFailed where the built-in server cannot run. A server of REDIS_URL that
    does not answer raises nothing here: it may come back, and /readyz tells.
    """
    async with AsyncExitStack() as stack:
        if settings.redis_url:
            url, description = settings.redis_url.get_secret_value(), "Redis of REDIS_URL"
        else:
            url = await stack.enter_async_context(EmbeddedRedis(settings.data_folder))
            description = f"built-in Redis, data in {settings.data_folder}"
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=SECONDS_TO_ANSWER,
            socket_timeout=SECONDS_TO_ANSWER,
            socket_connect_timeout=SECONDS_TO_ANSWER,
        )
        redis = Redis.from_pool(pool)
        stack.push_async_callback(redis.aclose)
        yield Database(redis, description)
