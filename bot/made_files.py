"""Files that take a while to make: made off the event loop, few at a time, and kept by what they are made of."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext

from cachetools import LRUCache

from bot.digest import digest

#: Bytes of made files that are kept in memory, and how many are made at the same time.
KEPT_BYTES = 12_000_000
AT_ONCE = 2


class MadeFiles:
    """Keeps the files made last, up to a number of bytes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: LRUCache[str, bytes] = LRUCache(KEPT_BYTES, getsizeof=len)
        self._making = asyncio.Semaphore(AT_ONCE)

    async def get(self, source: str, make: Callable[[], bytes]) -> bytes:
        """The file that `make` makes; `source` names everything that it is made of."""
        key = digest(source)
        async with self._making if key not in self._made else nullcontext():
            content = self._made.get(key)
            if content is None:
                content = await asyncio.to_thread(make)
        if len(content) <= KEPT_BYTES:
            self._made[key] = content
        return content
