"""Events of one conversation go one after the other, in the order in which they came to this worker.

Compare-and-set in the database decides between workers. Within one, waiting costs less than trying and failing: of a
hundred events at once each would be tried against all the others.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import ConversationContended

#: How many events of one conversation may be here: all members of a large group at once, and half of the requests that
#: a platform may have in work (bot/server/concurrency_limit.py), so that one conversation never keeps the others out.
LONGEST_LINE = 256

#: Seconds that an event waits without any turn of its line that succeeds: the database is stuck, and waiting would
#: only fill the server.
SECONDS_WITHOUT_SUCCESS = 2.0


@dataclass(slots=True)
class _Line:
    """`turn` is held by the event in work, `front` by the first of those that wait; asyncio's locks keep the order."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    front: asyncio.Lock = field(default_factory=asyncio.Lock)
    events: int = 0
    last_success: float = 0.0


class ConversationLocks:
    """One line for each conversation that has an event in work."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Wait for one's turn, and have it. Raises ConversationContended where the line is too long, or stands still.

        A line that moves is waited in to its end, however slow the machine is.
        """
        line = self._lines.setdefault(conversation, _Line())
        if line.events >= LONGEST_LINE:
            raise ConversationContended
        line.events += 1
        try:
            await _wait(line)
            try:
                yield
                line.last_success = asyncio.get_running_loop().time()
            finally:
                line.turn.release()
        finally:
            line.events -= 1
            if not line.events:
                del self._lines[conversation]


async def _wait(line: _Line) -> None:
    """Only the first of those that wait has a timer: when it gives up, the time of the next one is over as well."""
    came = asyncio.get_running_loop().time()
    async with line.front:
        if not line.turn.locked():
            await line.turn.acquire()
            return
        try:
            async with asyncio.timeout_at(max(came, line.last_success) + SECONDS_WITHOUT_SUCCESS):
                await line.turn.acquire()
        except TimeoutError:
            raise ConversationContended from None
