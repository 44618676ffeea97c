"""`radap serve`: the server."""

import argparse
import asyncio
import socket

from bot.app import create_app
from bot.config.settings import load_settings
from bot.errors import SettingsError
from bot.observability.logs import start_logging
from bot.server.uvicorn_server import Server


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. Raises SettingsError, CriteriaError, or what keeps the database from starting."""
    settings = load_settings()
    start_logging()
    app = create_app(settings, report=_print_now)
    with _listening_socket(options.host, settings.port) as listening:
        server = Server(app)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(server.open_and_serve(listening))
    return 0


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
