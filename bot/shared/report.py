"""Reports of the operator's commands: one line per check, and a remedy where something is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The outcome of a check, from best to worst."""

    OK = "ok"
    UNCHANGED = "unchanged"
    SET = "set"
    WOULD_SET = "would set"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: subject, status, finding, remedy. It holds no secrets and no personal data."""

    subject: str
    status: Status
    text: str
    remedy: str = ""


STATUS_WIDTH = max(map(len, Status)) + 2
SUBJECT_WIDTH = 26
INDENT = "  "


def format_report(title: str, results: Iterable[CheckResult]) -> str:
    """Return the results as lines for a terminal, under a title."""
    lines = [title]
    for result in results:
        lines.append(f"{INDENT}{result.status:{STATUS_WIDTH}}{result.subject:{SUBJECT_WIDTH}}{result.text}".rstrip())
        if result.remedy:
            lines.append(" " * (len(INDENT) + STATUS_WIDTH) + result.remedy)
    return "\n".join((*lines, ""))


def any_failed(results: Iterable[CheckResult]) -> bool:
    """Return whether a check failed."""
    return any(result.status is Status.FAILED for result in results)
