"""A cache for what officers typed: an entry is gone after ten minutes, also where nobody asks for it again."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

Key = TypeVar("Key")
Value = TypeVar("Value")

#: An entry is not found any more after nine minutes, and a sweep each minute takes out such entries: all are gone
#: after ten. A cache that drops an entry only when it is looked at would keep a deleted name as long as it is idle.
SECONDS_FOUND = 9 * 60
SECONDS_BETWEEN_SWEEPS = 60


class TtlCache(Generic[Key, Value]):
    """The entries used last, for some minutes each. It is for the tasks of one event loop, whose clock it goes by."""

    def __init__(self, most: int, size: Callable[[Value], int] | None = None) -> None:
        """Begin with none; `most` is how many are kept, or how large (`size`) all of them may be together."""
        self._entries: TTLCache[Key, Value] = TTLCache(most, SECONDS_FOUND, timer=_now, getsizeof=size)
        self._sweep: asyncio.TimerHandle | None = None

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where it is not here (any more)."""
        return self._entries.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value, unless it alone is too large, and hand it back."""
        if self._entries.getsizeof(value) <= self._entries.maxsize:
            self._entries[key] = value
            self._sweep_later()
        return value

    def _sweep_later(self) -> None:
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(SECONDS_BETWEEN_SWEEPS, self._take_out)

    def _take_out(self) -> None:
        self._sweep = None
        self._entries.expire()
        if self._entries:
            self._sweep_later()


def _now() -> float:
    return asyncio.get_running_loop().time()
