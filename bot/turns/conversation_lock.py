"""A FIFO lock per conversation, local to this worker.

Between workers, compare-and-set in the database decides. Within one worker, waiting costs less than failed saves:
each of a hundred concurrent events would compete with all the others.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import ConversationContended

#: Events of one conversation that may hold or wait for its lock: all members of a large group at once, and half of the
#: requests that one platform may have in flight (bot/server/concurrency_limit.py), so that one conversation cannot
#: exhaust the worker.
MAX_WAITERS = 256

#: Seconds that an event waits while no turn of its conversation succeeds: the database is stuck, and waiting longer
#: would only fill the worker.
STALL_TIMEOUT_SECONDS = 2.0


@dataclass(slots=True)
class _Entry:
    """`lock` is held by the event that is handled, `next` by the first that waits; asyncio's locks are FIFO.

    `waiters` counts the events that hold or wait for the lock. `last_success` is on the event loop's clock.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiters: int = 0
    last_success: float = 0.0


class ConversationLocks:
    """One lock for each conversation with an event that is handled or waits."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    @asynccontextmanager
    async def acquire(self, conversation: str) -> AsyncIterator[None]:
        """Hold the conversation's lock. Raises ConversationContended where too many events wait, or none succeeds.

        As long as turns succeed, an event waits however slow the machine is.
        """
        entry = self._entries.setdefault(conversation, _Entry())
        if entry.waiters >= MAX_WAITERS:
            raise ConversationContended
        entry.waiters += 1
        try:
            await _wait(entry)
            try:
                yield
                entry.last_success = asyncio.get_running_loop().time()
            finally:
                entry.lock.release()
        finally:
            entry.waiters -= 1
            if not entry.waiters:
                del self._entries[conversation]


async def _wait(entry: _Entry) -> None:
    """Acquire the lock. Only the first waiter has a timer: when it gives up, the next one's time is over too."""
    arrived = asyncio.get_running_loop().time()
    async with entry.next:
        if not entry.lock.locked():
            await entry.lock.acquire()
            return
        try:
            async with asyncio.timeout_at(max(arrived, entry.last_success) + STALL_TIMEOUT_SECONDS):
                await entry.lock.acquire()
        except TimeoutError:
            raise ConversationContended from None
