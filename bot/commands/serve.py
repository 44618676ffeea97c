"""`radap serve`: the server."""

import argparse
import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.app import create_app
from bot.errors import SettingsError
from bot.logs import start_logging
from bot.settings import load_settings

#: A platform that stops a service gives it ten seconds; what was accepted is finished before.
SECONDS_TO_DRAIN = 8


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. Raises SettingsError, CriteriaError, or what keeps the database from starting."""
    settings = load_settings()
    start_logging()
    app = create_app(settings, report=_print_now)
    with _listening_socket(options.host, settings.port) as listening:
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",  # `_serve` opens and closes the application itself
            access_log=False,  # request addresses hold result tokens
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_DRAIN,
        )
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_serve(app, Server(config), listening))
    return 0


async def _serve(app: Starlette, server: uvicorn.Server, listening: socket.socket) -> None:
    """Open everything before the first request is taken, so that what keeps it from opening is a plain sentence."""
    async with app.router.lifespan_context(app):
        await server.serve(sockets=[listening])


class Server(uvicorn.Server):
    """A server after whose end the program goes on: what was opened is closed in order, and the exit status is 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let a signal end the serving; the original would end the process as well."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _print_now(text: str) -> None:
    print(text, flush=True)


def _listening_socket(host: str, port: int) -> socket.socket:
    """Bind before anything else starts, so that a taken port is a plain sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingsError([f"PORT: {host}:{port} cannot be used ({error.strerror}); choose another port."]) from None
    return listening
