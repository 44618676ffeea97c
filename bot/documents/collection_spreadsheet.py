"""The services of a collection as a spreadsheet: one row a service."""

from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from bot.documents.collection_table import collection_columns, collection_rows
from bot.documents.excel_table import MAX_CELL_LENGTH
from bot.documents.formats import Formats
from bot.documents.spreadsheet import TEXT_ONLY
from bot.shared.level_styles import style_index
from flows.i18n.wording import Wording
from flows.results.collection_view import CollectionView, Editions


def make_collection_spreadsheet(view: CollectionView, editions: Editions, title: str, text: Wording) -> bytes:
    """Return the XLSX. Cells of processes have the colours of their levels."""
    content = BytesIO()
    made_at = datetime.fromtimestamp(max((row.service.assessed_at for row in view.rows), default=0), UTC)
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": title, "created": made_at})
        formats, sheet = Formats(book), book.add_worksheet(text("sheet.service"))
        columns = collection_columns(view, editions, text)
        for column, (heading, width) in enumerate(columns.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, formats.bold)
        levels = _level_formats(editions, formats)
        for number, cells in enumerate(collection_rows(view, editions, text), 1):
            for column, (value, level) in enumerate(cells):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, formats.text)
                else:
                    shown = levels.get(level) or formats.of(value)
                    sheet.write_string(number, column, value[:MAX_CELL_LENGTH], shown)
        sheet.autofilter(0, 0, max(1, len(view.rows)), len(columns) - 1)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return content.getvalue()


def _level_formats(editions: Editions, formats: Formats) -> dict[str, Format]:
    """Return the format of each level by its code."""
    levels = (pair for criteria in editions.values() for pair in enumerate(criteria.levels))
    return {level.code: formats.levels[style_index(rank)] for rank, level in levels}
