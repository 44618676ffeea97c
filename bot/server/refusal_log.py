"""The log of refused connections: at most one line a minute."""

import asyncio
import logging
from collections import Counter
from enum import StrEnum

LOG = logging.getLogger("radap.server")

#: Seconds between two lines.
PERIOD = 60.0


class Refusal(StrEnum):
    """The reason why a connection was refused."""

    TOO_MANY_CONNECTIONS = "too many connections"
    HEAD_TOO_LARGE = "request head too large"
    MALFORMED = "malformed request"


#: Reasons that the operator can act on; the others are the client's faults.
ACTIONABLE = frozenset({Refusal.TOO_MANY_CONNECTIONS})


class RefusalLog:
    """Counts refused connections and logs the numbers: the first at once, later ones at the end of each period."""

    def __init__(self) -> None:
        self._counts: Counter[Refusal] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def count(self, reason: Refusal) -> None:
        """Count a refused connection. Call it in the running event loop."""
        self._counts[reason] += 1
        if self._timer is None:
            self._log()

    def close(self) -> None:
        """Log what has not been logged."""
        if self._timer:
            self._timer.cancel()
            self._log()

    def _log(self) -> None:
        self._timer = None
        if not self._counts:
            return
        level = logging.WARNING if ACTIONABLE & self._counts.keys() else logging.INFO
        LOG.log(level, "connections refused", extra={"refused": {str(key): n for key, n in self._counts.items()}})
        self._counts.clear()
        self._timer = asyncio.get_running_loop().call_later(PERIOD, self._log)
