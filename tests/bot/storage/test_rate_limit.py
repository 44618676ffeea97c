"""Too many events of one conversation: some are handled, the officer is told once, others are not affected."""

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
    """Replace the clock by one that only the test moves, in seconds."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("bot.turns.turn_handler.time.time", lambda: now[0])

    def let_pass(seconds: float) -> None:
        now[0] += seconds

    return let_pass


async def test_a_minutes_quota_is_allowed_at_once_then_one_notice_and_no_more_replies(
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


async def test_answers_stay_and_the_conversation_continues_after_a_pause(
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


async def test_the_notice_is_sent_again_after_an_allowed_event(
    dialogue: Engine, store: Store, say: Wording, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    said = []
    for _ in range(3):
        said += [(await officer.send(Greeting())).messages for _ in range(12)]
        pass_time(6)
    told = [messages for messages in said if [message.summary for message in messages] == [say("failure.too_fast")]]
    assert len(told) == 3


async def test_redelivered_events_count_too(dialogue: Engine, store: Store, pass_time: Callable[[float], None]) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    answered = [(await officer.send(Greeting(), event_id="same")).messages for _ in range(12)]
    assert answered[11] == ()


async def test_the_rate_limit_notice_is_not_cached(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    officer = Officer(make_turns(dialogue, store, RateLimit(1)))
    replies = [await officer.send(Greeting(), event_id=f"e{number}") for number in range(3)]
    assert [[message.cache_key for message in reply.messages] for reply in replies[1:]] == [[""], []]


@pytest.mark.parametrize("limit", [1, 7, 300, 60_000])
def test_a_whole_minutes_quota_is_allowed_at_once(limit: int) -> None:
    pace, taken = NO_TRAFFIC, 0
    while taken <= limit and RateLimit(limit).check(pace, MINUTE_MS) is Decision.ALLOW:
        pace, taken = RateLimit(limit).after_event(pace, MINUTE_MS), taken + 1
    assert taken == limit


def test_the_long_run_rate_is_the_limit() -> None:
    pace, taken = NO_TRAFFIC, 0
    for now in range(0, 10 * MINUTE_MS, 100):
        if LIMIT.check(pace, now) is Decision.ALLOW:
            pace, taken = LIMIT.after_event(pace, now), taken + 1
    assert taken == pytest.approx(10 * 10 + 10, abs=1)


@pytest.mark.parametrize("ahead", [90, 86_400, 3650 * 86_400])
async def test_a_workers_clock_that_was_ahead_blocks_nobody(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None], ahead: float
) -> None:
    officer = Officer(make_turns(dialogue, store, LIMIT))
    pass_time(ahead)
    for _ in range(12):
        await officer.send(Greeting())
    pass_time(-ahead)
    answered = [(await officer.send(Greeting())).messages for _ in range(10)]
    assert all(answered)


async def test_two_workers_whose_clocks_differ_accept_every_answer(
    dialogue: Engine, store: Store, pass_time: Callable[[float], None]
) -> None:
    """Only the platform's time of an event counts, never that of a worker whose clock is behind."""
    officer = Officer(make_turns(dialogue, store))
    for number in range(3 * WINDOW):
        behind = number % 2
        pass_time(-300 if behind else 301)
        at = 1_800_000_000 + 302 + number
        reply = await officer.turns.handle(IncomingEvent("test", CHAT, f"clock-{number}", Greeting(), at=at))
        assert reply.status is TurnStatus.APPLIED, number


async def test_a_platforms_clock_that_was_ahead_blocks_nobody(dialogue: Engine, store: Store) -> None:
    """Times ahead of the worker's clock are ignored, so that later events do not count as late."""
    officer = Officer(make_turns(dialogue, store))
    now = int(time.time())
    times = [*(now + 3600 + number for number in range(WINDOW + 8)), *(now - 60 + number for number in range(5))]
    for number, at in enumerate(times):
        reply = await officer.turns.handle(IncomingEvent("test", CHAT, f"ahead-{number}", Greeting(), at=at))
        assert reply.status is TurnStatus.APPLIED, number
