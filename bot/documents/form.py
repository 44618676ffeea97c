"""The standard's own form as PDF: filled with a result, or empty for whoever writes by hand."""

from collections.abc import Mapping
from typing import Any

from bot.documents.typst_compiler import printable, set_pdf
from flows.i18n.wording import Wording
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView
from flows.standard.gap import Verdict

FOLDER, TEMPLATE = "documents", "form.typ"
LINES_OF_LONG_DATA = 4
WORDS = (
    *("page", "data", "step1", "step1_hint", "option", "characteristic", "group", "step2", "step2_hint", "process"),
    *("step31", "step32", "from_step2", "needs_legend", "levels_legend", "summary", "processes_verdict"),
    *("levels_verdict", "other", "details", "missing", "raises", "nothing", "evidence", "attachment"),
)


def make_form(view: ResultView, say: Wording, made_at: int, data: bytes) -> bytes:
    """A result as the form, with its data (JSON) attached; `made_at` is in seconds since 1970 (UTC)."""
    return set_pdf(FOLDER, TEMPLATE, _content(view, say, is_filled=True), made_at, data)


def make_empty_form(view: ResultView, say: Wording, made_at: int) -> bytes:
    """The form without an answer; of the view only what the criteria say is used."""
    return set_pdf(FOLDER, TEMPLATE, _content(view, say, is_filled=False), made_at, b"")


def _content(view: ResultView, say: Wording, *, is_filled: bool) -> dict[str, Any]:
    """What the template shows; of an empty form it leaves out whatever was answered."""
    content = {
        "filled": is_filled,
        "language": view.language.value,
        "title": say("form.title"),
        "edition": view.edition,
        "notice": view.notice,
        "words": {word: say(f"form.{word}") for word in WORDS},
        "levels": [f"{level.name} ({level.code})" for level in view.levels[1:]],
        "facts": [{"name": name, "value": value, "lines": lines} for name, value, lines in _facts(view, say)],
        "characteristics": [
            {
                "description": item.description,
                "group": item.group_id,
                "name": item.group_name,
                "chosen": item.is_deciding,
            }
            for item in view.characteristics
        ],
        "processes": [_process(process) for process in view.processes],
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "own": group.is_own,
                "needs": list(group.needs),
                "recommended": list(group.recommended),
            }
            for group in view.groups
        ],
        **_outcome(view, say),
    }
    return dict(_printable(content))


def _facts(view: ResultView, say: Wording) -> list[tuple[str, str, int]]:
    """What the form begins with: its name, its value, and how many lines it has to be written on by hand."""
    return [
        *((item.label, item.value, 1) for item in view.public_data),
        (say("page.date"), view.date, 1),
        *((item.label, item.value, 1) for item in view.private_data),
        *((item.label, item.value, LINES_OF_LONG_DATA) for item in view.long_data),
    ]


def _process(process: ProcessView) -> dict[str, Any]:
    return {
        "number": process.number,
        "name": process.name,
        "short": process.short,
        "present": process.own_rank > 0,
        "code": process.own.code,
        "demands": [{"text": item.demand, "own": item.level == process.own} for item in process.demands[1:]],
    }


def _outcome(view: ResultView, say: Wording) -> dict[str, Any]:
    """The summary and the details."""
    verdicts = {
        "processes_verdict": (view.processes_verdict, view.processes_remark),
        "levels_verdict": (view.levels_verdict, view.levels_remark),
    }
    raises = [f"{process.name} ({process.own.name} → {process.recommended.name})" for process in view.raises]
    evidence = [{"name": process.name, "text": process.evidence} for process in view.processes if process.evidence]
    return {
        **{
            name: {
                "boxes": [{"name": say(f"verdict.{each.value}"), "on": each is verdict} for each in Verdict],
                "remark": remark,
            }
            for name, (verdict, remark) in verdicts.items()
        },
        "missing": [process.name for process in view.missing],
        "raises": raises,
        "evidence": evidence,
    }


def _printable(value: Any) -> Any:
    """The same value, its texts as the font can show them."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _printable(item) for name, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value
