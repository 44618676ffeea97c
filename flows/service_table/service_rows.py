"""The rows of a table that tell of services, among titles, notes, sums and empty rows."""

import re
from collections.abc import Sequence

from flows.i18n.wording import Catalogues
from flows.model.question_ids import SERVICE
from flows.service_table.cells import Cell, Grid, cell_text, is_empty
from flows.service_table.columns import ColumnKind, Headings
from flows.service_table.heading_rows import HeadingRows
from flows.service_table.service_table import ServiceRow
from flows.understanding.normal_form import normalise
from flows.understanding.text_cleaning import clean_line, has_letters

#: A list of names without a heading has at least this many.
SHORTEST_LIST = 2
#: A note or a title fills this many cells at most.
MOST_CELLS_OF_NOTE = 2
LONGEST_LOOKED_AT = 40


class ServiceRows:
    """Tells which rows below the headings tell of a service."""

    def __init__(self, catalogues: Catalogues, found: HeadingRows, grid: Grid) -> None:
        words = "|".join(re.escape(normalise(word)) for word in catalogues.words("words.table.notes"))
        # A service may be named with a longer word: “total care”.
        self._note = re.compile(rf"(?:{words})(?![^\W\d_]|[\u0e31-\u0e4e])")
        self._found, self._headings = found, [*grid[found.first]]
        self.service_place = next(place for place, column in found.columns.items() if column.id == SERVICE)

    def is_service(self, cells: Sequence[Cell]) -> bool:
        """Return whether a row tells of a service: not a note, a title, or the headings once more."""
        filled = [place for place, cell in enumerate(cells) if not is_empty(cell)]
        read = [place for place in filled if self._is_read(place)]
        if not read or [*cells] == self._headings:
            return False
        if self._is_note(cells, filled):
            return False
        return (
            self.service_place in filled
            or len(read) > 1
            or self._found.columns[read[0]].kind not in {ColumnKind.TEXT, ColumnKind.DATE}
        )

    def _is_note(self, cells: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Return whether a row begins like a note or a sum, and has nothing else or only numbers."""
        others = [cell_text(cells[place]).strip() for place in filled[1:]]
        is_short = len(others) < MOST_CELLS_OF_NOTE or all(text.isdecimal() for text in others)
        return is_short and bool(self._note.match(normalise(cell_text(cells[filled[0]])[:LONGEST_LOOKED_AT])))

    def _is_read(self, place: int) -> bool:
        """Return whether a column tells of the service itself; numbers, results and the hidden row id do not."""
        column = self._found.columns.get(place)
        return column is not None and column.kind not in {ColumnKind.OTHER, ColumnKind.ROW_ID}


def common_data(title_rows: Grid, headings: Headings) -> dict[str, str]:
    """Return service data above the headings that holds for every row: `Agency: Department of …`."""
    common: dict[str, str] = {}
    for cells in title_rows:
        texts = [clean_line(cell_text(cell)) for cell in cells if not is_empty(cell)]
        name, _, value = texts[0].partition(":") if texts else ("", "", "")
        value = value.strip() or (texts[1] if len(texts) > 1 else "")
        column = headings.column(name) if value else None
        is_common = column is not None and column.kind is ColumnKind.TEXT and column.id != SERVICE
        if column and is_common and has_letters(value) and len(value) <= headings.texts[column.id].max_length:
            common[column.id] = value
    return common


def list_of_names(grid: Grid, longest: int) -> tuple[ServiceRow, ...]:
    """Return the services of a grid that has one column and no heading, such as pasted lines; none for another."""
    filled = [
        (number, place, cell)
        for number, cells in enumerate(grid, 1)
        for place, cell in enumerate(cells)
        if not is_empty(cell)
    ]
    names = [(number, clean_line(cell_text(cell))) for number, _, cell in filled]
    is_list = len({place for _, place, _ in filled}) == 1 and len(names) >= SHORTEST_LIST
    if not is_list or not all(has_letters(name) and len(name) <= longest for _, name in names):
        return ()
    return tuple(ServiceRow(number, {SERVICE: name}) for number, name in names)
