"""The client of one server: connections that are shared, lost and reopened, and scripts on every topology."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import ResponseError

from bot.database.client import open_client
from bot.database.commands import RedisClient
from bot.shared.redis_url import RedisAddress, Topology, read_redis_address
from tests.fakes.redis_servers import redis_cluster, watched_by_sentinel

#: Returns the length of its first argument in bytes, and its second argument doubled.
SCRIPT = "redis.call('SET', KEYS[1], ARGV[1]) return {redis.call('STRLEN', KEYS[1]), ARGV[2] * 2}"


@pytest.fixture
async def client(redis: Redis, redis_folder: Path) -> AsyncIterator[Redis]:
    """Radap's client of the same database; `redis` observes it."""
    path = redis.connection_pool.connection_kwargs["path"]
    async with open_client(RedisAddress(Topology.SERVER, f"unix://{path}")) as client:
        assert isinstance(client, Redis)
        yield client


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


async def test_one_command_after_the_other_goes_over_one_connection(client: Redis, redis: Redis) -> None:
    await client.ping()
    before = await connections(redis)
    for number in range(20):
        await client.set("number", number)
        assert await client.get("number") == str(number).encode()
        with pytest.raises(ResponseError):
            await client.execute_command("GET")
    assert await connections(redis) == before


async def test_commands_at_the_same_time_get_their_own_answers(client: Redis) -> None:
    async def count(name: str) -> list[int]:
        return [int(await client.incr(name)) for _ in range(20)]

    counted = await asyncio.gather(*(count(f"counter {number}") for number in range(30)))
    assert counted == [list(range(1, 21))] * 30


async def test_a_lost_connection_is_reopened_transparently(client: Redis, redis: Redis) -> None:
    await asyncio.gather(*(client.set(f"key {number}", number) for number in range(5)))
    for _ in range(3):
        await redis.client_kill_filter(_type="normal", skipme=True)
        values = await asyncio.gather(*(client.get(f"key {number}") for number in range(5)))
        assert values == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_command_whose_connection_is_lost_is_repeated(client: Redis, redis: Redis) -> None:
    await client.ping()
    waiting = asyncio.create_task(popped(client))
    await until(redis, "blpop")
    await redis.client_kill_filter(_type="normal", skipme=True)
    await until(redis, "blpop")
    await redis.rpush("list", "value")
    assert await waiting == b"value"


async def test_a_late_answer_is_not_taken_for_that_of_the_next_command(client: Redis, redis: Redis) -> None:
    await client.set("key", "right")
    waiting = asyncio.create_task(popped(client))
    await until(redis, "blpop")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await redis.rpush("list", "wrong")
    for _ in range(3):
        assert await client.get("key") == b"right"


async def test_a_script_that_the_server_has_forgotten_is_sent_again(client: Redis, redis: Redis) -> None:
    double = client.register_script("return ARGV[1] * 2")
    for number in range(3):
        assert await double(keys=[], args=[number]) == 2 * number
        await redis.script_flush()


async def test_a_script_accepts_binary_arguments(client: Redis) -> None:
    await run_script(client, "key")


async def test_scripts_run_behind_sentinel_before_and_after_a_failover(tmp_path: Path) -> None:
    async with watched_by_sentinel(tmp_path) as (primary, _, url), open_client(read_redis_address(url)) as client:
        await run_script(client, "key")
        await primary.kill()
        await until_it_runs(client, "key")


async def test_scripts_run_in_a_cluster_on_the_servers_that_are_left(tmp_path: Path) -> None:
    """A slot without servers does not prevent scripts on other slots, even on servers that do not have them yet."""
    async with redis_cluster(tmp_path) as (servers, url), open_client(read_redis_address(url)) as client:
        keys = [f"key {number}" for number in range(12)]
        for key in keys:
            await run_script(client, key)
        for server in (servers[0], servers[3]):
            await server.kill()
        for server in (servers[1], servers[2]):
            await server.client.script_flush()
        alive = [key for key in keys if await port_of(client, key) != servers[0].port]
        assert alive
        for key in alive:
            await until_it_runs(client, key)


async def run_script(client: RedisClient, key: str) -> None:
    assert await client.register_script(SCRIPT)(keys=[key], args=[b"\xff\x00\r\n", 21]) == [4, 42]


async def until_it_runs(client: RedisClient, key: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                return await run_script(client, key)
            except (ConnectionLost, ResponseError):
                await asyncio.sleep(0.05)


async def port_of(client: RedisClient, key: str) -> int:
    node: Any = client.get_node_from_key(key)  # type: ignore[union-attr]
    return int(node.port)


async def test_without_a_server_the_error_is_the_clients() -> None:
    async with open_client(read_redis_address("redis://127.0.0.1:9/0")) as client:
        with pytest.raises(ConnectionLost):
            await client.get("key")
