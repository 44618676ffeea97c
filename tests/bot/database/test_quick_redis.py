"""The short way to Redis: as sound as the client's own."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import ResponseError

from bot.database.client import connected
from bot.database.quick_redis import QuickRedis
from bot.database.script import RedisScript
from bot.shared.redis_url import read_redis_address


@pytest.fixture
async def quick(redis: Redis) -> AsyncIterator[QuickRedis]:
    """A client of the same database as `redis`, which looks at what it does."""
    options = redis.connection_pool.connection_kwargs
    pool = ConnectionPool(redis.connection_pool.connection_class, **options)
    yield QuickRedis(connection_pool=pool)
    await pool.aclose()


async def connections(redis: Redis) -> int:
    return len(await redis.client_list())


async def until(redis: Redis, command: str) -> None:
    """Wait until the server works on a command."""
    for _ in range(2_000):
        if command in {client["cmd"] for client in await redis.client_list()}:
            return
    raise AssertionError(f"no {command}")


async def popped(client: Redis) -> object:
    """Wait for the first value of a list."""
    answer: Any = await client.execute_command("BLPOP", "list", 0)
    return answer[1]


async def test_one_command_after_the_other_goes_over_one_connection(quick: QuickRedis, redis: Redis) -> None:
    await quick.ping()
    before = await connections(redis)
    for number in range(20):
        await quick.set("number", number)
        assert await quick.get("number") == str(number).encode()
        with pytest.raises(ResponseError):
            await quick.execute_command("GET")
    assert await connections(redis) == before


async def test_commands_at_the_same_time_get_their_own_answers(quick: QuickRedis) -> None:
    async def count(name: str) -> list[int]:
        return [int(await quick.incr(name)) for _ in range(20)]

    counted = await asyncio.gather(*(count(f"counter {number}") for number in range(30)))
    assert counted == [list(range(1, 21))] * 30


async def test_a_lost_connection_is_made_again_without_anybody_noticing(quick: QuickRedis, redis: Redis) -> None:
    await asyncio.gather(*(quick.set(f"key {number}", number) for number in range(5)))
    for _ in range(3):
        await redis.client_kill_filter(_type="normal", skipme=True)
        values = await asyncio.gather(*(quick.get(f"key {number}") for number in range(5)))
        assert values == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_command_whose_connection_is_lost_under_way_is_repeated(quick: QuickRedis, redis: Redis) -> None:
    await quick.ping()
    waiting = asyncio.create_task(popped(quick))
    await until(redis, "blpop")
    await redis.client_kill_filter(_type="normal", skipme=True)
    await until(redis, "blpop")
    await redis.rpush("list", "value")
    assert await waiting == b"value"


async def test_what_was_given_up_does_not_answer_the_next_command(quick: QuickRedis, redis: Redis) -> None:
    await quick.set("key", "right")
    waiting = asyncio.create_task(popped(quick))
    await until(redis, "blpop")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await redis.rpush("list", "wrong")
    for _ in range(3):
        assert await quick.get("key") == b"right"


async def test_a_script_that_the_server_has_forgotten_is_sent_again(quick: QuickRedis, redis: Redis) -> None:
    double = RedisScript(quick, "return ARGV[1] * 2")
    for number in range(3):
        assert await double([], [number]) == 2 * number
        await redis.script_flush()


async def test_without_a_server_the_error_is_the_clients() -> None:
    async with connected(read_redis_address("redis://127.0.0.1:9/0")) as client:
        assert isinstance(client, QuickRedis)
        with pytest.raises(ConnectionLost):
            await client.get("key")
