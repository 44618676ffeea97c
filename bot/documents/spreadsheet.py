"""A result as a spreadsheet: one table of the processes, and the facts of the service on a second sheet."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import LONGEST_CELL, Cell, write_table
from bot.shared.level_styles import LEVEL_STYLES, level_mark
from flows.i18n.wording import Wording
from flows.results.process_view import LevelView, ProcessView
from flows.results.result_view import ResultView

#: Whatever is typed stays text: no formula, no link, no number is made of it.
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}

#: Columns of the table: the key of its heading, and its width in characters.
COLUMNS = (
    ("page.number", 6),
    ("page.process", 46),
    ("page.need", 16),
    ("page.recommended", 16),
    ("page.own", 16),
    ("page.gap", 20),
    ("sheet.demand", 60),
    ("page.evidence", 60),
)
STATUS_COLOURS = {"missing": "#FEE2E2", "raise": "#FEF3C7", "conforms": "#DCFCE7", "absent": "#F1F5F9"}
FACT_WIDTHS = (34, 90)


class Formats:
    """How cells look: the colours of levels are those of every channel, beside their words."""

    def __init__(self, book: Workbook) -> None:
        """Make every format once."""
        top = {"valign": "top", "text_wrap": True}
        self.text: Format = book.add_format(top)
        self.bold: Format = book.add_format({**top, "bold": True})
        self.levels = [
            book.add_format({**top, "bg_color": mark.colour, "font_color": mark.ink}) for mark in LEVEL_STYLES
        ]
        self.statuses = {name: book.add_format({**top, "bg_color": colour}) for name, colour in STATUS_COLOURS.items()}

    def level(self, level: LevelView) -> Format:
        """The format of a level's cell."""
        return self.levels[LEVEL_STYLES.index(level_mark(level.rank))]


def make_sheet(view: ResultView, say: Wording, made_at: int) -> bytes:
    """XLSX with two sheets; `made_at` is in seconds since 1970 (UTC)."""
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": say("page.result_kind"), "created": datetime.fromtimestamp(made_at, UTC)})
        formats = Formats(book)
        _write_processes(book.add_worksheet(say("sheet.processes")), view, say, formats)
        _write_facts(book.add_worksheet(say("sheet.service")), view, say, formats)
    return content.getvalue()


def _write_processes(sheet: Worksheet, view: ResultView, say: Wording, formats: Formats) -> None:
    widths = {say(key): width for key, width in COLUMNS}
    rows = [_cells(process, say, formats) for process in view.processes]
    write_table(sheet, "Processes", widths, rows, frozen_columns=2)


def _cells(process: ProcessView, say: Wording, formats: Formats) -> Iterator[Cell]:
    yield process.number, formats.text
    yield process.name, formats.text
    yield say("page.mandatory") if process.mandatory else say("page.optional"), formats.text
    for level in (process.recommended, process.own):
        yield f"{level.code} {level.name}", formats.level(level)
    yield say(f"status.{process.status}"), formats.statuses[process.status]
    yield process.demand if process.is_gap else "", formats.text
    yield process.evidence, formats.text


def _write_facts(sheet: Worksheet, view: ResultView, say: Wording, formats: Formats) -> None:
    facts = (
        *((item.label, item.value) for item in view.public_data),
        (say("page.date"), view.date),
        *((item.label, item.value) for item in (*view.private_data, *view.long_data)),
        (say("group.title"), f"{view.group_id} {view.group_name}"),
        (say("result.processes_verdict"), view.processes_verdict_text),
        (say("note.remark_processes"), view.processes_remark),
        (say("result.levels_verdict"), view.levels_verdict_text),
        (say("note.remark_levels"), view.levels_remark),
        (say("page.edition"), view.edition),
        (say("page.source"), view.source),
        (say("sheet.notice"), view.notice),
    )
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, formats.bold)
        sheet.write_string(row, 1, value[:LONGEST_CELL], formats.text)
    for column, width in enumerate(FACT_WIDTHS):
        sheet.set_column(column, column, width)
