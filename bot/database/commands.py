"""Asking Redis, with whatever goes wrong as one error of ours."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeAlias, TypeVar, cast

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisClusterException, RedisError

from bot.errors import StoreUnavailable

Answer = TypeVar("Answer")

#: LINE waits two seconds for an answer: what takes longer is given up, and the event comes again. The client's own
#: time-outs would begin a task for every command.
SECONDS_TO_ANSWER = 2.0

#: Values asked for at once: of that many the database and the worker are busy for a millisecond.
MANY = 256

#: One server (or whichever is the primary of several), or a cluster.
RedisClient: TypeAlias = "Redis | RedisCluster"


async def execute(call: Awaitable[Answer]) -> Answer:
    """What Redis answers. Raises StoreUnavailable where it does not answer in time, or refuses."""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            return await call
    except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
        raise StoreUnavailable(type(error).__name__) from error


async def get_bytes(redis: RedisClient, key: str) -> bytes | None:
    """What stands under a key; None where there is nothing. Raises StoreUnavailable."""
    value = await execute(redis.get(key))
    return None if value is None else _as_bytes(value)


async def get_entry(redis: RedisClient, key: str, entry: str) -> bytes | None:
    """An entry of the hash under a key; None where there is none. Raises StoreUnavailable."""
    value = await execute(redis.hget(key, entry))
    return None if value is None else _as_bytes(value)


async def get_entries(redis: RedisClient, key: str) -> dict[str, bytes]:
    """All entries of the hash under a key; none where there is no hash. Raises StoreUnavailable."""
    found = await execute(redis.hgetall(key))
    return {_as_bytes(entry).decode(): _as_bytes(value) for entry, value in found.items()}


def _as_bytes(value: bytes | str) -> bytes:
    """Redis's answer; the client's types allow for one that decodes, which ours never is."""
    return value.encode() if isinstance(value, str) else value


async def get_many(redis: RedisClient, keys: Sequence[str]) -> list[bytes | None]:
    """What stands under each of the keys, in their order. Raises StoreUnavailable."""
    values: list[bytes | None] = []
    for first in range(0, len(keys), MANY):
        some = keys[first : first + MANY]
        call = redis.mget_nonatomic(some) if isinstance(redis, RedisCluster) else redis.mget(some)
        values += cast("list[bytes | None]", await execute(call))
    return values
