"""Asking Redis, with whatever goes wrong as one error of ours."""

from collections.abc import Awaitable
from typing import TypeAlias, TypeVar

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisClusterException, RedisError

from bot.errors import StoreUnavailable

Answer = TypeVar("Answer")

#: One server (or whichever is the primary of several), or a cluster.
RedisClient: TypeAlias = "Redis | RedisCluster"


async def answered(call: Awaitable[Answer]) -> Answer:
    """What Redis answers. Raises StoreUnavailable where it does not answer, or refuses."""
    try:
        return await call
    except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
        raise StoreUnavailable(type(error).__name__) from error


async def stored_bytes(redis: RedisClient, key: str) -> bytes | None:
    """What stands under a key; None where there is nothing. Raises StoreUnavailable."""
    value = await answered(redis.get(key))
    return value.encode() if isinstance(value, str) else value
