"""Too many events of one conversation: some are taken, the officer is told once, others are not disturbed."""

import time
from collections.abc import Callable

import pytest

from bot.storage.rate_limit import MINUTE_MS, NO_TRAFFIC, Decision, RateLimit
from bot.storage.recent_events import WINDOW
from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnStatus
from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.events import Greeting, Text
from tests.bot.turns.test_turn_handler import CHAT, Officer
from tests.fakes.services import make_turns

LIMIT = RateLimit(events_per_minute=10)


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Time stands still but for what the test lets pass (seconds)."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("bot.turns.turn_handler.time.time", lambda: now[0])

    def let_pass(seconds: float) -> None:
        now[0] += seconds

    return let_pass


async def test_a_minutes_worth_is_taken_at_once_then_one_is_told_and_the_others_are_silent(
    dialogue: Engine, store: Store, say: Wording, pass_time: Callable[[float], None]
) -> None:
    workers = [make_turns(dialogue, store, LIMIT) for _ in range(2)]
    officer = Officer(workers[0])
    answered = []
    for number in range(14):
        officer.turns = workers[number % 2]
        answered.append((await officer.send(Greeting())).messages)
    assert all(answered[:10])
    assert [message.summary for message in answered[10]] == [say("failure.too_fast")]
    assert answered[11:] == [()] * 3
    other = Officer(workers[0], "test:2")
    assert (await other.send(Greeting())).messages


async def test_what_was_answered_is_kept_and_the_conversation_goes_on_after_a_moment(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.type("บริการ")
    for _ in range(20):
        await officer.send(Text("หน่วยงาน"))
    before = await store.load(CHAT)
    pass_time(6)
    assert (await officer.send(Greeting())).messages
    after = await store.load(CHAT)
    assert before.session
    assert after.session
    assert after.session.assessment.answers == before.session.assessment.answers
    assert after.session.assessment.answers["service"] == "บริการ"


async def test_whoever_goes_on_too_fast_is_told_again_each_time_it_was_right_in_between(
    dialogue: Engine, store: Store, say: Wording, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    said = []
    for _ in range(3):
        said += [(await officer.send(Greeting())).messages for _ in range(12)]
        pass_time(6)
    told = [messages for messages in said if [message.summary for message in messages] == [say("failure.too_fast")]]
    assert len(told) == 3


async def test_repeated_events_count_as_well(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    answered = [(await officer.send(Greeting(), event_id="same")).messages for _ in range(12)]
    assert answered[11] == ()


async def test_that_it_is_too_fast_is_no_answer_that_everybody_gets(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, RateLimit(1)))
    replies = [await officer.send(Greeting(), event_id=f"e{number}") for number in range(3)]
    assert [[message.cache_key for message in reply.messages] for reply in replies[1:]] == [[""], []]


@pytest.mark.parametrize("limit", [1, 7, 300, 60_000])
def test_a_whole_minutes_worth_may_come_at_once(limit: int) -> None:
    pace, taken = NO_TRAFFIC, 0
    while taken <= limit and RateLimit(limit).check(pace, MINUTE_MS) is Decision.ALLOW:
        pace, taken = RateLimit(limit).after_event(pace, MINUTE_MS), taken + 1
    assert taken == limit


def test_the_pace_in_the_long_run_is_the_limit() -> None:
    pace, taken = NO_TRAFFIC, 0
    for now in range(0, 10 * MINUTE_MS, 100):
        if LIMIT.check(pace, now) is Decision.ALLOW:
            pace, taken = LIMIT.after_event(pace, now), taken + 1
    assert taken == pytest.approx(10 * 10 + 10, abs=1)


@pytest.mark.parametrize("ahead", [90, 86_400, 3650 * 86_400])
async def test_a_clock_that_was_ahead_silences_nobody(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None], ahead: float
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    pass_time(ahead)
    for _ in range(12):
        await officer.send(Greeting())
    pass_time(-ahead)
    answered = [(await officer.send(Greeting())).messages for _ in range(10)]
    assert all(answered)


async def test_two_workers_whose_clocks_differ_take_every_answer(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    """The platform's time of an event counts, or none: never a worker's that is behind."""
    officer = Officer(make_turns(dialogue, store))
    for number in range(3 * WINDOW):
        behind = number % 2
        pass_time(-300 if behind else 301)
        at = 1_800_000_000 + 302 + number
        reply = await officer.turns.handle(IncomingEvent("test", CHAT, f"clock-{number}", Greeting(), at=at))
        assert reply.status is TurnStatus.APPLIED, number


async def test_a_platforms_clock_that_was_ahead_silences_nobody(dialogue: Engine, store: Store) -> None:
    """Times that lie ahead of the worker's clock count for nothing, so that later events are not taken for late."""
    officer = Officer(make_turns(dialogue, store))
    now = int(time.time())
    times = [*(now + 3600 + number for number in range(WINDOW + 8)), *(now - 60 + number for number in range(5))]
    for number, at in enumerate(times):
        reply = await officer.turns.handle(IncomingEvent("test", CHAT, f"ahead-{number}", Greeting(), at=at))
        assert reply.status is TurnStatus.APPLIED, number
