"""A result as a spreadsheet: a table of the processes, and a second sheet with the facts of the service."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import MAX_CELL_LENGTH, Cell, write_table
from bot.shared.level_styles import LEVEL_STYLES, style_index
from flows.i18n.wording import Wording
from flows.results.approval_view import approval_facts
from flows.results.process_view import LevelView, ProcessStatus, ProcessView
from flows.results.result_view import ResultView
from flows.service_table.cells import would_be_formula

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
STATUS_COLOURS = {
    ProcessStatus.MISSING: "#FEE2E2",
    ProcessStatus.RAISE: "#FEF3C7",
    ProcessStatus.CONFORMS: "#DCFCE7",
    ProcessStatus.ABSENT: "#F1F5F9",
    ProcessStatus.OPEN: "#FFFFFF",
}
FACT_WIDTHS = (34, 90)


class Formats:
    """Cell formats. The colours of levels are those of every channel."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top", "text_wrap": True}
        self.text: Format = book.add_format(top)
        #: Excel's own apostrophe: editing such a cell makes no formula of it.
        self.quoted: Format = book.add_format({**top, "quote_prefix": True})
        self.bold: Format = book.add_format({**top, "bold": True})
        self.levels = [
            book.add_format({**top, "bg_color": style.colour, "font_color": style.ink}) for style in LEVEL_STYLES
        ]
        self.statuses = {name: book.add_format({**top, "bg_color": colour}) for name, colour in STATUS_COLOURS.items()}

    def of(self, value: str | int) -> Format:
        """Return the format of a cell with a text or a number."""
        return self.quoted if isinstance(value, str) and would_be_formula(value) else self.text

    def level(self, level: LevelView) -> Format:
        """Return the format of a level's cell."""
        return self.levels[style_index(level.rank)]


def make_spreadsheet(view: ResultView, text: Wording, made_at: int) -> bytes:
    """Return an XLSX with two sheets. `made_at` is in seconds since 1970 (UTC)."""
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": text("page.result_kind"), "created": datetime.fromtimestamp(made_at, UTC)})
        formats = Formats(book)
        _write_processes(book.add_worksheet(text("sheet.processes")), view, text, formats)
        _write_facts(book.add_worksheet(text("sheet.service")), view, text, formats)
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
