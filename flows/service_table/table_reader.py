"""Reads a table of services: finds its headings, reads its rows, names what is wrong and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from flows.i18n.wording import Catalogues
from flows.model.question_ids import AGENCY, SERVICE
from flows.service_table.cells import Cell, Grid, cell_text, is_empty
from flows.service_table.columns import Column, ColumnKind, Headings, TextColumn
from flows.service_table.group_cells import GroupCells
from flows.service_table.heading_rows import HeadingRows, find_headings
from flows.service_table.level_cells import LevelCells
from flows.service_table.row_reader import RowContent, RowReader
from flows.service_table.service_table import (
    FaultKind,
    Place,
    RemarkKind,
    ServiceRow,
    ServiceTable,
    TableFault,
    TableRemark,
    Value,
)
from flows.service_table.sheet import Sheet
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import canonical, normalise, squeeze
from flows.understanding.text_cleaning import clean_line, has_letters

LONGEST_SHOWN = 40
#: Columns and texts that a table names as ignored or read otherwise; more would bury the rest.
MOST_REMARKS = 20
#: A list of names without a heading has at least this many.
SHORTEST_LIST = 2


class TableReader:
    """Reads tables of services by one edition of the criteria. It caches only fixed words."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, texts: Sequence[TextColumn]) -> None:
        """`texts` are the columns of the service data, with the question of the service's name among them."""
        self._criteria, self._catalogues = criteria, catalogues
        self._headings = Headings(criteria, catalogues, texts)
        self._cells = GroupCells(criteria, catalogues), LevelCells(criteria, catalogues)
        self._notes = tuple(squeeze(normalise(word)) for word in catalogues.words("words.table.notes"))

    def read(self, sheets: Sequence[Sheet], *, today: date, limit: int) -> ServiceTable:
        """Read the first sheet with headings, and name the others that have them.

        At most `limit` rows are read; `today` is the last possible date of an assessment.
        """
        with_headings = [sheet for sheet in sheets if find_headings(self._headings, sheet.grid)]
        filled = [sheet for sheet in sheets if sheet.faults or any(map(any, sheet.grid))]
        sheet = next(iter((*with_headings, *filled)), Sheet(()))
        table = self._table(sheet.grid, sheet.faults, today, limit)
        return replace(table, other_sheets=tuple(other.name for other in with_headings[1:]))

    def _table(self, grid: Grid, faults: Sequence[TableFault], today: date, limit: int) -> ServiceTable:
        """Read a grid. `faults` are those of rows that could not be read and are empty."""
        found = find_headings(self._headings, grid)
        if found is None:
            return ServiceTable(faults=tuple(faults), has_headings=False) if faults else self._list_of_names(grid)
        remarks = self._ignored_columns(found, grid)
        if wrong := tuple(self._heading_faults(found)):
            return ServiceTable(faults=(*faults, *wrong), remarks=tuple(remarks))
        table = self._rows(grid, found, remarks, today, limit)
        return replace(table, faults=tuple(sorted((*faults, *table.faults), key=lambda fault: fault.place.row)))

    def _list_of_names(self, grid: Grid) -> ServiceTable:
        """Return the names of a grid with one column and no heading, such as pasted lines."""
        filled = [
            (number, [place for place, cell in enumerate(cells) if not is_empty(cell)])
            for number, cells in enumerate(grid, 1)
        ]
        places = {place for _, row in filled for place in row}
        if len(places) == 1:
            place = places.pop()
            names = [(number, clean_line(cell_text(grid[number - 1][place]))) for number, row in filled if row]
            rows = tuple(ServiceRow(number, {SERVICE: name}) for number, name in names if self._is_name(name))
            if len(rows) == len(names) >= SHORTEST_LIST:
                return ServiceTable(unfilled=rows, has_headings=False)
        title = self._headings.title(Column(ColumnKind.TEXT, SERVICE))
        place_of_fault = Place(1, 0, title)
        fault = TableFault(place_of_fault, FaultKind.NO_HEADINGS, {"heading": title})
        return ServiceTable(faults=(fault,), has_headings=False)

    def _is_name(self, text: str) -> bool:
        return has_letters(text) and len(text) <= self._headings.texts[SERVICE].max_length

    def _heading_faults(self, found: HeadingRows) -> Iterator[TableFault]:
        """Drop the weaker of two headings for one thing; yield a fault for two equal ones and for lacking processes."""
        row = found.first + 1
        by_key: dict[tuple[str, str, str], list[int]] = {}
        for place, column in found.columns.items():
            if column.kind is not ColumnKind.OTHER:
                by_key.setdefault(column.key, []).append(place)
        for places in by_key.values():
            best = min(found.columns[place].rank for place in places)
            strongest = [place for place in places if found.columns[place].rank == best]
            for place in places:
                if place not in strongest:
                    del found.columns[place]
            if len(strongest) > 1:
                place = strongest[1]
                yield TableFault(Place(row, place, found.headings[place]), FaultKind.COLUMN_TWICE)
        columns = found.columns.values()
        have = {column.id for column in columns if column.kind in {ColumnKind.LEVEL, ColumnKind.TICK}}
        if have and not any(column.kind is ColumnKind.SIGNS for column in columns):
            for process in self._criteria.process_by_id:
                if process not in have:
                    title = self._headings.title(Column(ColumnKind.LEVEL, process))
                    yield TableFault(Place(row, None, title), FaultKind.COLUMN_MISSING)

    def _ignored_columns(self, found: HeadingRows, grid: Grid) -> list[TableRemark]:
        """Return remarks on the columns that are not read although they have a heading that is not known."""
        ignored = [
            (place, text) for place, text in sorted(found.headings.items()) if place not in found.columns and text
        ]
        return [
            TableRemark(Place(found.first + 1, place, clean_line(text)[:LONGEST_SHOWN]), RemarkKind.COLUMN_IGNORED)
            for place, text in ignored[:MOST_REMARKS]
            if any(place < len(cells) and not is_empty(cells[place]) for cells in grid[found.end :])
        ]

    def _rows(
        self, grid: Grid, found: HeadingRows, remarks: list[TableRemark], today: date, limit: int
    ) -> ServiceTable:
        reader = RowReader(self._criteria, self._catalogues, self._headings, self._cells, found)
        common = self._common_data(grid[: found.first])
        contents: list[RowContent] = []
        above: dict[str, str] = {}
        faults: list[TableFault] = []
        for number, cells in enumerate(grid[found.end :], found.end + 1):
            if not self._is_row(found, grid, cells):
                continue
            if len(contents) == limit:
                faults.append(TableFault(Place(number), FaultKind.TOO_MANY_ROWS, {"limit": limit}))
                break
            content = reader.read(number, cells, above, today)
            above = content.service_data
            content.service_data = common | content.service_data
            self._check(content, found, cells)
            contents.append(content)
        self._check_duplicates(contents)
        return _table(contents, faults, remarks)

    def _common_data(self, title_rows: Grid) -> dict[str, str]:
        """Return service data above the headings that holds for every row: `Agency: Department of …`."""
        common: dict[str, str] = {}
        for cells in title_rows:
            texts = [clean_line(cell_text(cell)) for cell in cells if not is_empty(cell)]
            name, _, value = texts[0].partition(":") if texts else ("", "", "")
            value = value.strip() or (texts[1] if len(texts) == SHORTEST_LIST else "")
            column = self._headings.column(name) if value else None
            if column is not None and column.kind is ColumnKind.TEXT and column.id != SERVICE:
                limit = self._headings.texts[column.id].max_length
                if has_letters(value) and len(value) <= limit:
                    common[column.id] = value
        return common

    def _is_row(self, found: HeadingRows, grid: Grid, cells: Sequence[Cell]) -> bool:
        """Return whether a row tells of a service: not an empty one, a note, a title, or the headings once more."""
        filled = [place for place, cell in enumerate(cells) if not is_empty(cell)]
        read = [place for place in filled if place in found.columns and not self._is_beside(found, place)]
        if not read or [*cells] == [*grid[found.first]]:
            return False
        first = squeeze(normalise(cell_text(cells[filled[0]])))
        if first.startswith(self._notes) and len(filled) <= SHORTEST_LIST:
            return False
        service = next(place for place, column in found.columns.items() if column.id == SERVICE)
        return service in filled or len(read) > 1 or found.columns[read[0]].kind is not ColumnKind.TEXT

    def _is_beside(self, found: HeadingRows, place: int) -> bool:
        """Return whether a column says nothing of the service itself: numbers, results, the hidden row id."""
        return found.columns[place].kind in {ColumnKind.OTHER, ColumnKind.ROW_ID}

    def _check(self, content: RowContent, found: HeadingRows, cells: Sequence[Cell]) -> None:
        """Add the faults of a row as a whole: no name, and cells beyond the last heading, as of an unquoted comma."""
        service = next(place for place, column in found.columns.items() if column.id == SERVICE)
        at_service = Place(content.number, service, clean_line(found.headings[service])[:LONGEST_SHOWN])
        if SERVICE not in content.service_data and all(fault.place.column != service for fault in content.faults):
            content.faults.insert(0, TableFault(at_service, FaultKind.NO_NAME))
        width = max(found.headings) + 1
        # A legend beside the table stands apart from it.
        if not is_empty(cells[width] if width < len(cells) else ""):
            values = {"count": len(cells), "wanted": width}
            content.faults[:] = [TableFault(Place(content.number), FaultKind.SURPLUS_CELLS, values)]

    def _check_duplicates(self, contents: Sequence[RowContent]) -> None:
        """Add a fault to each row whose service and agency stand in a row above it."""
        first: dict[tuple[str, str], int] = {}
        for content in contents:
            name, agency = (canonical(content.service_data.get(key, "")) for key in (SERVICE, AGENCY))
            if not name:
                continue
            known = first.setdefault((name, agency), content.number)
            if known != content.number:
                values: dict[str, Value] = {"service": content.service_data[SERVICE][:LONGEST_SHOWN], "row": known}
                content.faults.append(TableFault(Place(content.number), FaultKind.DUPLICATE, values))


def _table(
    contents: Sequence[RowContent], faults: Sequence[TableFault], remarks: Sequence[TableRemark]
) -> ServiceTable:
    good = [content for content in contents if not content.faults]
    told: dict[tuple[object, ...], TableRemark] = {}
    for remark in (remark for content in good for remark in content.remarks):
        told.setdefault((remark.place.column, str(remark.values.get("text"))), remark)
    return ServiceTable(
        rows=tuple(content.row() for content in good if content.levels),
        unfilled=tuple(content.row() for content in good if not content.levels),
        faults=(*(fault for content in contents for fault in content.faults), *faults),
        remarks=(*remarks, *[*told.values()][:MOST_REMARKS]),
    )
