"""Structured logs on standard error, one JSON object or one line of text a record.

They hold no personal data, tokens or URLs.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TypeAlias

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from bot.observability.request_id import add_request_id

#: Libraries whose records contain URLs with tokens. Only their warnings are logged.
QUIET = ("httpx", "httpcore", "telegram", "transitions", "uvicorn.access", "asyncio")

#: The loggers of Radap. Only they log more than `INFO`: libraries' debug records contain texts and addresses.
OWN = "radap"

#: asyncio logs the event in the first line, and `repr`s of objects with all that they hold below it.
VERBOSE = "asyncio"

#: The field with a traceback.
WHERE = "where"

ExceptionInfo: TypeAlias = "tuple[type[BaseException] | None, BaseException | None, TracebackType | None]"


class SafeJsonFormatter(JsonFormatter):
    """Formats an exception as its class and traceback. Its message may quote what an officer wrote."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        """Return the tracebacks of the exception and of its causes, without messages."""
        places = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            places.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nraised from\n".join(places)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Add the class of the exception as `error`, like Radap's own records."""
        if record.exc_info and record.exc_info[0]:
            message_dict.setdefault("error", record.exc_info[0].__name__)
        super().add_fields(log_data, record, message_dict)
        event = str(log_data.get("event", "")).strip()
        log_data["event"] = event.partition("\n")[0] if record.name == VERBOSE else event


class SafeTextFormatter(SafeJsonFormatter):
    """Formats the same fields as a line for a terminal; a traceback follows it, indented."""

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """Return the record as text. Control characters, which could change the terminal, are escaped."""
        fields = {name: str(value) for name, value in log_data.items()}
        head = f"{fields.pop('time')} {fields.pop('level'):<7} {fields.pop('logger')}: {fields.pop('event')}"
        where = fields.pop(WHERE, "").splitlines()
        details = (f"{name}={text}" for name, text in fields.items())
        return "\n".join([_printable("  ".join((head, *details))), *(f"    {_printable(line)}" for line in where)])


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def start_logging(level: int = logging.INFO, *, is_text: bool = False) -> None:
    """Log this process's records from that level on to standard error, as JSON or as text."""
    formatter = (SafeTextFormatter if is_text else SafeJsonFormatter)(
        "{asctime}{levelname}{name}{message}",
        style="{",
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        rename_fields={
            "asctime": "time",
            "levelname": "level",
            "name": "logger",
            "message": "event",
            "exc_info": WHERE,
        },
    )
    target = logging.StreamHandler(sys.stderr)
    target.setFormatter(formatter)
    target.addFilter(add_request_id)
    # The level of the handler, not of the loggers: the metrics count warnings that are not written.
    target.setLevel(level)
    logging.basicConfig(level=logging.INFO, handlers=[target], force=True)
    logging.getLogger(OWN).setLevel(min(level, logging.INFO))
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
