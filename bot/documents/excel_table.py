"""The table of every spreadsheet: filters, column widths, frozen heading, print layout."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: Characters in a cell: Excel's limit.
MAX_CELL_LENGTH = 32_767
STYLE = "Table Style Light 1"

Cell = tuple[str | int, Format]


def write_table(
    sheet: Worksheet, name: str, widths: Mapping[str, int], rows: Sequence[Iterable[Cell]], *, frozen_columns: int
) -> None:
    """Write a table of these rows. `widths` has each heading with its column's width in characters."""
    for row, cells in enumerate(rows, 1):
        for column, (value, cell_format) in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(row, column, value, cell_format)
            else:
                sheet.write_string(row, column, value[:MAX_CELL_LENGTH], cell_format)
    columns = [{"header": heading} for heading in widths]
    sheet.add_table(0, 0, len(rows), len(columns) - 1, {"name": name, "style": STYLE, "columns": columns})
    for column, width in enumerate(widths.values()):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, frozen_columns)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
