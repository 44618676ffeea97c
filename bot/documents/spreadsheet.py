"""A result as a spreadsheet: a table of the processes, the facts of the service, and the plan to fill in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import MAX_CELL_LENGTH, Cell, write_table
from bot.documents.formats import Formats
from bot.documents.plan_sheet import PlanSheet
from bot.documents.trend_sheet import write_trend
from flows.i18n.wording import Wording
from flows.results.approval_view import approval_facts
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView

#: Typed texts stay texts: XlsxWriter must not convert them into formulas, links or numbers.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}

#: Columns of the table: the key of the heading, and the width in characters.
COLUMNS = (
    ("page.number", 6),
    ("page.process", 46),
    ("page.need", 16),
    ("page.recommended", 16),
    ("page.own", 16),
    ("page.gap", 20),
    ("sheet.demand", 60),
    ("sheet.needed_when", 40),
    ("page.evidence", 60),
)
FACT_WIDTHS = (34, 90)


def make_spreadsheet(view: ResultView, text: Wording, made_at: int) -> bytes:
    """Return an XLSX with three sheets, and that of the trend where there is one.

    `made_at` is in seconds since 1970 (UTC).
    """
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": text("page.result_kind"), "created": datetime.fromtimestamp(made_at, UTC)})
        formats = Formats(book)
        _write_processes(book.add_worksheet(text("sheet.processes")), view, text, formats)
        _write_facts(book.add_worksheet(text("sheet.service")), view, text, formats)
        plan = book.add_worksheet(text("plan.sheet"))
        PlanSheet(plan, date.fromisoformat(view.assessed_on), text, formats).write_steps(view)
        if view.trend:
            write_trend(book.add_worksheet(text("trend.sheet")), view, text, formats)
    return content.getvalue()


def _write_processes(sheet: Worksheet, view: ResultView, text: Wording, formats: Formats) -> None:
    widths = {text(key): width for key, width in COLUMNS}
    rows = [_cells(process, text, formats) for process in view.processes]
    write_table(sheet, "Processes", widths, rows, frozen_columns=2)


def _cells(process: ProcessView, text: Wording, formats: Formats) -> Iterator[Cell]:
    yield process.number, formats.text
    yield process.name, formats.text
    yield text("page.mandatory") if process.mandatory else text("page.optional"), formats.text
    for level in (process.recommended, process.own):
        yield f"{level.code} {level.name}", formats.level(level)
    yield text(f"status.{process.status}"), formats.statuses[process.status]
    yield process.requirement if process.is_gap else "", formats.text
    yield process.hint, formats.text
    yield process.evidence, formats.of(process.evidence)


def _write_facts(sheet: Worksheet, view: ResultView, text: Wording, formats: Formats) -> None:
    facts = (
        *(((text("sheet.state"), view.stamp),) if view.stamp else ()),
        *((item.label, item.value) for item in view.public_data),
        (text("page.date"), view.date),
        *((item.label, item.value) for item in (*view.private_data, *view.long_data)),
        (text("group.title"), f"{view.group_id} {view.group_name}"),
        *(
            (text("page.characteristic", option=item.option, name=item.description), text(f"tick.{item.tick.value}"))
            for item in view.characteristics
        ),
        (text("page.definition"), view.group_definition),
        (text("page.missing"), str(len(view.missing))),
        (text("page.raises"), str(len(view.raises))),
        (text("page.conforming"), str(len(view.conforming))),
        (text("page.absent"), str(len(view.absent))),
        *(((text("page.open"), str(len(view.open))),) if view.open else ()),
        (text("result.processes_verdict"), view.processes_verdict_text),
        (text("sheet.processes_count"), view.processes_count_text),
        (text("note.remark_processes"), view.processes_remark),
        (text("result.levels_verdict"), view.levels_verdict_text),
        (text("sheet.levels_count"), view.levels_count_text),
        (text("sheet.levels_reason"), view.levels_reason),
        (text("note.remark_levels"), view.levels_remark),
        (text("page.edition"), view.edition),
        (text("page.source"), view.source),
        (text("sheet.notice"), view.notice),
        *(approval_facts(view.approval, text) if view.approval else ()),
    )
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, formats.bold)
        sheet.write_string(row, 1, value[:MAX_CELL_LENGTH], formats.of(value))
    for column, width in enumerate(FACT_WIDTHS):
        sheet.set_column(column, column, width)
