"""Radap in a separate process, which a test can kill and restart."""

import asyncio
import logging
import multiprocessing
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import uvloop
from starlette.applications import Starlette

from bot.app import open_app
from bot.config.settings import load_settings
from bot.observability.logs import start_logging
from bot.server.uvicorn_server import Server
from tests.fakes.ports import free_port
from tests.fakes.step_counter import Killable, count_steps_of_tasks

#: Everything heavy is imported once, in the process from which the workers and commands are forked.
FORKS = multiprocessing.get_context("forkserver")
COMMANDS = ("assess", "check_criteria", "compare_criteria", "doctor", "report", "serve", "template")
FORKS.set_forkserver_preload(
    [
        *("tests.fakes.worker", "tests.fakes.radap_command", "telegram", "typst"),
        *(f"bot.cli.{name}" for name in COMMANDS),
        "tests.fakes.preloaded",
    ]
)


class Worker:
    """One server on one port, with settings as in the environment. Its log lines go to `log`.

    With `counts_steps` a request can name the step at which the process ends.
    """

    def __init__(self, log: Path, settings: Mapping[str, str], *, counts_steps: bool = False) -> None:
        self._counts_steps = counts_steps
        self.log = log
        self._settings = dict(settings)
        self.port = free_port()
        self._process: ForkServerProcess | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self) -> None:
        """Start the process, and return when it accepts requests."""
        ours, theirs = FORKS.Pipe()
        settings, options = self._settings | {"PORT": str(self.port)}, {"counts_steps": self._counts_steps}
        process = FORKS.Process(target=serve, args=(settings, self.log, theirs), kwargs=options)
        self._process = process
        await asyncio.to_thread(process.start)
        theirs.close()
        assert await asyncio.to_thread(ours.recv) == "ready"
        ours.close()

    async def kill(self) -> None:
        """Kill it, as a crash would."""
        if self._process:
            self._process.kill()
            await self.ended()

    def terminate(self) -> None:
        """Send SIGTERM, as an operator does."""
        assert self._process is not None
        self._process.terminate()

    async def ended(self) -> int | None:
        """Wait for its end, and return its exit status."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode

    async def revive(self) -> None:
        """Restart it if it is dead."""
        if not self.lives:
            await self.start()


@asynccontextmanager
async def running_worker(
    log: Path, settings: Mapping[str, str], *, counts_steps: bool = False
) -> AsyncIterator[Worker]:
    worker = Worker(log, settings, counts_steps=counts_steps)
    await worker.start()
    try:
        yield worker
    finally:
        await worker.kill()


def serve(settings: dict[str, str], log: Path, ready: Connection, *, counts_steps: bool) -> None:
    """The worker's process."""
    with log.open("a") as file:
        start_logging()
        for handler in logging.getLogger().handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(file)
        # Only asyncio's own loop sends written data at once, so that a crash comes after it.
        with asyncio.Runner(loop_factory=asyncio.new_event_loop if counts_steps else uvloop.new_event_loop) as runner:
            runner.run(_serve(settings, ready, counts_steps=counts_steps))


class ReadyServer(Server):
    """Reports when it accepts requests. By then it also handles signals."""

    def __init__(self, app: Starlette, ready: Connection) -> None:
        super().__init__(app)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.send("ready")


async def _serve(settings: dict[str, str], ready: Connection, *, counts_steps: bool) -> None:
    if counts_steps:
        count_steps_of_tasks(asyncio.get_running_loop())
    with socket.create_server(("127.0.0.1", int(settings["PORT"])), backlog=1024) as listening:
        async with open_app(load_settings(settings), report=lambda _: None) as app:
            server = ReadyServer(app, ready)
            if counts_steps:
                server.config.app = Killable(app)
            await server.serve_on(listening)
