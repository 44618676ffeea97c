"""What Typst remembers between two forms: the fixed parts, from the start on; what officers typed, for ten minutes."""

import asyncio
import logging
from collections.abc import Callable

from bot.documents.typst_compiler import forget
from bot.shared.ttl_cache import TTL_SECONDS
from bot.web.file_cache import FileCache

LOG = logging.getLogger("radap.files")


class TypesetterMemory:
    """Sets a form of nobody where a form would be the first one: after the start, and after Typst had to forget."""

    def __init__(self, made: FileCache, folder_name: str, set_blank: Callable[[], object]) -> None:
        """Take where files are made, the folder of their templates, and what sets a form of nobody."""
        self._made = made
        self._folder_name = folder_name
        self._set_blank = set_blank
        self._timer: asyncio.TimerHandle | None = None
        self._forgetting: asyncio.Task[None] | None = None

    async def warm_up(self) -> None:
        """Have the fonts and the fixed parts of a form ready: they take 60 to 400 ms, the rest of a form 10 to 25."""
        await self._made.do(self._set_blank)

    def forget_later(self) -> None:
        """Something typed is being set: it is forgotten within ten minutes, with all that was set meanwhile."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TTL_SECONDS, self._begin_to_forget)

    def _begin_to_forget(self) -> None:
        self._timer = None
        self._forgetting = asyncio.create_task(self._forget(), name="typesetter forgets")

    async def _forget(self) -> None:
        await self._made.do(lambda: forget(self._folder_name))
        LOG.debug("typesetter has forgotten")
        await self.warm_up()
