"""Structured logs: one JSON object a line on standard error, never with personal data, tokens or addresses."""

import logging
import sys

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from bot.request_id import add_request_id

#: Libraries whose own lines hold request addresses (and so tokens); only their warnings are let through.
QUIET = ("httpx", "httpcore", "telegram", "transitions", "uvicorn.access", "asyncio")


def start_logging(level: int = logging.INFO) -> None:
    """Send all log records of this process to standard error as JSON."""
    formatter = JsonFormatter(
        "{asctime}{levelname}{name}{message}",
        style="{",
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "message": "event"},
    )
    target = logging.StreamHandler(sys.stderr)
    target.setFormatter(formatter)
    target.addFilter(add_request_id)
    logging.basicConfig(level=level, handlers=[target], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
