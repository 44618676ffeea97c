"""Log lines about failures: what and where, never what an officer wrote or who it was."""

import logging
import traceback

from flows.errors import RadapError


def log_known(log: logging.Logger, event: str, error: RadapError) -> None:
    """A failure that Radap can explain, with its remedy."""
    log.warning(event, extra={"error": type(error).__name__, "problem": error.problem, "remedy": error.remedy})


def log_unexpected(log: logging.Logger, event: str, error: Exception) -> None:
    """The place and the kind, not the exception's text, which may quote what an officer wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error(event, extra={"error": type(error).__name__, "where": where})
