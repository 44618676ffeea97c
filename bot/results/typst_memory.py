"""Typst's cache of compiled paragraphs: filled at start-up, and cleared within ten minutes after a typed text."""

import asyncio
import logging
from collections.abc import Callable

from bot.documents.typst_compiler import clear_cache
from bot.shared.ttl_cache import TTL_SECONDS
from bot.web.file_cache import FileCache

LOG = logging.getLogger("radap.files")


class TypstMemory:
    """Compiles an empty form after the start and after each clearing, so that no officer waits for the first one.

    `compile_blank` compiles that form. `folder_name` is the folder of the templates.
    """

    def __init__(self, files: FileCache, folder_name: str, compile_blank: Callable[[], object]) -> None:
        self._files = files
        self._folder_name = folder_name
        self._compile_blank = compile_blank
        self._timer: asyncio.TimerHandle | None = None
        self._clearing: asyncio.Task[None] | None = None

    async def warm_up(self) -> None:
        """Load the fonts and compile the fixed parts of a form: 60 to 400 ms. The rest of a form takes 10 to 25 ms."""
        await self._files.run(self._compile_blank)

    def clear_later(self) -> None:
        """Clear the cache within ten minutes. Call it before a typed text is compiled."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TTL_SECONDS, self._start_clearing)

    def _start_clearing(self) -> None:
        self._timer = None
        self._clearing = asyncio.create_task(self._clear(), name="clear-typst-memory")

    async def _clear(self) -> None:
        await self._files.run(lambda: clear_cache(self._folder_name))
        LOG.debug("typst memory cleared")
        await self.warm_up()
