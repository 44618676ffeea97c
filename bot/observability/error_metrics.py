"""Counting what is logged about errors, so that alarms need not read logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.observability.metrics import Metrics

OTHER = "other"


class ErrorCounter(logging.Handler):
    """Counts warnings and errors of every logger, ours and the libraries', by the class of the error."""

    def __init__(self, metrics: Metrics) -> None:
        """Take the figures."""
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._metrics.count_error(record.name, _kind(record))


@contextmanager
def counted_errors(metrics: Metrics) -> Iterator[None]:
    """Count for as long as the context lasts."""
    counter, root = ErrorCounter(metrics), logging.getLogger()
    root.addHandler(counter)
    try:
        yield
    finally:
        root.removeHandler(counter)


def _kind(record: logging.LogRecord) -> str:
    """The class of the error: named by the line, or that of the exception that it carries. Never a text."""
    named = getattr(record, "error", None)
    if isinstance(named, str) and named.isidentifier():
        return named
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else OTHER
