"""Counting what is logged about errors, so that alarms need not read logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.metrics import Metrics

ROOT = "radap"
OTHER = "other"


class ErrorCounter(logging.Handler):
    """Counts warnings and errors by the kind of the error."""

    def __init__(self, metrics: Metrics) -> None:
        """Take the figures."""
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._metrics.count_error(record.name, getattr(record, "error", OTHER))


@contextmanager
def counted_errors(metrics: Metrics) -> Iterator[None]:
    """Count for as long as the context lasts."""
    counter, logger = ErrorCounter(metrics), logging.getLogger(ROOT)
    logger.addHandler(counter)
    try:
        yield
    finally:
        logger.removeHandler(counter)
