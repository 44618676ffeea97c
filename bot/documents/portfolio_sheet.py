"""All services of an owner as a spreadsheet: one table, a row a service."""

from collections.abc import Iterator
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from bot.documents.sheet import LONGEST_CELL, TABLE_STYLE, TEXT_ONLY, Formats
from flows.portfolio import PortfolioView, ServiceRow
from flows.wording import Wording

BEFORE = (("service.title", 44), ("agency.title", 30), ("page.date", 14), ("page.group_heading", 10))
AFTER = (("page.missing", 10), ("page.raises", 10), ("result.processes_verdict", 22), ("result.levels_verdict", 22))
PROCESS_WIDTH = 9


def make_portfolio_sheet(view: PortfolioView, say: Wording) -> bytes:
    """XLSX; the cell of a process holds its own level's code, and the recommended one after an arrow where it lacks."""
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": say("portfolio.title")})
        formats, sheet = Formats(book), book.add_worksheet(say("sheet.service"))
        headings = [say(key) for key, _ in BEFORE]
        headings += [f"{process.number}. {process.short}" for process in view.processes]
        headings += [say(key) for key, _ in AFTER]
        for number, row in enumerate(view.rows, 1):
            for column, (value, form) in enumerate(_cells(row, formats)):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, form)
                else:
                    sheet.write_string(number, column, value[:LONGEST_CELL], form)
        columns = [{"header": heading} for heading in headings]
        options = {"name": "Services", "style": TABLE_STYLE, "columns": columns}
        sheet.add_table(0, 0, len(view.rows), len(headings) - 1, options)
        widths = [width for _, width in BEFORE] + [PROCESS_WIDTH] * len(view.processes) + [width for _, width in AFTER]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return content.getvalue()


def _cells(row: ServiceRow, formats: Formats) -> Iterator[tuple[str | int, Format]]:
    view = row.view
    yield from ((text, formats.text) for text in (view.service, view.agency, view.date, view.group_id))
    for process in view.processes:
        way = f"{process.own.code} → {process.recommended.code}" if process.is_gap else process.own.code
        yield way, formats.level(process.own)
    yield len(view.missing), formats.text
    yield len(view.raises), formats.text
    yield view.processes_verdict_text, formats.text
    yield view.levels_verdict_text, formats.text
