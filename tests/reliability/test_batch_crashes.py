"""A worker dies at each command of a turn that reads or saves a table: nothing is lost, doubled or seen half."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from flows.engine import Engine
from flows.model.batch import BATCH_SECONDS
from flows.model.events import ButtonPress, Event, FileSent, Text
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.services import make_turns, plain_store
from tests.fakes.tables import csv_table

SERVICES = tuple(f"บริการ {letter}" for letter in "กขค")

#: A turn loads, saves, writes a record and saves again at least.
FEWEST_COMMANDS = 4


@pytest.fixture
async def faulty(redis: Redis, redis_folder: Path) -> AsyncIterator[FaultyRedis]:
    client = FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock")
    yield client
    await client.aclose()


async def fetch_table() -> bytes:
    return csv_table(*SERVICES)


async def fetch_changed_table() -> bytes:
    return csv_table(*SERVICES, "บริการใหม่", levels="A" * 12)


class Story:
    """An officer whose worker dies once, and the platform that delivers the event again to a new one."""

    def __init__(self, dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> None:
        self.redis, self.faulty = redis, faulty
        self.store = plain_store(redis, session_seconds=9000, result_seconds=9000)
        self.turns = make_turns(dialogue, plain_store(faulty, session_seconds=9000, result_seconds=9000))
        self.officer = Officer(self.turns)
        self.fetch = fetch_table

    async def to_service(self) -> None:
        await self.redis.flushall()
        await self.officer.type("/start")
        await self.officer.tap("agree")

    async def to_question(self) -> ButtonPress:
        await self.to_service()
        await self.take(FileSent("file-1"), "file-1")
        return self.officer.button("yes")

    async def take(self, event: Event, name: str) -> None:
        """Handle an event as a channel does."""
        incoming = IncomingEvent("test", self.officer.conversation, name, event)
        reply = await self.turns.handle(incoming)
        if reply.reads_file:
            reply = await self.turns.read_file(incoming, self.fetch)
        self.officer.reply = reply

    async def crash_in(self, event: Event, command: int, *, after: bool) -> bool:
        """Deliver an event until it is taken; whether the worker died in it."""
        self.faulty.crash_at(command, after=after)
        try:
            await self.take(event, "the-event")
        except Crash:
            self.faulty.recover()
            await self.take(event, "the-event")
            return True
        finally:
            self.faulty.recover()
        return False

    async def die_in(self, event: Event, command: int, *, after: bool) -> bool:
        """Deliver an event once; whether the worker died in it."""
        self.faulty.crash_at(command, after=after)
        try:
            await self.take(event, "the-event")
        except Crash:
            return True
        finally:
            self.faulty.recover()
        return False

    async def kinds(self) -> Counter[str]:
        """How many records of each kind there are; a tombstone is one of its own kind."""
        found: Counter[str] = Counter()
        async for key in self.redis.scan_iter():
            name = key.decode().rpartition(":")[2]
            is_tombstone = name in {"result", "batch"} and await self.redis.strlen(key) == 1
            found[f"{name} tombstone" if is_tombstone else name] += 1
        del found["criteria"]
        return found

    async def listed(self) -> set[str]:
        return {entry.service for entry in await self.store.load_finished(self.officer.conversation)}


@pytest.fixture
def story(dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> Story:
    return Story(dialogue, redis, faulty)


@pytest.mark.parametrize("after", [False, True])
async def test_a_file_is_read_into_one_batch_wherever_its_turns_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        await story.to_service()
        died = await story.crash_in(FileSent("file-1"), command, after=after)
        assert await story.kinds() == Counter(session=1, batch=1)
        session = (await story.store.load(story.officer.conversation)).session
        assert session
        assert session.batch
        assert session.batch.new == len(SERVICES)
        await story.officer.tap("yes")
        assert await story.listed() == {*SERVICES}
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_a_batch_is_saved_once_wherever_its_confirmation_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        press = await story.to_question()
        died = await story.crash_in(press, command, after=after)
        assert await story.kinds() == Counter(
            {"session": 1, "finished": 1, "result": 3, "paper": 3, "batch tombstone": 1}
        )
        assert await story.listed() == {*SERVICES}
        for entry in await story.store.load_finished(story.officer.conversation):
            assert entry.service in (await story.store.load_result(entry.token) or "")
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_a_renewal_changes_all_its_results_wherever_it_broke_off(story: Story, *, after: bool) -> None:
    for command in count(1):
        press = await story.to_question()
        await story.officer.send(press)
        links = {entry.service: entry.token for entry in await story.store.load_finished(story.officer.conversation)}
        story.fetch = fetch_changed_table
        await story.take(FileSent("file-2"), "file-2")
        died = await story.crash_in(story.officer.button("yes"), command, after=after)
        story.fetch = fetch_table
        entries = await story.store.load_finished(story.officer.conversation)
        assert {entry.service for entry in entries} == {*SERVICES, "บริการใหม่"}
        assert {entry.service: entry.token for entry in entries if entry.service in links} == links
        for entry in entries:
            assert '"advanced"' in (await story.store.load_result(entry.token) or "")
        if not died:
            return


@pytest.mark.parametrize("after", [False, True])
async def test_nothing_of_a_batch_is_seen_before_its_save_and_all_of_it_after(story: Story, *, after: bool) -> None:
    """The worker dies and the platform does not deliver again; the officer comes back with something else."""
    for command in count(1):
        press = await story.to_question()
        died = await story.die_in(press, command, after=after)
        listed = await story.listed()
        if not listed:
            assert (await story.kinds())["result"] == 0
        assert listed in (set(), {*SERVICES})
        await story.officer.type("/results")
        found = await story.kinds()
        assert found["result"] == len(listed)
        if not died:
            return


@pytest.mark.parametrize("after", [False, True])
async def test_what_a_dead_batch_left_is_gone_within_an_hour(story: Story, *, after: bool) -> None:
    for command in count(1):
        await story.to_service()
        died = await story.die_in(FileSent("file-1"), command, after=after)
        async for key in story.redis.scan_iter("*:batch"):
            assert 0 < await story.redis.ttl(key) <= BATCH_SECONDS
        assert await story.listed() == set()
        if not died:
            return


async def test_after_a_crash_the_next_message_tells_that_the_file_was_not_read(story: Story, dialogue: Engine) -> None:
    await story.to_service()
    incoming = IncomingEvent("test", story.officer.conversation, "file-1", FileSent("file-1"))
    assert (await story.turns.handle(incoming)).reads_file
    reply = await story.officer.send(Text("/results"))
    assert "ส่งไฟล์อีกครั้ง" in str(reply.messages)


async def test_two_workers_that_get_the_same_file_read_one_batch(story: Story, dialogue: Engine) -> None:
    await story.to_service()
    workers = story.turns, make_turns(dialogue, story.store)
    incoming = IncomingEvent("test", story.officer.conversation, "file-1", FileSent("file-1"))
    assert [(await worker.handle(incoming)).reads_file for worker in workers] == [True, True]
    for worker in workers:
        story.officer.reply = await worker.read_file(incoming, fetch_table)
    assert (await story.kinds())["batch"] == 1
    await story.officer.tap("yes")
    assert await story.listed() == {*SERVICES}


async def test_two_workers_that_get_two_taps_save_one_batch(story: Story, dialogue: Engine) -> None:
    press = await story.to_question()
    other: TurnHandler = make_turns(dialogue, story.store)
    reached, released = story.faulty.hold_at(3)
    slow = IncomingEvent("test", story.officer.conversation, "tap-1", press)

    task = asyncio.create_task(story.turns.handle(slow))
    await reached.wait()
    fast: Reply = await other.handle(slow._replace(event_id="tap-2"))
    released.set()
    await task
    assert fast.messages
    assert await story.listed() == {*SERVICES}
    assert (await story.kinds())["result"] == len(SERVICES)
