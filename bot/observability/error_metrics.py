"""Counts warnings and errors in the log, so that alerts need not read it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.observability.metrics import Metrics

OTHER = "other"


class ErrorCounter(logging.Handler):
    """Counts the warnings and errors of every logger, libraries included, by the class of the error."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._metrics.count_error(record.name, _kind(record))


@contextmanager
def counted_errors(metrics: Metrics) -> Iterator[None]:
    """Count within the context."""
    counter, root = ErrorCounter(metrics), logging.getLogger()
    root.addHandler(counter)
    try:
        yield
    finally:
        root.removeHandler(counter)


def _kind(record: logging.LogRecord) -> str:
    """Return the class of the error: the record's `error` field, or its exception's class. Never a message."""
    named = getattr(record, "error", None)
    if isinstance(named, str) and named.isidentifier():
        return named
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else OTHER
