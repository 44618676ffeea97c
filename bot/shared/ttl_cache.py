"""A cache for texts that officers typed: every entry is removed within ten minutes, even in an idle worker."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

Key = TypeVar("Key")
Value = TypeVar("Value")

#: An entry expires after nine minutes, and a sweep each minute removes expired entries: ten minutes together.
#: cachetools removes an entry only on the next access, so an idle cache would hold a deleted name without end.
TTL_SECONDS = 9 * 60
SWEEP_SECONDS = 60


class TtlCache(Generic[Key, Value]):
    """The entries used last, for some minutes each. For the tasks of one event loop, whose clock it uses.

    `maxsize` limits the number of entries, or the sum of their sizes where `size` measures one.
    """

    def __init__(self, maxsize: int, size: Callable[[Value], int] | None = None) -> None:
        self._entries: TTLCache[Key, Value] = TTLCache(maxsize, TTL_SECONDS, timer=_now, getsizeof=size)
        self._sweep_timer: asyncio.TimerHandle | None = None

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, or None."""
        return self._entries.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Cache a value, unless it alone exceeds `maxsize`, and return it."""
        if self._entries.getsizeof(value) <= self._entries.maxsize:
            self._entries[key] = value
            self._schedule_sweep()
        return value

    def _schedule_sweep(self) -> None:
        if self._sweep_timer is None:
            self._sweep_timer = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        self._sweep_timer = None
        self._entries.expire()
        if self._entries:
            self._schedule_sweep()


def _now() -> float:
    return asyncio.get_running_loop().time()
