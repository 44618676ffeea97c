"""A worker dies at each command of a turn that makes an owner's copy: what is left in the database is counted."""

from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.storage.copy_record import copy_from_json
from bot.turns.incoming_event import IncomingEvent
from flows.engine import Engine
from flows.model.events import Event, Text
from flows.model.link import Link, LinkKind
from flows.model.messages import LinkPurpose
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.services import make_turns, plain_store

#: A turn loads, saves, writes the record and saves again at least.
FEWEST_COMMANDS = 4


@pytest.fixture
async def faulty(redis: Redis, redis_folder: Path) -> AsyncIterator[FaultyRedis]:
    client = FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock")
    yield client
    await client.aclose()


async def kinds(redis: Redis) -> Counter[str]:
    """How many records of each kind there are; a tombstone is one of its own kind."""
    found: Counter[str] = Counter()
    async for key in redis.scan_iter():
        name = key.decode().rpartition(":")[2]
        is_tombstone = name in {"result", "copy"} and await redis.strlen(key) == 1
        found[f"{name} tombstone" if is_tombstone else name] += 1
    return found


class Story:
    """An officer whose worker dies once, at a command of the last turn, and the platform that delivers again."""

    def __init__(self, dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> None:
        self.redis, self.faulty = redis, faulty
        store = plain_store(faulty, session_seconds=9000, result_seconds=9000)
        self.store = plain_store(redis, session_seconds=9000, result_seconds=9000)
        self.officer = Officer(make_turns(dialogue, store))

    async def to_review(self) -> None:
        await self.redis.flushall()
        await self.officer.type("/start")
        await self.officer.tap("agree")
        await self.officer.type(worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR)
        await self.officer.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12)

    async def crash_in(self, event: Event, command: int, *, after: bool) -> bool:
        """Deliver an event until it is taken; whether the worker died in it."""
        incoming = IncomingEvent("test", self.officer.conversation, "the-event", event)
        self.faulty.crash_at(command, after=after)
        try:
            self.officer.reply = await self.officer.turns.handle(incoming)
        except Crash:
            self.faulty.recover()
            self.officer.reply = await self.officer.turns.handle(incoming)
            return True
        finally:
            self.faulty.recover()
        return False

    def copy_on_screen(self) -> str:
        links = [link for message in self.officer.reply.messages for link in message.links]
        return next(link.token for link in links if link.purpose is LinkPurpose.COPY)


@pytest.fixture
def story(dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> Story:
    return Story(dialogue, redis, faulty)


@pytest.mark.parametrize("after", [False, True])
async def test_a_confirmed_result_has_one_copy_wherever_its_turn_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        await story.to_review()
        died = await story.crash_in(story.officer.button("confirm"), command, after=after)
        assert await kinds(story.redis) == Counter(session=1, finished=1, result=1, paper=1, copy=1, criteria=1)
        (entry,) = await story.store.load_finished(story.officer.conversation)
        stored = await story.store.links.get_text(Link(LinkKind.COPY, story.copy_on_screen()))
        assert copy_from_json(stored or "") == entry.token
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_another_copy_withdraws_the_one_before_wherever_its_turn_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        await story.to_review()
        await story.officer.tap("confirm")
        died = await story.crash_in(Text("/form"), command, after=after)
        assert await kinds(story.redis) == Counter(
            {"session": 1, "finished": 1, "result": 1, "paper": 1, "copy": 1, "copy tombstone": 1, "criteria": 1}
        )
        assert await story.store.links.get_text(Link(LinkKind.COPY, story.copy_on_screen()))
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_nothing_of_a_copy_is_left_after_a_deletion_wherever_it_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        await story.to_review()
        await story.officer.tap("confirm")
        await story.officer.type("/delete")
        died = await story.crash_in(story.officer.button("yes"), command, after=after)
        assert await kinds(story.redis) == Counter(
            {"session": 1, "result tombstone": 1, "paper": 1, "copy tombstone": 1, "criteria": 1}
        )
        assert (await story.store.load(story.officer.conversation)).session is None
        if not died:
            assert command > FEWEST_COMMANDS
            return
