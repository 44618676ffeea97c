"""A worker dies at each command of a turn that gives or withdraws: the table is what was given, and nothing is left."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.database.commands import get_bytes
from bot.storage.linked_records import read_tombstone
from bot.turns.turn_handler import Reply
from flows.engine import Engine
from tests.fakes.faulty_redis import FaultyRedis
from tests.reliability.test_collection_histories import CollectionWorld, Given
from tests.reliability.test_histories import Action

#: A turn loads, saves, writes a record and its index, and saves again at least.
FEWEST_COMMANDS = 4

#: What happened before, and the action at whose last event the worker dies.
CASES = (
    ((), "give A"),
    ((), "give all"),
    (("give all",), "withdraw A"),
    (("give all",), "change A"),
    (("give all",), "new link"),
    (("give all",), "delete A"),
    (("give all",), "leave"),
    (("leave",), "join"),
    (("give all", "close"), "delete A"),
    (("give all",), "delete all"),
    (("give all", "block"), "change A"),
)


class MortalWorld(CollectionWorld):
    """Counts the workers that died."""

    deaths = 0

    def revive(self, worker: int) -> None:
        self.deaths += 1
        super().revive(worker)


@pytest.fixture
async def world(redis: Redis, redis_folder: Path, dialogue: Engine) -> AsyncIterator[MortalWorld]:
    workers = [FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock") for _ in range(2)]
    yield MortalWorld(redis, workers, dialogue, "test:1")
    for worker in workers:
        await worker.aclose()


async def copied(redis: Redis) -> list[tuple[bytes, int, bytes]]:
    """Every key with its time to live and its content."""
    keys = [key async for key in redis.scan_iter()]
    found = [(key, max(0, await redis.pttl(key)), await redis.dump(key)) for key in keys]
    return [(key, life, content) for key, life, content in found if content]


async def restore(world: MortalWorld, records: list[tuple[bytes, int, bytes]], reply: Reply) -> None:
    await world.redis.flushall()
    for key, life, content in records:
        await world.redis.restore(key, life, content)
    world.reply = reply
    for number in range(len(world.workers)):
        world.revive(number)


async def kinds(redis: Redis) -> Counter[str]:
    """How many records of each kind there are, without tombstones."""
    found: Counter[str] = Counter()
    async for key in redis.scan_iter():
        is_record = await redis.type(key) != b"string" or not read_tombstone(
            await get_bytes(redis, key.decode()) or b""
        )
        found[key.decode().rpartition(":")[2]] += is_record
    return found


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("before", "name"), CASES)
async def test_the_table_is_right_wherever_a_turn_broke_off(
    world: MortalWorld, before: tuple[str, ...], name: str, *, after: bool
) -> None:
    officer = Given()
    await world.begin()
    for action in before:
        await world.perform(Action(action))
        officer.do(action)
    records, reply = await copied(world.redis), world.reply
    whole: Counter[str] | None = None
    for command in count(1):
        await restore(world, records, reply)
        given = replace(officer, services=dict(officer.services), given=dict(officer.given))
        *first, last = world.moves_of(name)
        await world.play(first, 0)
        world.deaths = 0
        world.workers[0].crash_at(command, after=after)
        await world.deliver(last, world.event(last), "the-event", 0)
        world.workers[0].recover()
        given.do(name)
        await world.check(given)
        left = await kinds(world.redis)
        assert whole in (None, left)
        whole = left
        if not world.deaths:
            assert command > FEWEST_COMMANDS
            return
