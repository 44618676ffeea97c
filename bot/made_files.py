"""Files that take a while to make: made off the event loop, one at a time, and kept by what they are made of."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from cachetools import LRUCache

from bot.content import Content, content_of
from bot.digest import digest
from bot.memory import give_back_unused_memory

#: Bytes of made files that are kept in memory.
KEPT_BYTES = 6_000_000


class MadeFiles:
    """Keeps the files made last, up to a number of bytes."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """Begin with none; keep so many bytes."""
        self._made: LRUCache[str, Content] = LRUCache(kept_bytes, getsizeof=lambda content: len(content.body))
        # Always the same thread: the memory that setting a form takes is kept for each thread that did it once.
        self._maker = ThreadPoolExecutor(1, "files")
        self._making = asyncio.Lock()

    async def get(self, source: str, make: Callable[[], bytes]) -> Content:
        """The file that `make` makes; `source` names everything that it is made of."""
        key = digest(source)
        async with self._making if key not in self._made else nullcontext():
            content = self._made.get(key)
            if content is None:
                content = await asyncio.get_running_loop().run_in_executor(self._maker, _made, make)
        if len(content.body) <= self._made.maxsize:
            self._made[key] = content
        return content


def _made(make: Callable[[], bytes]) -> Content:
    try:
        return content_of(make())
    finally:
        give_back_unused_memory()
