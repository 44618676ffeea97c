"""All services of an owner as a spreadsheet: one table with a row per service."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

from bot.documents.excel_table import Cell, write_table
from bot.documents.spreadsheet import TEXT_ONLY, Formats
from flows.i18n.wording import Wording
from flows.results.portfolio_view import PortfolioView, ServiceRow
from flows.results.process_view import ProcessView

#: Widths of columns in characters.
NAME_WIDTH, LINE_WIDTH, PROCESS_WIDTH = 44, 30, 9
BEFORE = (("page.date", 14), ("page.group_heading", 10))
AFTER = (("page.missing", 10), ("page.raises", 10), ("result.processes_verdict", 22), ("result.levels_verdict", 22))


def make_portfolio_spreadsheet(view: PortfolioView, text: Wording) -> bytes:
    """Return the XLSX. A process's cell has the code of its level, and of the recommended level if that is higher."""
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        made_at = datetime.fromtimestamp(max(row.assessed_at for row in view.rows), UTC)
        book.set_properties({"title": text("portfolio.title"), "created": made_at})
        formats, sheet = Formats(book), book.add_worksheet(text("sheet.service"))
        data, processes = view.rows[0].view.public_data, view.processes
        widths = {item.label: NAME_WIDTH if item.is_name else LINE_WIDTH for item in data}
        widths |= {text(key): width for key, width in BEFORE}
        widths |= dict.fromkeys(_process_headings(processes), PROCESS_WIDTH)
        widths |= {text(key): width for key, width in AFTER}
        rows = [[*_cells(row, processes, formats)] for row in view.rows]
        if view.has_several_editions:
            widths[text("page.edition")] = LINE_WIDTH
            rows = [[*cells, (row.view.edition, formats.text)] for cells, row in zip(rows, view.rows, strict=True)]
        write_table(sheet, "Services", widths, rows, frozen_columns=1)
    return content.getvalue()


def _process_headings(processes: Sequence[ProcessView]) -> Iterator[str]:
    """Yield the heading of each process; the id tells apart what two editions give one name."""
    names = [f"{process.number}. {process.short}" for process in processes]
    for name, process in zip(names, processes, strict=True):
        yield name if names.count(name) == 1 else f"{name} ({process.id})"


def _cells(row: ServiceRow, processes: Sequence[ProcessView], formats: Formats) -> Iterator[Cell]:
    view = row.view
    own = {process.id: process for process in view.processes}
    yield from ((item.value, formats.text) for item in view.public_data)
    yield from ((value, formats.text) for value in (view.date, view.group_id))
    yield from (_level(own.get(process.id), formats) for process in processes)
    yield len(view.missing), formats.text
    yield len(view.raises), formats.text
    yield view.processes_verdict_text, formats.text
    yield view.levels_verdict_text, formats.text


def _level(process: ProcessView | None, formats: Formats) -> Cell:
    """Return the cell of a process; it is empty where the edition of the assessment has no such process."""
    if process is None:
        return "", formats.text
    codes = f"{process.own.code} → {process.recommended.code}" if process.is_gap else process.own.code
    return codes, formats.level(process.own)
