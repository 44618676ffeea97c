"""The uvicorn server: its listeners, its garbage collector settings, and its shutdown."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.applications import Starlette
from uvicorn.loops.auto import auto_loop_factory

from bot.server.http_protocol import LimitedHttpProtocol
from bot.server.refusal_log import RefusalLog

#: Docker and Cloud Run kill a service ten seconds after SIGTERM. Accepted requests are finished before.
DRAIN_SECONDS = 7
SHUTDOWN_SECONDS = 1

#: Longer than the 60 s of usual load balancers, which must close an idle connection first: a request that they send on
#: a connection that the server is closing would be lost.
KEEP_ALIVE_SECONDS = 75

SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: uvloop's libuv accepts one connection per listener and loop iteration (https://github.com/libuv/libuv/pull/3696), and
#: an iteration of a busy worker takes tens of milliseconds: a burst of 500 would wait for 500 iterations. The worker
#: listens on 32 duplicates of its socket and takes 32 connections per iteration.
LISTENER_COPIES = 32

#: New container objects between two collections (Python's default: 700 to 2,000, by version). A turn leaves next to no
#: cycles, so that a collection finds nothing.
GC_THRESHOLD = 10_000


class Server(uvicorn.Server):
    """Serves an application and drains its `state.limiter` before it stops.

    uvicorn's own server ends the process with the signal's status; this one returns to the caller, which closes what it
    opened and exits with 0.
    """

    def __init__(self, app: Starlette) -> None:
        self._refusals = RefusalLog()
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",  # `bot.app.open_app` opens and closes the services
            access_log=False,  # request paths contain result tokens
            proxy_headers=False,  # nothing depends on the client's address
            server_header=False,
            http=partial(LimitedHttpProtocol, refusals=self._refusals),  # type: ignore[arg-type] # a factory will do
            ws="none",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        super().__init__(config)
        self._app = app
        self._draining: asyncio.Task[None] | None = None

    async def serve_on(self, listener: socket.socket) -> None:
        """Serve on a bound socket until a signal, or until `should_exit` is set."""
        _freeze_gc()
        try:
            await self.serve(sockets=[listener, *(listener.dup() for _ in range(LISTENER_COPIES - 1))])
        finally:
            self._refusals.close()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals while serving. uvicorn's own method raises them again afterwards."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._handle_signal, number)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    def _handle_signal(self, number: int) -> None:
        """Drain at the first signal, and stop at once at the second."""
        if self._draining:
            self.handle_exit(number, None)
        else:
            self._draining = asyncio.create_task(self._drain(), name="drain")

    async def _drain(self) -> None:
        await self._app.state.limiter.close(DRAIN_SECONDS)
        self.should_exit = True


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return the factory of the event loop that uvicorn chooses: uvloop's, where it is installed."""
    return auto_loop_factory()


def _freeze_gc() -> None:
    """Exempt everything that was loaded from garbage collection; it lives as long as the process.

    `gc.freeze` moves it to the permanent generation (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
