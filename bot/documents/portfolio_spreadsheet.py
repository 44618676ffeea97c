"""All services of an owner as a spreadsheet: a row per service, and a second sheet with the plan of all."""

from datetime import UTC, date, datetime
from io import BytesIO

from xlsxwriter import Workbook

from bot.documents.excel_table import write_table
from bot.documents.formats import Formats
from bot.documents.plan_sheet import PlanSheet
from bot.documents.portfolio_table import portfolio_columns, portfolio_rows
from bot.documents.spreadsheet import TEXT_ONLY
from flows.i18n.wording import Wording
from flows.results.portfolio_view import PortfolioView


def make_portfolio_spreadsheet(view: PortfolioView, text: Wording) -> bytes:
    """Return the XLSX. Cells of processes have the colours of their levels."""
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        made_at = datetime.fromtimestamp(max(row.assessed_at for row in view.rows), UTC)
        book.set_properties({"title": text("portfolio.title"), "created": made_at})
        formats, sheet = Formats(book), book.add_worksheet(text("sheet.service"))
        rows = [
            [(value, formats.level(level) if level else formats.of(value)) for value, level in cells]
            for cells in portfolio_rows(view)
        ]
        write_table(sheet, "Services", portfolio_columns(view, text), rows, frozen_columns=1)
        newest = max(date.fromisoformat(row.view.assessed_on) for row in view.rows)
        PlanSheet(book.add_worksheet(text("plan.sheet")), newest, text, formats).write_shared_steps(view)
    return content.getvalue()
