"""All services of an owner as a spreadsheet: one table with a row per service."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

from bot.documents.excel_table import Cell, write_table
from bot.documents.spreadsheet import TEXT_ONLY, Formats
from flows.i18n.wording import Wording
from flows.results.portfolio_view import PortfolioView, ServiceRow

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
        data = view.rows[0].view.public_data
        widths = {item.label: NAME_WIDTH if item.is_name else LINE_WIDTH for item in data}
        widths |= {text(key): width for key, width in BEFORE}
        widths |= {f"{process.number}. {process.short}": PROCESS_WIDTH for process in view.processes}
        widths |= {text(key): width for key, width in AFTER}
        write_table(sheet, "Services", widths, [_cells(row, formats) for row in view.rows], frozen_columns=1)
    return content.getvalue()


def _cells(row: ServiceRow, formats: Formats) -> Iterator[Cell]:
    view = row.view
    yield from ((item.value, formats.text) for item in view.public_data)
    yield from ((value, formats.text) for value in (view.date, view.group_id))
    for process in view.processes:
        codes = f"{process.own.code} → {process.recommended.code}" if process.is_gap else process.own.code
        yield codes, formats.level(process.own)
    yield len(view.missing), formats.text
    yield len(view.raises), formats.text
    yield view.processes_verdict_text, formats.text
    yield view.levels_verdict_text, formats.text
