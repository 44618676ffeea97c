"""A worker dies at each command of a turn about a question to a colleague: no answer is lost, nothing is left over."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler, TurnStatus
from flows.collaboration.question import QuestionState
from flows.engine import Engine
from flows.model.events import Event, Text
from flows.understanding.reader import offered
from tests.fakes.asked import COLLEAGUE, Pair, Person
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.services import make_turns, plain_store

FIRST = "level_search"
ASK = Text("ถามเพื่อนร่วมงาน", "ask")

#: A turn loads, saves, writes a record and saves again at least.
FEWEST_COMMANDS = 4


@pytest.fixture
async def faulty(redis: Redis, redis_folder: Path) -> AsyncIterator[FaultyRedis]:
    client = FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock")
    yield client
    await client.aclose()


class Story(Pair):
    """Two officers on a worker that may die; `other` is a second worker. What is stored can be put back."""

    def __init__(self, dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> None:
        self.redis, self.faulty = redis, faulty
        store = plain_store(redis, session_seconds=9000, result_seconds=9000)
        super().__init__(make_turns(dialogue, plain_store(faulty, 9000, 9000)), store)
        self.other: TurnHandler = make_turns(dialogue, store)
        self._kept: dict[bytes, bytes] = {}
        self._replies: tuple[Reply, Reply] = (self.owner.reply, self.colleague.reply)

    async def keep(self) -> None:
        self._kept = {key: await self.redis.dump(key) or b"" async for key in self.redis.scan_iter()}
        self._replies = self.owner.reply, self.colleague.reply

    async def put_back(self) -> None:
        await self.redis.flushall()
        for key, value in self._kept.items():
            await self.redis.restore(key, 9_000_000, value)
        self.owner.reply, self.colleague.reply = self._replies

    async def take(self, person: Person, event: Event, turns: TurnHandler | None = None) -> None:
        incoming = IncomingEvent("test", person.conversation, f"the-event-{person.conversation}", event)
        person.reply = await (turns or person.turns).handle(incoming)

    async def dies_in(self, person: Person, event: Event, command: int, *, after: bool, again: bool = True) -> bool:
        """Deliver an event, and after the worker's death `again`; return whether the worker died."""
        self.faulty.crash_at(command, after=after)
        try:
            await self.take(person, event)
        except Crash:
            self.faulty.recover()
            if again:
                await self.take(person, event)
            return True
        finally:
            self.faulty.recover()
        return False

    async def kinds(self) -> Counter[str]:
        """How many questions, codes and results there are; a tombstone is none."""
        found: Counter[str] = Counter()
        async for key in self.redis.scan_iter():
            name = key.decode().rpartition(":")[2]
            if name in {"question", "code", "result"} and await self.redis.strlen(key) > 1:
                found[name] += 1
        return found

    async def to_answer(self) -> None:
        """The colleague has only to send the answer."""
        await self.asked()
        await self.colleague.say(self.code)
        await self.colleague.tap("advanced", "skip")

    async def to_confirm(self) -> None:
        """The owner has only to withdraw the question, which has a level."""
        await self.owner.to_levels()
        await self.owner.tap("standard", "!back")
        await self.ask()
        await self.owner.tap("!forward", *["standard"] * 11, "confirm")

    async def learnt(self) -> bool:
        """Whether the owner knows of the answer, or learns it now."""
        await self.owner.say("คำตอบเพื่อนร่วมงาน")
        return "use" in [item.press.choice for item in offered(self.owner.reply.messages[-1])]


@pytest.fixture
def story(dialogue: Engine, redis: Redis, faulty: FaultyRedis) -> Story:
    return Story(dialogue, redis, faulty)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("again", [False, True])
async def test_a_question_is_asked_once(story: Story, *, after: bool, again: bool) -> None:
    await story.owner.to_levels()
    await story.keep()
    for command in count(1):
        await story.put_back()
        died = await story.dies_in(story.owner, ASK, command, after=after, again=again)
        await story.owner.send(Text("/help"), event_id="next")
        known = await story.known()
        assert len(known) == 1 or not again
        assert await story.kinds() == Counter(question=len(known), code=len(known))
        if known:
            await story.colleague.say(known[0].code)
            assert "advanced" in [item.press.choice for item in offered(story.colleague.reply.messages[-1])]
        await story.owner.type("/delete", "ใช่")
        assert await story.kinds() == Counter()
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("again", [False, True])
async def test_an_answer_that_the_colleague_sent_is_never_lost(story: Story, *, after: bool, again: bool) -> None:
    await story.to_answer()
    skip = story.colleague.button("skip")
    await story.keep()
    for command in count(1):
        await story.put_back()
        died = await story.dies_in(story.colleague, skip, command, after=after, again=again)
        if died and not again:
            await story.colleague.send(Text("/help"), event_id="next")
        record = await story.record()
        assert record
        pending = (await story.session(COLLEAGUE)).pending
        assert (record.state is QuestionState.ANSWERED) == (pending is None), "sent, or still to be sent"
        if again or not died:
            assert record.answer == "advanced"
            is_repeated = story.colleague.reply.status is TurnStatus.REPEATED
            assert is_repeated or "ขอบคุณ" in story.colleague.said
        assert await story.learnt() == (record.state is QuestionState.ANSWERED)
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_an_answer_is_used_once(story: Story, *, after: bool) -> None:
    await story.asked()
    await story.answered(name="สมชาย", remark="หลักฐาน")
    await story.learnt()
    use = story.owner.button("use")
    await story.keep()
    for command in count(1):
        await story.put_back()
        died = await story.dies_in(story.owner, use, command, after=after)
        answers, record = await story.answers(), await story.record()
        assert (answers[FIRST], answers["note_search"]) == ("advanced", "หลักฐาน")
        assert record
        assert (record.state, record.name, record.remark) == (QuestionState.DECIDED, "", "")
        assert (await story.kinds())["code"] == 0
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_withdrawing_ends_in_one_result_and_no_question(story: Story, *, after: bool) -> None:
    await story.to_confirm()
    withdraw = story.owner.button("withdraw")
    await story.keep()
    for command in count(1):
        await story.put_back()
        died = await story.dies_in(story.owner, withdraw, command, after=after)
        assert (await story.session()).assessment.state == "result"
        assert await story.kinds() == Counter(result=1)
        assert await story.known() == ()
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("after", [False, True])
async def test_nothing_is_left_after_a_deletion(story: Story, *, after: bool) -> None:
    await story.asked()
    await story.answered(name="สมชาย", remark="หลักฐาน")
    await story.ask()
    await story.owner.type("/delete")
    yes = story.owner.button("yes")
    await story.keep()
    for command in count(1):
        await story.put_back()
        died = await story.dies_in(story.owner, yes, command, after=after)
        assert await story.kinds() == Counter()
        if not died:
            assert command > FEWEST_COMMANDS
            return


@pytest.mark.parametrize("holding", ["owner", "colleague"])
async def test_a_withdrawal_and_an_answer_on_two_workers(story: Story, holding: str) -> None:
    """One turn waits before each of its commands while the other one runs whole."""
    await story.to_confirm()
    await story.colleague.say(story.code)
    await story.colleague.tap("advanced", "skip")
    turns = {"owner": (story.owner, story.owner.button("withdraw"))}
    turns["colleague"] = (story.colleague, story.colleague.button("skip"))
    slow, fast = turns[holding], next(turn for name, turn in turns.items() if name != holding)
    token = (await story.known())[0].token
    await story.keep()
    outcomes: set[bool] = set()
    for command in count(1):
        await story.put_back()
        reached, released = story.faulty.hold_at(command)
        task = asyncio.create_task(story.take(*slow))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        await story.take(*fast, story.other)
        released.set()
        await task
        story.faulty.recover()
        is_taken = "ส่งคำตอบแล้ว" in story.colleague.said
        assert is_taken != ("ปิดแล้ว" in story.colleague.said)
        assert (await story.record(token) is not None) == is_taken
        assert await story.learnt() == is_taken
        outcomes.add(is_taken)
        if not reached.is_set():
            break
    assert outcomes == {False, True}
