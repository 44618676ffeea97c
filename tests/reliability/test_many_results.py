"""Many results are read together, wherever in a cluster each of them lies."""

from pathlib import Path

from bot.redis_address import read_redis_address
from bot.redis_connection import connected
from bot.store import Store
from tests.reliability.redis_servers import redis_cluster

TOKENS = [f"result-{number:015}" for number in range(300)]


async def test_in_a_cluster_many_results_come_in_their_order(tmp_path: Path) -> None:
    async with redis_cluster(tmp_path) as (_, url), connected(read_redis_address(url)) as redis:
        store = Store(redis, session_seconds=60, result_seconds=60)
        for token in TOKENS:
            await store.publish(token, f'{{"of": "{token}"}}')
        await store.withdraw(TOKENS[100:101])
        stored = await store.sealed_results(TOKENS)
    read = [each and store.read_result(token, each) for token, each in zip(TOKENS, stored, strict=True)]
    assert read == [None if token == TOKENS[100] else f'{{"of": "{token}"}}' for token in TOKENS]
