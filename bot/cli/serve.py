"""`radap serve`: run the server."""

import argparse
import asyncio
import os
import socket
import sys
from functools import partial

from bot.config.misspelt_settings import misspelt, misspelt_settings
from bot.config.setting_types import LogFormat
from bot.config.settings import Settings, load_settings
from bot.errors import SettingsError
from bot.observability.logs import start_logging
from bot.shared.os_errors import os_error_reason
from flows.operator_text import Translatable, Translate


def run(options: argparse.Namespace) -> int:
    """Serve until a signal. Raises SettingsError, CriteriaError, or the database's start-up errors."""
    settings = load_settings(os.environ if options.port is None else os.environ | {"PORT": str(options.port)})
    start_logging(settings.log_level.number, is_text=_writes_text(settings.log_format))
    with _bind(options.host, settings.port) as listener:
        _serve(settings, listener, options.translate)
    return 0


def _serve(settings: Settings, listener: socket.socket, translate: Translate) -> None:
    # Loaded only when the settings are right and the port is free: the server's libraries take a second.
    from bot.app import open_app  # noqa: PLC0415
    from bot.server.uvicorn_server import Server, loop_factory  # noqa: PLC0415

    async def serve() -> None:
        async with open_app(settings, report=partial(_print_report, translate), translate=translate) as app:
            await Server(app).serve_on(listener)

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve())


def _writes_text(log_format: LogFormat) -> bool:
    return log_format is LogFormat.TEXT or (log_format is LogFormat.AUTO and sys.stderr.isatty())


def _print_report(translate: Translate, text: str) -> None:
    """Print the start-up report, and below it the settings that are probably misspelt."""
    found = misspelt_settings(os.environ)
    warnings = (f"  {translate(misspelt(name, setting))}" for name, setting in found)
    print("\n".join([text.rstrip("\n"), *warnings, ""]), flush=True)


def _bind(host: str, port: int) -> socket.socket:
    """Bind the socket before the services are opened, so that a used port is reported first."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason, place = os_error_reason(error), f"{host}:{port}"
        problem = Translatable(
            "PORT: {place} cannot be used ({reason}). Choose another port.", place=place, reason=reason
        )
        raise SettingsError([problem]) from None
    return listener
