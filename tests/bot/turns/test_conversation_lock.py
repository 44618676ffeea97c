"""Events of one conversation in one worker: their number, their order, and their time limit."""

import asyncio
from collections.abc import Iterable

import pytest

from bot.errors import ConversationContended, StoreUnavailable
from bot.server.concurrency_limit import POOLS
from bot.turns.conversation_lock import MAX_WAITERS, STALL_TIMEOUT_SECONDS, ConversationLocks

NAME = "telegram:1:501"


class Clock:
    """The event loop's clock, which only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    async def passes(self, seconds: float) -> None:
        """Let time pass, and run the timers that are due."""
        self.now += seconds
        for _ in range(5 * MAX_WAITERS):
            await asyncio.sleep(0)


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: clock.now)
    return clock


class Events:
    """Events that are handled until the test ends them."""

    def __init__(self) -> None:
        self.locks = ConversationLocks()
        self.begun: list[int] = []
        self._ends: dict[int, asyncio.Future[None]] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    def come(self, numbers: Iterable[int], conversation: str = NAME) -> None:
        for number in numbers:
            self.tasks[number] = asyncio.create_task(self._take(number, conversation))

    async def _take(self, number: int, conversation: str) -> None:
        async with self.locks.acquire(conversation):
            self.begun.append(number)
            self._ends[number] = asyncio.get_running_loop().create_future()
            await self._ends[number]

    def end(self, number: int, error: Exception | None = None) -> None:
        if error:
            self._ends[number].set_exception(error)
        else:
            self._ends[number].set_result(None)

    def refused(self) -> list[int]:
        return [
            number
            for number, task in self.tasks.items()
            if task.done() and isinstance(task.exception(), ConversationContended)
        ]


async def test_events_wait_in_order_as_long_as_turns_succeed(clock: Clock) -> None:
    events = Events()
    events.come(range(4))
    await clock.passes(0)
    for number in range(4):
        await clock.passes(0.9 * STALL_TIMEOUT_SECONDS)
        events.end(number)
        await clock.passes(0)
    assert events.begun == [0, 1, 2, 3]
    assert events.refused() == []


async def test_waiting_events_time_out_if_no_turn_succeeds(clock: Clock) -> None:
    events = Events()
    events.come(range(50))
    await clock.passes(0)
    await clock.passes(0.9 * STALL_TIMEOUT_SECONDS)
    events.end(0, StoreUnavailable("TimeoutError"))
    await clock.passes(0)
    assert events.begun == [0, 1]
    await clock.passes(0.2 * STALL_TIMEOUT_SECONDS)
    assert events.refused() == list(range(2, 50)), "a turn that failed gives nobody more time"
    events.end(1)
    await clock.passes(0)
    events.come(range(50, 51))
    await clock.passes(0)
    assert events.begun[-1] == 50


async def test_a_late_waiter_has_the_full_timeout(clock: Clock) -> None:
    events = Events()
    events.come(range(1))
    await clock.passes(2 * STALL_TIMEOUT_SECONDS)
    events.come(range(1, 2))
    await clock.passes(0.9 * STALL_TIMEOUT_SECONDS)
    assert events.refused() == []
    events.end(0)
    await clock.passes(0)
    assert events.begun == [0, 1]


async def test_one_conversation_has_at_most_half_of_the_slots_and_does_not_delay_others(clock: Clock) -> None:
    events = Events()
    events.come(range(MAX_WAITERS + 3))
    events.come(range(1000, 1001), "telegram:1:502")
    await clock.passes(0)
    assert events.refused() == [MAX_WAITERS, MAX_WAITERS + 1, MAX_WAITERS + 2]
    assert events.begun == [0, 1000]
    assert 200 <= MAX_WAITERS <= min(places for _, places in POOLS.values()) // 2


async def test_a_cancelled_waiter_does_not_block_the_others(clock: Clock) -> None:
    events = Events()
    events.come(range(4))
    await clock.passes(0)
    for number in (1, 2):
        events.tasks[number].cancel()
    await clock.passes(0)
    events.end(0)
    await clock.passes(0)
    assert events.begun == [0, 3]


async def test_a_lock_without_waiters_is_removed_and_the_others_stay(clock: Clock) -> None:
    events = Events()
    events.come(range(1))
    events.come(range(1, 2), "telegram:1:502")
    await clock.passes(0)
    events.end(1)
    await clock.passes(0)
    events.come(range(2, 3))
    await clock.passes(0)
    assert events.begun == [0, 1], "the first conversation has an event in work"
    events.end(0)
    await clock.passes(0)
    events.end(2)
    await clock.passes(0)
    assert vars(events.locks) == vars(ConversationLocks())
