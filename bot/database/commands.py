"""Redis commands with a time limit, whose failures are one error of Radap's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from itertools import islice
from typing import TypeAlias, TypeVar, cast

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from bot.errors import StoreRefusesWrites, StoreUnavailable

Answer = TypeVar("Answer")

#: LINE's webhook timeout. The event is redelivered, so Radap gives up with LINE. redis-py's own socket timeout would
#: start a task for every command.
COMMAND_TIMEOUT_SECONDS = 2.0

#: Keys of one MGET: Redis and the worker are busy with that many for about a millisecond.
MGET_BATCH = 256

#: Keys of one SCAN.
SCAN_BATCH = 500

#: Commands of `execute_all` at the same time. Each needs a connection: several hundred new ones at once are refused.
CONCURRENT_COMMANDS = 50

#: A client of one server (or of the primary that Sentinel names), or of a cluster.
RedisClient: TypeAlias = "Redis | RedisCluster"

#: What a client raises when Redis cannot be reached, or refuses a command.
REDIS_ERRORS = (RedisError, RedisClusterException, OSError)


async def execute(command: Awaitable[Answer]) -> Answer:
    """Return Redis's answer. Raises StoreUnavailable where it does not answer in time, or refuses."""
    try:
        async with asyncio.timeout(COMMAND_TIMEOUT_SECONDS):
            return await command
    except ResponseError as error:
        raise StoreRefusesWrites if refuses_writes(error) else StoreUnavailable(type(error).__name__) from error
    except (*REDIS_ERRORS, TimeoutError) as error:
        raise StoreUnavailable(type(error).__name__) from error


def refuses_writes(error: Exception) -> bool:
    """Return whether the server refused a write because it lacks replicas: so it does where the disk is nearly full."""
    return isinstance(error, ResponseError) and str(error).startswith("NOREPLICAS")


async def execute_all(commands: Iterable[Awaitable[Answer]]) -> list[Answer]:
    """Return the answers of many commands, in their order, a few of which are under way at a time.

    Pass a generator, so that no command begins early. Raises StoreUnavailable.
    """
    answers, rest = list[Answer](), iter(commands)
    while batch := [*islice(rest, CONCURRENT_COMMANDS)]:
        answers += await asyncio.gather(*map(execute, batch))
    return answers


async def get_bytes(redis: RedisClient, key: str) -> bytes | None:
    """Return the value of a key, or None. Raises StoreUnavailable."""
    value = await execute(redis.get(key))
    return None if value is None else _as_bytes(value)


async def get_hash_field(redis: RedisClient, key: str, field: str) -> bytes | None:
    """Return a field of a hash, or None. Raises StoreUnavailable."""
    value = await execute(redis.hget(key, field))
    return None if value is None else _as_bytes(value)


async def get_hash(redis: RedisClient, key: str) -> dict[str, bytes]:
    """Return all fields of a hash; empty where there is no hash. Raises StoreUnavailable."""
    found = await execute(redis.hgetall(key))
    return {_as_bytes(field).decode(): _as_bytes(value) for field, value in found.items()}


def _as_bytes(value: bytes | str) -> bytes:
    """Satisfy redis-py's types, which allow for a client that decodes; Radap's never does."""
    return value.encode() if isinstance(value, str) else value


async def get_many(redis: RedisClient, keys: Sequence[str]) -> list[bytes | None]:
    """Return the values of the keys, in their order. Raises StoreUnavailable."""
    values: list[bytes | None] = []
    for start in range(0, len(keys), MGET_BATCH):
        batch = keys[start : start + MGET_BATCH]
        command = redis.mget_nonatomic(batch) if isinstance(redis, RedisCluster) else redis.mget(batch)
        values += cast("list[bytes | None]", await execute(command))
    return values


async def scan_keys(redis: RedisClient, pattern: str) -> AsyncIterator[list[str]]:
    """Yield the keys of a pattern in batches. A key may be named twice. Raises StoreUnavailable."""
    keys, batch = redis.scan_iter(match=pattern, count=SCAN_BATCH), list[str]()
    while key := await execute(anext(keys, b"")):
        batch.append(key.decode())
        if len(batch) == SCAN_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def server_info(redis: RedisClient, section: str) -> list[dict[str, object]]:
    """Return a section of INFO from each primary. Raises REDIS_ERRORS."""
    if isinstance(redis, RedisCluster):
        return list((await redis.info(section, target_nodes=RedisCluster.PRIMARIES)).values())
    return [await redis.info(section)]


async def server_times(redis: RedisClient) -> list[float]:
    """Return the time of each primary, in seconds since 1970 (UTC). Raises REDIS_ERRORS."""
    if isinstance(redis, RedisCluster):
        by_server = cast("dict[str, tuple[int, int]]", await redis.time(target_nodes=RedisCluster.PRIMARIES))
        answers = list(by_server.values())
    else:
        answers = [await redis.time()]
    return [seconds + microseconds / 1_000_000 for seconds, microseconds in answers]
