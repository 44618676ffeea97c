"""What the operator's commands report: one line a thing, and what to do where something is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a thing stands: as it should be, changed just now, or not as it should be."""

    OK = "ok"
    UNCHANGED = "unchanged"
    SET = "set"
    WOULD_SET = "would set"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A thing, how it stands, what was found, and what to do about it; free of secrets and personal data."""

    subject: str
    status: Status
    text: str
    remedy: str = ""


STATUS_WIDTH = max(map(len, Status)) + 2
SUBJECT_WIDTH = 26
INDENT = "  "


def written(title: str, findings: Iterable[CheckResult]) -> str:
    """The findings about one thing as lines for a terminal."""
    lines = [title]
    for finding in findings:
        lines.append(f"{INDENT}{finding.status:{STATUS_WIDTH}}{finding.subject:{SUBJECT_WIDTH}}{finding.text}".rstrip())
        if finding.remedy:
            lines.append(" " * (len(INDENT) + STATUS_WIDTH) + finding.remedy)
    return "\n".join((*lines, ""))


def is_any_failed(findings: Iterable[CheckResult]) -> bool:
    """Whether something needs the operator before Radap works."""
    return any(finding.status is Status.FAILED for finding in findings)
