"""Checks of the headings: one column for each thing, all processes, and the columns that are not read."""

from collections.abc import Iterator
from dataclasses import replace

from flows.service_table.cells import Grid, is_empty
from flows.service_table.columns import Column, ColumnKind, Headings
from flows.service_table.heading_rows import HeadingRows
from flows.service_table.service_table import FaultKind, Place, RemarkKind, TableFault, TableRemark
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line

LONGEST_SHOWN = 40
#: Columns that are named as ignored; more would bury the rest.
MOST_REMARKS = 20


def with_strongest_columns(found: HeadingRows) -> HeadingRows:
    """Return the headings without those for which another column has a more usual name: position beside assessor."""
    best: dict[tuple[str, str, str], int] = {}
    for column in found.columns.values():
        best[column.key] = min(column.rank, best.get(column.key, column.rank))
    kept = {
        place: column
        for place, column in found.columns.items()
        if column.rank == best[column.key] or column.kind is ColumnKind.OTHER
    }
    return replace(found, columns=kept)


def heading_faults(found: HeadingRows, headings: Headings, criteria: Criteria) -> Iterator[TableFault]:
    """Yield a fault for each column that occurs twice, and for each process that the headings lack."""
    row, known = found.first + 1, set[tuple[str, str, str]]()
    for place, column in found.columns.items():
        if column.key in known and column.kind is not ColumnKind.OTHER:
            yield TableFault(Place(row, place, clean_line(found.headings[place])), FaultKind.COLUMN_TWICE)
        known.add(column.key)
    have = {column.id for column in found.columns.values() if column.kind in {ColumnKind.LEVEL, ColumnKind.TICK}}
    has_signs = any(column.kind is ColumnKind.SIGNS for column in found.columns.values())
    for process in criteria.process_by_id if have and not has_signs else ():
        if process not in have:
            title = headings.title(Column(ColumnKind.LEVEL, process))
            yield TableFault(Place(row, None, title), FaultKind.COLUMN_MISSING)


def ignored_columns(found: HeadingRows, grid: Grid) -> list[TableRemark]:
    """Return remarks on the columns that have cells and a heading that is not known."""
    ignored = [(place, text) for place, text in sorted(found.headings.items()) if place not in found.columns and text]
    return [
        TableRemark(Place(found.first + 1, place, clean_line(text)[:LONGEST_SHOWN]), RemarkKind.COLUMN_IGNORED)
        for place, text in ignored[:MOST_REMARKS]
        if any(place < len(cells) and not is_empty(cells[place]) for cells in grid[found.end :])
    ]
