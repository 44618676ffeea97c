"""Reads a table of services: finds its headings, reads its rows, names what is wrong and what to do."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from flows.i18n.wording import Catalogues
from flows.model.question_ids import AGENCY, SERVICE
from flows.service_table.cells import Cell, is_empty
from flows.service_table.columns import Column, ColumnKind, Headings, TextColumn
from flows.service_table.group_cells import GroupCells
from flows.service_table.heading_checks import (
    LONGEST_SHOWN,
    MOST_REMARKS,
    heading_faults,
    ignored_columns,
    with_strongest_columns,
)
from flows.service_table.heading_rows import HeadingRows, find_headings
from flows.service_table.level_cells import LevelCells
from flows.service_table.row_reader import RowContent, RowReader
from flows.service_table.service_rows import ServiceRows, common_data, list_of_names
from flows.service_table.service_table import FaultKind, Place, ServiceTable, TableFault, TableRemark, Value
from flows.service_table.sheet import Sheet
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import canonical

ShowProgress = Callable[[int], None]


class TableReader:
    """Reads tables of services by one edition of the criteria. It caches only fixed words."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, texts: Sequence[TextColumn]) -> None:
        """`texts` are the columns of the service data, with the question of the service's name among them."""
        self._criteria, self._catalogues = criteria, catalogues
        self._headings = Headings(criteria, catalogues, texts)
        self._cells = GroupCells(criteria, catalogues), LevelCells(criteria, catalogues)

    def read(
        self, sheets: Sequence[Sheet], *, today: date, limit: int, show_progress: ShowProgress | None = None
    ) -> ServiceTable:
        """Read the first sheet with headings, and name the others that have them.

        At most `limit` rows are read; `today` is the last possible date of an assessment. `show_progress` gets the
        number of rows that are read so far.
        """
        all_headings = ((sheet, find_headings(self._headings, sheet.grid)) for sheet in sheets)
        with_headings = [(sheet, found) for sheet, found in all_headings if found]
        if not with_headings:
            filled = (sheet for sheet in sheets if sheet.faults or any(map(any, sheet.grid)))
            return self._without_headings(next(filled, Sheet(())))
        sheet, found = with_headings[0]
        table = self._table(sheet, with_strongest_columns(found), today, limit, show_progress)
        return replace(table, other_sheets=tuple(other.name for other, _ in with_headings[1:]))

    def _without_headings(self, sheet: Sheet) -> ServiceTable:
        if sheet.faults:
            return ServiceTable(faults=sheet.faults, has_headings=False)
        if names := list_of_names(sheet.grid, self._headings.texts[SERVICE].max_length):
            return ServiceTable(unfilled=names, has_headings=False)
        title = self._headings.title(Column(ColumnKind.TEXT, SERVICE))
        fault = TableFault(Place(1, 0, title), FaultKind.NO_HEADINGS, {"heading": title})
        return ServiceTable(faults=(fault,), has_headings=False)

    def _table(
        self, sheet: Sheet, found: HeadingRows, today: date, limit: int, show_progress: ShowProgress | None
    ) -> ServiceTable:
        remarks = ignored_columns(found, sheet.grid)
        faults = [*sheet.faults, *(wrong := [*heading_faults(found, self._headings, self._criteria)])]
        if wrong:
            return ServiceTable(faults=tuple(faults), remarks=tuple(remarks))
        rows = ServiceRows(self._catalogues, found, sheet.grid)
        reader = RowReader(self._criteria, self._catalogues, self._headings, self._cells, found)
        common, above = common_data(sheet.grid[: found.first], self._headings), dict[str, str]()
        contents: list[RowContent] = []
        for number, cells in enumerate(sheet.grid[found.end :], found.end + 1):
            if not rows.is_service(cells):
                continue
            if len(contents) == limit:
                faults.append(TableFault(Place(number), FaultKind.TOO_MANY_ROWS, {"limit": limit}))
                break
            content = reader.read(number, cells, above, today)
            above = content.service_data
            data = common | content.service_data
            content.service_data = {column: data[column] for column in self._headings.texts if column in data}
            _check_row(content, found, rows.service_place, reader.heading(rows.service_place), cells)
            contents.append(content)
            if show_progress:
                show_progress(len(contents))
        _check_duplicates(contents)
        return _outcome(contents, faults, remarks)


def _check_row(content: RowContent, found: HeadingRows, place: int, heading: Value, cells: Sequence[Cell]) -> None:
    """Add the faults of a row as a whole: no name, and a cell behind the last heading, as of an unquoted comma."""
    if SERVICE not in content.service_data and all(fault.place.column != place for fault in content.faults):
        content.faults.insert(0, TableFault(Place(content.number, place, heading), FaultKind.NO_NAME))
    width = max(found.headings) + 1
    # A legend beside the table stands apart from it.
    if not is_empty(cells[width] if width < len(cells) else ""):
        values = {"count": len(cells), "wanted": width}
        content.faults[:] = [TableFault(Place(content.number), FaultKind.SURPLUS_CELLS, values)]


def _check_duplicates(contents: Sequence[RowContent]) -> None:
    """Add a fault to each row whose service and agency stand in a row above it."""
    first: dict[tuple[str, str], int] = {}
    for content in contents:
        name, agency = (canonical(content.service_data.get(key, "")) for key in (SERVICE, AGENCY))
        if name and (known := first.setdefault((name, agency), content.number)) != content.number:
            values: dict[str, Value] = {"service": content.service_data[SERVICE][:LONGEST_SHOWN], "row": known}
            content.faults.append(TableFault(Place(content.number), FaultKind.DUPLICATE, values))


def _outcome(
    contents: Sequence[RowContent], faults: Sequence[TableFault], remarks: Sequence[TableRemark]
) -> ServiceTable:
    """Return the rows without a fault apart from those with one; how a text was read is remarked once a column."""
    good = [content for content in contents if not content.faults]
    told: dict[tuple[int | None, str], TableRemark] = {}
    for remark in (remark for content in good for remark in content.remarks):
        told.setdefault((remark.place.column, str(remark.values.get("text"))), remark)
    ids = Counter(content.row_id for content in contents)
    for content in contents:
        # Who copies a row copies its hidden id, too; the id then tells no longer which service it is.
        content.row_id = content.row_id if ids[content.row_id] == 1 else ""
    every = (*faults, *(fault for content in contents for fault in content.faults))
    return ServiceTable(
        rows=tuple(content.row() for content in good if content.levels),
        unfilled=tuple(content.row() for content in good if not content.levels),
        faults=tuple(sorted(every, key=lambda fault: fault.place.row)),
        remarks=(*remarks, *[*told.values()][:MOST_REMARKS]),
    )
