"""A sign of life for whoever waits longer than a moment for an answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from flows.errors import RadapError

LOG = logging.getLogger("radap.channels")

#: Seconds after which an answer takes longer than a moment.
MOMENT = 0.8


class LoadingIndicator:
    """A context: `show` is called when what is inside takes longer than a moment; that it fails disturbs nothing."""

    def __init__(self, show: Callable[[], Awaitable[None]]) -> None:
        """Take what shows it."""
        self._show = show
        self._showing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        """Begin to wait."""
        self._timer = asyncio.get_running_loop().call_later(MOMENT, self._begin)

    def _begin(self) -> None:
        self._showing = asyncio.create_task(_show(self._show), name="sign of life")

    async def __aexit__(self, *error: object) -> None:
        """Nothing is shown any more."""
        self._timer.cancel()
        if self._showing:
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)


async def _show(show: Callable[[], Awaitable[None]]) -> None:
    try:
        await show()
    except RadapError as error:
        LOG.info("no sign of life", extra={"error": type(error).__name__})
