"""Tasks that go on after their request was answered."""

import asyncio
from collections.abc import Coroutine
from typing import Any

#: Seconds that the end of the program waits for them.
PATIENCE = 5.0


class BackgroundTasks:
    """Runs tasks that nobody waits for; `close` waits for them, but not for long."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a task, which handles its own errors."""
        task = asyncio.create_task(work, name="background")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Wait until every task has ended, and cancel those that take longer than `PATIENCE`."""
        if self._running:
            _, late = await asyncio.wait({*self._running}, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
