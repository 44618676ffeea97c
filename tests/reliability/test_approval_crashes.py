"""A worker dies at each command of a turn about an approval, or two workers race: one decision, and none is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.turns.incoming_event import IncomingEvent
from flows.collaboration.approval import ApprovalRequest, ApprovalState
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import ButtonPress
from flows.model.link import Link, LinkKind
from flows.model.result import result_from_json
from flows.standard.criteria import Criteria
from tests.fakes.approvals import NAME, POSITION, Person, approval_site, entry_of
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.services import make_turns, plain_store

#: A turn loads, saves, writes a record and saves again at least.
FEWEST_COMMANDS = 4


@pytest.fixture
async def faulty(redis: Redis, redis_folder: Path) -> AsyncIterator[FaultyRedis]:
    client = FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock")
    yield client
    await client.aclose()


class Story:
    """An owner and a head, whose worker dies once; the platform delivers the event again to a new one."""

    def __init__(self, dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> None:
        self.redis, self.faulty = redis, faulty
        self.store = plain_store(redis, session_seconds=9000, result_seconds=9000)
        self.turns = make_turns(dialogue, self.store)
        self.dying = make_turns(dialogue, plain_store(faulty, session_seconds=9000, result_seconds=9000))
        self.owner, self.head = Person(self.turns, "test:owner"), Person(self.turns, "test:head")
        self.start: dict[bytes, bytes] = {}

    async def reset(self) -> None:
        """Go back to the confirmed result of the owner, which is made once."""
        if not self.start:
            await self.owner.to_result()
            self.start = {key: await self.redis.dump(key) or b"" async for key in self.redis.scan_iter()}
            self.reply = self.owner.reply
        await self.redis.flushall()
        for key, value in self.start.items():
            await self.redis.restore(key, 0, value)
        self.owner.reply = self.reply
        self.owner.count, self.head.count = 1000, 0

    async def crash_in(self, person: Person, press: ButtonPress, command: int, *, after: bool) -> bool:
        """Deliver a tap until it is taken; whether the worker died in it."""
        self.faulty.crash_at(command, after=after)
        incoming = IncomingEvent("test", person.conversation, "the-event", press)
        try:
            person.reply = await self.dying.handle(incoming)
        except Crash:
            self.faulty.recover()
            person.reply = await self.turns.handle(incoming)
            return True
        finally:
            self.faulty.recover()
        return False

    async def record(self) -> ApprovalRequest | None:
        token = (await entry_of(self.store, self.owner)).approval
        found = await self.store.shared.find(Link(LinkKind.APPROVAL, token)) if token else None
        assert found is None or isinstance(found, ApprovalRequest)
        return found

    async def kinds(self) -> list[str]:
        """The shared records and codes that are there, without tombstones."""
        keys = [key async for key in self.redis.scan_iter() if key.endswith((b":approval", b":code"))]
        return sorted([key.decode().rpartition(":")[2] for key in keys if await self.redis.strlen(key) > 1])


@pytest.fixture
def story(dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> Story:
    return Story(dialogue, redis, faulty)


async def at_every_command(story: Story, run: Callable[[int], Awaitable[bool]]) -> None:
    for command in count(1):
        await story.reset()
        if not await run(command):
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_a_request_is_made_once(story: Story, *, after: bool) -> None:
    async def run(command: int) -> bool:
        await story.owner.type("ขอความเห็นชอบ")
        died = await story.crash_in(story.owner, story.owner.button("ask"), command, after=after)
        assert await story.kinds() == ["approval", "code"]
        entry, record = await entry_of(story.store, story.owner), await story.record()
        assert record
        assert record.state is ApprovalState.OPEN
        stored = await story.store.load_result(entry.token)
        assert stored
        assert result_from_json(entry.token, stored).approval == entry.approval
        assert story.owner.reply.messages[0].links[0].token in story.owner.said
        return died

    await at_every_command(story, run)


@pytest.mark.parametrize("after", [False, True])
async def test_a_decision_is_stored_once_and_both_learn_it(story: Story, *, after: bool) -> None:
    async def run(command: int) -> bool:
        code = await story.owner.ask()
        await story.head.type(code)
        await story.head.tap("approve")
        await story.head.type(f"{NAME}\n{POSITION}")
        died = await story.crash_in(story.head, story.head.button("confirm"), command, after=after)
        record = await story.record()
        assert record
        assert record.state is ApprovalState.APPROVED
        await story.head.type("/start")
        assert "คำขอนี้ปิดไปแล้ว" not in story.head.said
        await story.owner.type("/start")
        assert f"{NAME} ({POSITION}) ให้ความเห็นชอบ" in story.owner.said
        assert await story.kinds() == ["approval"]
        return died

    await at_every_command(story, run)


async def test_a_withdrawal_leaves_nothing(story: Story) -> None:
    async def run(command: int) -> bool:
        await story.owner.ask()
        died = await story.crash_in(story.owner, story.owner.button("withdraw"), command, after=True)
        await story.owner.type("/start")
        assert await story.kinds() == []
        assert (await entry_of(story.store, story.owner)).approval == ""
        return died

    await at_every_command(story, run)


async def test_deleting_everything_leaves_nothing(story: Story) -> None:
    async def run(command: int) -> bool:
        await story.head.decide(await story.owner.ask())
        await story.owner.type("/delete")
        died = await story.crash_in(story.owner, story.owner.button("yes"), command, after=True)
        await story.owner.type("/start")
        assert await story.kinds() == []
        return died

    await at_every_command(story, run)


async def test_decision_and_withdrawal_race_on_two_workers(story: Story) -> None:
    """Whoever is first wins; neither is told something else than what is stored."""
    seen: set[bool] = set()
    for command in count(1):
        await story.reset()
        code = await story.owner.ask()
        await story.head.type(code)
        await story.head.tap("approve")
        await story.head.type(f"{NAME}\n{POSITION}")
        reached, released = story.faulty.hold_at(command)
        confirm = IncomingEvent("test", story.head.conversation, "confirm", story.head.button("confirm"))
        slow = asyncio.create_task(story.dying.handle(confirm))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait({slow, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if slow.done():
            waiting.cancel()
            assert command > FEWEST_COMMANDS
            assert seen == {True, False}
            return
        await story.owner.tap("withdraw")
        released.set()
        story.head.reply = await slow
        story.faulty.recover()
        record = await story.record()
        is_approved = record is not None and record.state is ApprovalState.APPROVED
        seen.add(is_approved)
        assert ("บันทึกความเห็นแล้ว" in story.head.said) == is_approved, command
        assert ("ยกเลิกคำขอ" in story.owner.said) != is_approved
        assert await story.kinds() == (["approval"] if is_approved else [])


async def test_chat_and_page_race_for_one_decision(story: Story, criteria: Criteria, catalogues: Catalogues) -> None:
    await story.reset()
    code = await story.owner.ask()
    async with approval_site(story.store, criteria, catalogues) as site:
        fields = await site.fields(code)
        sent = [
            site.send(
                code, fields | {"id": f"form-{number}", "decision": "approve", "name": f"คน {number}", "position": "ก"}
            )
            for number in range(8)
        ]
        await story.head.type(code)
        await story.head.tap("approve")
        await story.head.type(f"{NAME}\n{POSITION}")
        answers, _ = await asyncio.gather(asyncio.gather(*sent), story.head.tap("confirm"))
    stored = [answer.status_code for answer in answers].count(200)
    assert stored + ("บันทึกความเห็นแล้ว" in story.head.said) == 1
    record = await story.record()
    assert record
    assert record.decision
    winners = [number for number, answer in enumerate(answers) if answer.status_code == 200]
    assert record.decision.name == (f"คน {winners[0]}" if winners else NAME)


async def test_a_change_of_the_result_between_check_and_decision_shows_as_changed(story: Story) -> None:
    """Wherever the change comes in, the decision is about what was seen, and a later change is told."""
    for command in count(1):
        await story.reset()
        code = await story.owner.ask()
        await story.head.type(code)
        await story.head.tap("approve")
        await story.head.type(f"{NAME}\n{POSITION}")
        reached, released = story.faulty.hold_at(command)
        confirm = IncomingEvent("test", story.head.conversation, "confirm", story.head.button("confirm"))
        slow = asyncio.create_task(story.dying.handle(confirm))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait({slow, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if slow.done():
            waiting.cancel()
            return
        await story.owner.tap("close")
        await story.owner.change_level()
        released.set()
        story.head.reply = await slow
        story.faulty.recover()
        record = await story.record()
        assert record
        await story.owner.type("/start")
        await story.owner.type("/start")
        expected = "แก้ไขหลังให้ความเห็นชอบ" if record.decision else "รอความเห็นชอบ"
        assert expected in story.owner.said, command
