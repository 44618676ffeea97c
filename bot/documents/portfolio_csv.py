"""All services of an owner as CSV, for programs that read an address again and again (Power Query, Google Sheets)."""

import csv
import io

from bot.documents.portfolio_table import portfolio_columns, portfolio_rows
from flows.i18n.wording import Wording
from flows.results.portfolio_view import PortfolioView
from flows.service_table.cells import with_apostrophe

#: Excel reads CSV as UTF-8 only with a byte order mark.
ENCODING = "utf-8-sig"


def make_portfolio_csv(view: PortfolioView, text: Wording) -> bytes:
    """Return the CSV (RFC 4180). A text that a program would take for a formula begins with an apostrophe."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(portfolio_columns(view, text))
    writer.writerows(
        [with_apostrophe(value) if isinstance(value, str) else value for value, _ in cells]
        for cells in portfolio_rows(view)
    )
    return content.getvalue().encode(ENCODING)
