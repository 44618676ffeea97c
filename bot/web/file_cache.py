"""Files that take a while to make: made off the event loop, one at a time, and kept by what they are made of."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.shared.ttl_cache import TtlCache
from bot.web.content import Content
from bot.web.malloc_trim import trim_heap

Made = TypeVar("Made")

#: Bytes of made files that are kept in memory.
KEPT_BYTES = 2_000_000


class FileCache:
    """Keeps the files made last, up to a number of bytes, for some minutes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: TtlCache[str, Content] = TtlCache(KEPT_BYTES, lambda content: content.size)
        # Always the same thread: the memory that setting a form takes is kept for each thread that did it once.
        self._maker = ThreadPoolExecutor(1, "files")
        self._making = asyncio.Lock()

    def kept(self, source: str) -> Content | None:
        """The file that is made of `source`, which names everything it depends on; None where it is not here."""
        content = self._kept.get(source)
        return None if content and 0 < content.open_until <= time.time() else content

    async def get(self, source: str, make: Callable[[], Content]) -> Content:
        """The file that `make` makes; `source` names everything that it is made of."""
        if content := self.kept(source):
            return content
        async with self._making:
            # Whoever waited for the same file finds it now.
            if content := self.kept(source):
                return content
            return self._kept.put(source, await self._made(make))

    async def do(self, work: Callable[[], Made]) -> Made:
        """Do other work where files are made, when its turn comes; nothing is kept of it."""
        async with self._making:
            return await self._made(work)

    async def _made(self, make: Callable[[], Made]) -> Made:
        return await asyncio.get_running_loop().run_in_executor(self._maker, _made, make)


def _made(make: Callable[[], Made]) -> Made:
    try:
        return make()
    finally:
        trim_heap()
