"""Events of one conversation go one after the other, in the order in which they came to this worker.

Compare-and-set in the database decides between workers. Within one, waiting costs less than trying and failing: of a
hundred events at once each would be tried against all the others.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import ConversationContended

#: How many may stand in one line, and for how many seconds: nobody fills the server with one conversation.
LONGEST_LINE = 16
SECONDS_TO_WAIT = 2.0


@dataclass(slots=True)
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class WaitingLines:
    """One line for each conversation that has an event in work."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Wait for one's turn, and have it. Raises ConversationContended where the line is too long, or too slow."""
        line = self._lines.setdefault(conversation, _Line())
        if line.people >= LONGEST_LINE:
            raise ConversationContended
        line.people += 1
        try:
            await _wait(line.turn)
            try:
                yield
            finally:
                line.turn.release()
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[conversation]


async def _wait(turn: asyncio.Lock) -> None:
    if not turn.locked():
        await turn.acquire()
        return
    try:
        async with asyncio.timeout(SECONDS_TO_WAIT):
            await turn.acquire()
    except TimeoutError:
        raise ConversationContended from None
