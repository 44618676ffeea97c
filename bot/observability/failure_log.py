"""Log records about failures, without personal data."""

import logging
import traceback

from flows.errors import RadapError


def log_known(log: logging.Logger, event: str, error: RadapError) -> None:
    """Log an error of Radap's own with its remedy, in English."""
    detail = {"error": type(error).__name__, "problem": str(error.problem), "remedy": str(error.remedy)}
    log.warning(event, extra=detail)


def log_unexpected(log: logging.Logger, event: str, error: Exception) -> None:
    """Log the class and the traceback of an exception. Its message may quote what an officer wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error(event, extra={"error": type(error).__name__, "where": where})
