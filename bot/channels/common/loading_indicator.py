"""Shows a loading indicator when a reply takes longer than 0.8 seconds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from flows.errors import RadapError

LOG = logging.getLogger("radap.channels")

#: Most replies are ready long before; an indicator for them would only flicker and cost a call.
DELAY_SECONDS = 0.8


class LoadingIndicator:
    """An async context that calls `show` once its body has run for `delay` seconds. A failure of `show` is logged."""

    def __init__(self, show: Callable[[], Awaitable[None]], delay: float = DELAY_SECONDS) -> None:
        self._show = show
        self._delay = delay
        self._showing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        """Start the timer."""
        self._timer = asyncio.get_running_loop().call_later(self._delay, self._start)

    def _start(self) -> None:
        self._showing = asyncio.create_task(_show(self._show), name="loading indicator")

    async def __aexit__(self, *error: object) -> None:
        """Stop the timer, and cancel the call if it is still running."""
        self._timer.cancel()
        if self._showing:
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)


async def _show(show: Callable[[], Awaitable[None]]) -> None:
    try:
        await show()
    except RadapError as error:
        LOG.info("loading indicator not shown", extra={"error": type(error).__name__})
