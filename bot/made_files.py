"""Files that take a while to make: made off the event loop, one at a time, and kept by what they are made of."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.content import Content, content_of
from bot.kept_contents import KeptContents
from bot.memory import give_back_unused_memory

#: Bytes of made files that are kept in memory.
KEPT_BYTES = 2_000_000


class MadeFiles:
    """Keeps the files made last, up to a number of bytes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept = KeptContents(KEPT_BYTES)
        # Always the same thread: the memory that setting a form takes is kept for each thread that did it once.
        self._maker = ThreadPoolExecutor(1, "files")
        self._making = asyncio.Lock()

    async def get(self, source: str, make: Callable[[], bytes]) -> Content:
        """The file that `make` makes; `source` names everything that it is made of."""
        if content := self._kept.get(source):
            return content
        async with self._making:
            # Whoever waited for the same file finds it now.
            if content := self._kept.get(source):
                return content
            content = await asyncio.get_running_loop().run_in_executor(self._maker, _made, make)
            return self._kept.keep(source, content)


def _made(make: Callable[[], bytes]) -> Content:
    try:
        return content_of(make())
    finally:
        give_back_unused_memory()
