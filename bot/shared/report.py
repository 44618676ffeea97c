"""Reports of the operator's commands: one line per check, and a remedy where something is wrong."""

import json
from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Section:
    """The results of one part of a report."""

    title: Text
    results: Sequence[CheckResult]


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


def report_to_json(sections: Iterable[Section], translate: Translate = str) -> str:
    """Return the report as one JSON object. Names and statuses are English; texts and remedies are for people."""
    every = [*sections]
    plain = [
        {"section": str(section.title), "checks": [_plain(result, translate) for result in section.results]}
        for section in every
    ]
    status = Status.FAILED if any(any_failed(section.results) for section in every) else Status.OK
    return json.dumps({"status": status.value, "sections": plain}, ensure_ascii=False)


def _plain(result: CheckResult, translate: Translate) -> dict[str, str]:
    return {
        "check": str(result.subject),
        "status": result.status.value,
        "text": translate(result.text),
        "remedy": translate(result.remedy),
    }


def any_failed(results: Iterable[CheckResult]) -> bool:
    """Return whether a check failed."""
    return any(result.status is Status.FAILED for result in results)
