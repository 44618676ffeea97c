"""The rows of headings in a table: title rows above them are passed over, sub-headings below belong to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.model.question_ids import SERVICE
from flows.service_table.cells import Cell, Grid, cell_text, is_empty
from flows.service_table.columns import Column, ColumnKind, Headings
from flows.understanding.normal_form import normalise

#: Headings stand in the first rows and columns.
FIRST_ROWS, FIRST_COLUMNS = 30, 100
#: Rows of sub-headings below the headings.
MOST_SUB_HEADINGS = 2
#: A row with this many known headings is one of headings.
ENOUGH_HEADINGS = 2
SERVICE_COLUMN = Column(ColumnKind.TEXT, SERVICE).key


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The columns by their place (from 0) with the headings that the table has, and the rows around the headings.

    `first` is the row of the headings and `end` the first row below them, both from 0.
    """

    first: int
    end: int
    columns: dict[int, Column]
    headings: dict[int, str]


def find_headings(headings: Headings, grid: Grid) -> HeadingRows | None:
    """Return the rows of headings; None where the table has no column of services.

    A row with several headings comes before one that has only that of services: that may be a title.
    """
    alone: HeadingRows | None = None
    for row, cells in enumerate(grid[:FIRST_ROWS]):
        known = dict(_known(headings, cells))
        if alone is None and _keys(known) == {SERVICE_COLUMN} and sum(map(_is_filled, cells)) == len(known):
            alone = _with_other_rows(headings, grid, row, known)
        # A name of a service may be similar to a heading: misspelt ones count beside right ones.
        if len(_keys(known)) >= ENOUGH_HEADINGS:
            known |= _misspelt(headings, cells, known)
        if SERVICE_COLUMN in _keys(known) and len(_keys(known)) >= ENOUGH_HEADINGS:
            return _with_other_rows(headings, grid, row, known)
    return alone


def _keys(known: dict[int, Column]) -> set[tuple[str, str, str]]:
    return {column.key for column in known.values() if column.kind is not ColumnKind.OTHER}


def _is_filled(cell: Cell) -> bool:
    return not is_empty(cell)


def _misspelt(headings: Headings, cells: Sequence[Cell], known: dict[int, Column]) -> dict[int, Column]:
    """Return the columns whose headings are misspelt, of things that no right heading names."""
    found: dict[int, Column] = {}
    for place, cell in enumerate(cells[:FIRST_COLUMNS]):
        column = headings.misspelt(cell_text(cell)) if place not in known and _is_filled(cell) else None
        if column is not None and column.key not in _keys(known):
            found[place] = column
    return found


def _known(headings: Headings, cells: Sequence[Cell]) -> Iterator[tuple[int, Column]]:
    for place, cell in enumerate(cells[:FIRST_COLUMNS]):
        text = cell_text(cell)
        if text.strip() and (column := headings.column(text)):
            yield place, column


def _with_other_rows(headings: Headings, grid: Grid, row: int, known: dict[int, Column]) -> HeadingRows:
    """Return the headings with those in the row above, and with those in the rows of sub-headings below."""
    texts = {place: cell_text(cell).strip() for place, cell in enumerate(grid[row]) if not is_empty(cell)}
    if row:
        above = {place: column for place, column in _known(headings, grid[row - 1]) if column.kind is ColumnKind.LEVEL}
        if len(above) >= ENOUGH_HEADINGS:
            known = {**above, **known}
            texts = {**{place: cell_text(grid[row - 1][place]).strip() for place in above}, **texts}
    end = row + 1
    while end < min(len(grid), row + 1 + MOST_SUB_HEADINGS) and _is_sub_heading(headings, grid[end], known, texts):
        if not _is_numbering(grid[end], _services(known)):
            known = _joined(headings, known, grid[end])
        for place, cell in enumerate(grid[end]):
            if not is_empty(cell):
                texts[place] = cell_text(cell).strip()
        end += 1
    return HeadingRows(row, end, dict(sorted(known.items())), texts)


def _is_sub_heading(headings: Headings, cells: Sequence[Cell], known: dict[int, Column], texts: dict[int, str]) -> bool:
    """Return whether a row belongs to the headings: its cell of the service is empty, or repeats the heading.

    A row that numbers the columns belongs to them, too.
    """
    services = _services(known)
    if _is_numbering(cells, services):
        return True
    for place in services:
        cell = cells[place] if place < len(cells) else ""
        if not is_empty(cell) and cell_text(cell).strip() != texts.get(place):
            return False
    names = [place for place, cell in enumerate(cells) if _names_level_or_process(headings, cell_text(cell))]
    # Below a heading of its own, a level is what a service without a name has.
    below_none = [place for place in names if place not in texts or (place in known and _is_open(known[place]))]
    return len(below_none) >= ENOUGH_HEADINGS and 2 * len(names) >= sum(map(_is_filled, cells))


def _services(known: dict[int, Column]) -> list[int]:
    return [place for place, column in known.items() if column.key == SERVICE_COLUMN]


def _is_numbering(cells: Sequence[Cell], services: Sequence[int]) -> bool:
    """Return whether a row numbers all columns one after another, that of the service too: `(1) (2) (3)`."""
    numbers = [cell_text(cell).strip("()[] ") for cell in cells if not is_empty(cell)]
    if len(numbers) < ENOUGH_HEADINGS or not numbers[0].isdecimal():
        return False
    is_filled = all(place < len(cells) and not is_empty(cells[place]) for place in services)
    return is_filled and [*map(normalise, numbers)] == [str(int(numbers[0]) + at) for at in range(len(numbers))]


def _names_level_or_process(headings: Headings, text: str) -> bool:
    column = headings.column(text) if text.strip() else None
    return bool(headings.level(text)) or (column is not None and column.kind is ColumnKind.LEVEL)


def _joined(headings: Headings, known: dict[int, Column], cells: Sequence[Cell]) -> dict[int, Column]:
    """Return the columns with what a row of sub-headings tells: a process, or the levels of the process above it.

    A heading over several columns stands in the first of them.
    """
    joined, process = dict(known), ""
    for place, cell in enumerate(cells):
        above = known.get(place)
        if above is not None:
            process = above.id if above.kind is ColumnKind.LEVEL else ""
        text = cell_text(cell).strip()
        level = headings.level(text) if text else ""
        column = headings.column(text) if text else None
        if process and level:
            joined[place] = Column(ColumnKind.TICK, process, level)
        elif column is not None and column.kind is ColumnKind.LEVEL and _is_open(above):
            joined[place] = column
    return joined


def _is_open(above: Column | None) -> bool:
    """Return whether a heading leaves it to the sub-heading what its column holds."""
    return above is None or above.kind in {ColumnKind.SIGNS, ColumnKind.OTHER}
