"""A cache for texts that officers typed: every entry is deleted after ten minutes, even if the cache is idle."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

Key = TypeVar("Key")
Value = TypeVar("Value")

#: An entry expires after nine minutes, and a sweep each minute deletes expired entries. cachetools alone deletes them
#: only when the cache is used, so that an idle one would keep a deleted name.
TTL_SECONDS = 9 * 60
SWEEP_SECONDS = 60


class TtlCache(Generic[Key, Value]):
    """A least-recently-used cache whose entries expire, for the tasks of one event loop.

    `max_size` limits the number of entries, or the sum of their `size`.
    """

    def __init__(self, max_size: int, size: Callable[[Value], int] | None = None) -> None:
        self._entries: TTLCache[Key, Value] = TTLCache(max_size, TTL_SECONDS, timer=_now, getsizeof=size)
        self._sweep: asyncio.TimerHandle | None = None

    def get(self, key: Key) -> Value | None:
        """Return the value of a key; None where there is none, or it has expired."""
        return self._entries.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Store a value, unless it alone exceeds `max_size`, and return it."""
        if self._entries.getsizeof(value) <= self._entries.maxsize:
            self._entries[key] = value
            self._schedule_sweep()
        return value

    def _schedule_sweep(self) -> None:
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._delete_expired)

    def _delete_expired(self) -> None:
        self._sweep = None
        self._entries.expire()
        if self._entries:
            self._schedule_sweep()


def _now() -> float:
    return asyncio.get_running_loop().time()
