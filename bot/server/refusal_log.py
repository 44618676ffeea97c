"""The log of refused connections: one line a minute, however many there are."""

import asyncio
import logging
from collections import Counter
from enum import StrEnum

LOG = logging.getLogger("radap.server")

#: Seconds between two lines.
PERIOD = 60.0


class Refusal(StrEnum):
    """Why a connection was refused."""

    TOO_MANY_CONNECTIONS = "too many connections"
    HEAD_TOO_LARGE = "request head too large"
    MALFORMED = "malformed request"


#: What operators can do something about; the others are faults of whoever calls.
OURS = frozenset({Refusal.TOO_MANY_CONNECTIONS})


class RefusalLog:
    """Counts refused connections, and tells the numbers: the first at once, those after it a period later."""

    def __init__(self) -> None:
        """Begin with none."""
        self._refused: Counter[Refusal] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def count(self, reason: Refusal) -> None:
        """A connection was refused. Call it in the running event loop."""
        self._refused[reason] += 1
        if self._timer is None:
            self._tell()

    def close(self) -> None:
        """Tell what has not been told."""
        if self._timer:
            self._timer.cancel()
            self._tell()

    def _tell(self) -> None:
        self._timer = None
        if not self._refused:
            return
        level = logging.WARNING if OURS & self._refused.keys() else logging.INFO
        numbers = {reason.value: number for reason, number in self._refused.items()}
        LOG.log(level, "connections refused", extra={"refused": numbers})
        self._refused.clear()
        self._timer = asyncio.get_running_loop().call_later(PERIOD, self._tell)
