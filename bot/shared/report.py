"""Reports of the operator's commands: one line per check, and a remedy where something is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.shared.terminal_width import padded, text_width
from flows.operator_text import Text, Translatable, Translate


class Status(StrEnum):
    """The outcome of a check, from best to worst."""

    OK = "ok"
    UNCHANGED = "unchanged"
    SET = "set"
    WOULD_SET = "would set"
    WARNING = "warning"
    FAILED = "failed"


STATUS_WORDS: Mapping[Status, Translatable] = MappingProxyType(
    {
        Status.OK: Translatable("ok"),
        Status.UNCHANGED: Translatable("unchanged"),
        Status.SET: Translatable("set"),
        Status.WOULD_SET: Translatable("would set"),
        Status.WARNING: Translatable("warning"),
        Status.FAILED: Translatable("failed"),
    }
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: subject, status, finding, remedy. It holds no secrets and no personal data."""

    subject: Text
    status: Status
    text: Text
    remedy: Text = ""


SUBJECT_WIDTH = 26
INDENT = "  "


def format_report(title: Text, results: Iterable[CheckResult], translate: Translate = str) -> str:
    """Return the results as lines for a terminal, under a title."""
    lines = [translate(title)]
    words = {status: translate(word) for status, word in STATUS_WORDS.items()}
    status_width = max(map(text_width, words.values())) + 2
    for result in results:
        status, subject = padded(words[result.status], status_width), padded(translate(result.subject), SUBJECT_WIDTH)
        lines.append(f"{INDENT}{status}{subject}{translate(result.text)}".rstrip())
        if remedy := translate(result.remedy):
            lines.append(" " * (len(INDENT) + status_width) + remedy)
    return "\n".join((*lines, ""))


def any_failed(results: Iterable[CheckResult]) -> bool:
    """Return whether a check failed."""
    return any(result.status is Status.FAILED for result in results)
