"""A sign of life for whoever waits longer than a moment for an answer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from flows.errors import RadapError

LOG = logging.getLogger("radap.channels")

#: Seconds after which an answer takes longer than a moment.
MOMENT = 0.8


@asynccontextmanager
async def shown_when_slow(show: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Call `show` when what happens inside takes longer than a moment; that it fails disturbs nothing."""
    showing: list[asyncio.Task[None]] = []
    timer = asyncio.get_running_loop().call_later(
        MOMENT, lambda: showing.append(asyncio.create_task(_show(show), name="sign of life"))
    )
    try:
        yield
    finally:
        timer.cancel()
        for task in showing:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _show(show: Callable[[], Awaitable[None]]) -> None:
    try:
        await show()
    except RadapError as error:
        LOG.info("no sign of life", extra={"error": type(error).__name__})
