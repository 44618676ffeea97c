"""The HTTP server around the application: how it listens, and how it ends."""

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.applications import Starlette

from bot.server.http_protocol import LimitedHttpProtocol
from bot.server.refusal_log import RefusalLog

#: A platform that stops a service gives it ten seconds; what was accepted is finished before.
SECONDS_TO_FINISH = 7
SECONDS_TO_CLOSE = 1

#: Longer than balancers keep an unused connection (a minute): who closes first must be they, who know what they send.
SECONDS_TO_KEEP_OPEN = 75

SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: In each round the event loop takes one waiting connection from each socket that it listens on. A round of a busy
#: worker takes tens of milliseconds: with one socket, some of hundreds that come at once would wait for many seconds.
#: So the worker listens on as many copies of its socket.
LISTENER_COPIES = 32

#: New objects between two looks for cycles, of which a turn makes next to none; Python's own is 700.
GC_THRESHOLD = 10_000


class Server(uvicorn.Server):
    """A server that first answers what it has accepted, and after whose end the program goes on.

    What was opened is closed in order, and the exit status is 0.
    """

    def __init__(self, app: Starlette) -> None:
        """Take the application, whose doors are closed first."""
        self._refusals = RefusalLog()
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",  # `open_and_serve` opens and closes the application itself
            access_log=False,  # request addresses hold result tokens
            proxy_headers=False,  # nothing depends on who called
            server_header=False,
            http=partial(LimitedHttpProtocol, refusals=self._refusals),  # type: ignore[arg-type] # what makes one will do
            ws="none",
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
            timeout_keep_alive=SECONDS_TO_KEEP_OPEN,
        )
        super().__init__(config)
        self._app = app
        self._finishing: asyncio.Task[None] | None = None

    async def open_and_serve(self, listening: socket.socket) -> None:
        """Open everything before the first request is taken, so that what keeps it from opening is a plain sentence."""
        async with self._app.router.lifespan_context(self._app):
            _settle_memory()
            try:
                await self.serve(sockets=[listening, *(listening.dup() for _ in range(LISTENER_COPIES - 1))])
            finally:
                self._refusals.close()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let a signal end the serving; the original would end the process as well."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._handle_signal, number)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    def _handle_signal(self, number: int) -> None:
        """The first signal closes the doors and lets those inside finish; the next one does not wait for them."""
        if self._finishing:
            self.handle_exit(number, None)
        else:
            self._finishing = asyncio.create_task(self._finish(), name="finishing")

    async def _finish(self) -> None:
        await self._app.state.doors.close(SECONDS_TO_FINISH)
        self.should_exit = True


def _settle_memory() -> None:
    """What is loaded now stays until the end: the search for unused cycles need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
