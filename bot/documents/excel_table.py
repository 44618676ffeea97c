"""One table on a sheet, as all of Radap's sheets have it: filters, widths, frozen heading, ready to print."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: A cell of a sheet holds no more.
LONGEST_CELL = 32_767
STYLE = "Table Style Light 1"

Cell = tuple[str | int, Format]


def write_table(
    sheet: Worksheet, name: str, widths: Mapping[str, int], rows: Sequence[Iterable[Cell]], *, frozen_columns: int
) -> None:
    """Write rows beneath their headings (`widths`: heading → characters). Texts stay texts, numbers are numbers."""
    for row, cells in enumerate(rows, 1):
        for column, (value, form) in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(row, column, value, form)
            else:
                sheet.write_string(row, column, value[:LONGEST_CELL], form)
    columns = [{"header": heading} for heading in widths]
    sheet.add_table(0, 0, len(rows), len(columns) - 1, {"name": name, "style": STYLE, "columns": columns})
    for column, width in enumerate(widths.values()):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, frozen_columns)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
