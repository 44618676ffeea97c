"""The standard's form as PDF: filled with a result, or empty to fill in by hand."""

from typing import Any

from bot.documents.paper_mark import PaperMark
from bot.documents.printed_text import parts_of, printable_content
from bot.documents.typst_compiler import compile_pdf, printable
from flows.i18n.wording import Wording
from flows.results.approval_view import approval_facts
from flows.results.process_view import LevelView, ProcessStatus, ProcessView
from flows.results.result_view import ResultView
from flows.standard.gap import Verdict

FOLDER, TEMPLATE = "documents", "form.typ"
LINES_OF_LONG_DATA = 11
WORDS = (
    *("page", "data", "step1", "step1_hint", "option", "characteristic", "group", "step2", "step2_hint", "process"),
    *("step3", "step31", "step31_hint", "step32", "step32_hint", "from_step1", "from_step2", "needs_legend"),
    *("levels_legend", "summary", "summary_hint", "processes_verdict", "levels_verdict", "other", "details"),
    *("missing", "raises", "nothing", "evidence", "attachment"),
)


def make_form(view: ResultView, text: Wording, made_at: int, data: bytes, mark: PaperMark | None = None) -> bytes:
    """Return the filled form with the result's JSON attached. `made_at` is in seconds since 1970 (UTC).

    `mark` is the code by which the paper can be checked; None for none.
    """
    content = _content(view, text, is_filled=True) | {"paper": paper_content(mark, text) if mark else {}}
    return compile_pdf(FOLDER, TEMPLATE, content, made_at, data)


def make_empty_form(view: ResultView, text: Wording, made_at: int) -> bytes:
    """Return the empty form. Only what the view has from the criteria is used."""
    content = _content(view, text, is_filled=False) | {"paper": {}}
    return compile_pdf(FOLDER, TEMPLATE, content, made_at, b"")


def _content(view: ResultView, text: Wording, *, is_filled: bool) -> dict[str, Any]:
    """Return the template's input. The template of an empty form leaves out the answers."""
    content = {
        "filled": is_filled,
        "language": view.language.value,
        "title": text("form.title"),
        "edition": view.edition,
        "notice": " · ".join(filter(None, (view.stamp, view.notice))) if is_filled else _empty_notice(view, text),
        "words": _words(view, text),
        "levels": [_level_head(level, text) for level in view.levels[1:]],
        "facts": [
            {"name": name, "value": parts_of(value), "lines": lines} for name, value, lines in _facts(view, text)
        ],
        "characteristics": [
            {
                "number": number,
                "description": item.description,
                "group": item.group_id,
                "name": item.group_name,
                "tick": item.tick.value,
            }
            for number, item in enumerate(view.characteristics, 1)
        ],
        "processes": [_process(process, text) for process in view.processes],
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
        **_outcome(view, text),
    }
    return printable_content(content)


def _empty_notice(view: ResultView, text: Wording) -> str:
    """Return the first line of an empty form: the edition's own notice is about a result."""
    return text("form.empty_draft" if view.is_draft else "form.empty_final", edition=view.edition)


def _level_head(level: LevelView, text: Wording) -> str:
    """Return the head of a level's column: in Thai, the English name follows, as in the standard's form."""
    head = text("form.level", name=level.name)
    return head if level.name == level.english else f"{head} ({level.english})"


def _facts(view: ResultView, text: Wording) -> list[tuple[str, str, int]]:
    """Return the fields at the top: name, value, and the number of lines for writing by hand."""
    return [
        *((item.label, item.value, 1) for item in view.public_data),
        (text("page.date"), view.date, 1),
        *((item.label, item.value, 1) for item in view.private_data),
        *((item.label, item.value, LINES_OF_LONG_DATA) for item in view.long_data),
    ]


def _words(view: ResultView, text: Wording) -> dict[str, str]:
    """Return the fixed words. A provisional result cannot say that there is nothing to do."""
    words = {word: text(f"form.{word}") for word in WORDS}
    nothing = {"nothing": view.stamp} if view.is_provisional else {}
    return {**words, **nothing, "not_asked": text("tick.not_asked")}


def _process(process: ProcessView, text: Wording) -> dict[str, Any]:
    is_open = process.status is ProcessStatus.OPEN
    return {
        "number": process.number,
        "name": f"{process.name} ({text('status.open')})" if is_open else process.name,
        "present": process.own_rank > 0,
        "code": process.own.code,
        "demands": [{"text": item.requirement, "own": item.level == process.own} for item in process.requirements[1:]],
    }


def _outcome(view: ResultView, text: Wording) -> dict[str, Any]:
    """Return the summary and the details."""
    verdicts = {
        "processes_verdict": (view.processes_verdict, view.processes_remark),
        "levels_verdict": (view.levels_verdict, view.levels_remark),
    }
    raises = [f"{process.name} ({process.own.name} → {process.recommended.name})" for process in view.raises]
    evidence = [(process.name, process.evidence) for process in view.processes if process.evidence]
    return {
        **{
            name: {
                "boxes": [{"name": text(f"verdict.{each.value}"), "on": each is verdict} for each in Verdict],
                "remark": parts_of(remark),
            }
            for name, (verdict, remark) in verdicts.items()
        },
        "missing": [process.name for process in view.missing],
        "raises": raises,
        "evidence": [{"name": name, "text": parts_of(note)} for name, note in evidence],
        "approval": [
            {"name": name, "value": parts_of(value)}
            for name, value in (approval_facts(view.approval, text) if view.approval else ())
        ],
    }


def paper_content(mark: PaperMark, text: Wording) -> dict[str, str]:
    """Return the code on every page, and what stands beside its QR code at the end."""
    return {
        "code": mark.code,
        "footer": text("paper.footer", code=mark.code, place=printable(mark.place)),
        "heading": text("paper.heading"),
        "text": text("paper.how"),
        "proves": text("paper.proves"),
        "address": printable(mark.address),
        "link": f"{text('paper.link')} {printable(mark.result_address)}" if mark.result_address else "",
        "qr": mark.qr,
        "qr_text": text("paper.qr", code=mark.code),
    }
