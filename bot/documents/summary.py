"""The summary of a result for a head of an office: one page with the verdicts and what to do in which order."""

from typing import Any

from bot.documents.form import FOLDER, paper_content
from bot.documents.paper_mark import PaperMark
from bot.documents.printed_text import parts_of, printable_content
from bot.documents.typst_compiler import compile_pdf
from flows.i18n.wording import Wording
from flows.results.approval_view import approval_line
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView

TEMPLATE = "summary.typ"
#: A longer name would push the steps to a second page; the form has it whole.
MOST_LETTERS = 160
ELLIPSIS = "…"
WORDS = {
    "verdicts": "page.verdicts",
    "steps": "page.road_map",
    "number": "page.number",
    "process": "page.process",
    "way": "one_page.way",
    "demand": "sheet.demand",
}


def make_summary(view: ResultView, text: Wording, made_at: int, mark: PaperMark | None = None) -> bytes:
    """Return the PDF (PDF/UA-1) without private answers. `made_at` is in seconds since 1970 (UTC).

    `mark` is the code by which the paper can be checked; None for none.
    """
    content = printable_content(_content(view, text)) | {"paper": paper_content(mark, text) if mark else {}}
    return compile_pdf(FOLDER, TEMPLATE, content, made_at, b"")


def _content(view: ResultView, text: Wording) -> dict[str, Any]:
    """Return the template's input."""
    return {
        "language": view.language.value,
        "title": text("one_page.title"),
        "edition": view.edition,
        "notice": " · ".join(filter(None, (view.stamp, view.notice))),
        "words": {name: text(key) for name, key in WORDS.items()},
        "facts": [{"name": name, "value": parts_of(_short(value))} for name, value in _facts(view, text)],
        "verdicts": [
            {"name": text(f"result.{name}_verdict"), "verdict": verdict, "count": count}
            for name, verdict, count in (
                ("processes", view.processes_verdict_text, view.processes_count_text),
                ("levels", view.levels_verdict_text, view.levels_count_text),
            )
        ],
        "counts": _counts(view, text),
        "since": _since(view, text),
        "steps": [_step(process) for process in view.road_map],
        "nothing": text("page.road_map_open" if view.is_provisional else "page.road_map_none"),
    }


def _facts(view: ResultView, text: Wording) -> list[tuple[str, str]]:
    return [
        *((item.label, item.value) for item in view.public_data),
        (text("page.date"), view.date),
        (text("page.group_heading"), f"{view.group_id} {view.group_name}"),
        *(((text("approval.heading"), approval_line(view.approval, text)),) if view.approval else ()),
    ]


def _counts(view: ResultView, text: Wording) -> str:
    counts = (
        ("missing", view.missing),
        ("raises", view.raises),
        ("conforming", view.conforming),
        ("absent", view.absent),
    )
    shown = [f"{text(f'page.{name}')} {len(processes)}" for name, processes in counts]
    return " · ".join((*shown, f"{text('page.open')} {len(view.open)}") if view.open else shown)


def _since(view: ResultView, text: Wording) -> str:
    """Return how many levels rose, fell and stayed since the last assessment; empty for the first."""
    change = view.change
    if change is None:
        return ""
    kinds = (("rose", change.rose), ("fell", change.fell), ("stayed", change.stayed))
    told = " · ".join(f"{text(f'result.{name}')} {len(processes)}" for name, processes in kinds)
    return f"{text('result.since', date=change.since)}: {told}"


def _step(process: ProcessView) -> dict[str, str]:
    return {
        "name": process.name,
        "way": f"{process.own.name} → {process.recommended.name}",
        "demand": process.short_requirement,
    }


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + ELLIPSIS
