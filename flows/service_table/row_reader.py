"""Reads one row of a table whose columns are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows.i18n.dates import BUDDHIST_ERA
from flows.i18n.wording import Catalogues
from flows.service_table.cells import Cell, cell_text, is_empty, is_formula_error
from flows.service_table.columns import ColumnKind, Headings, TextColumn
from flows.service_table.group_cells import GroupCells
from flows.service_table.heading_rows import HeadingRows
from flows.service_table.level_cells import LevelCells
from flows.service_table.outcome import Read, Refused, Understood
from flows.service_table.service_table import (
    FaultKind,
    Place,
    RemarkKind,
    ServiceRow,
    TableFault,
    TableRemark,
    Value,
)
from flows.standard.criteria import Criteria
from flows.understanding.level_signs import DASHES
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters
from flows.understanding.typed_date import BUDDHIST_YEARS, EARLIEST, DateProblem, read_date

#: Characters of a cell that are shown, and of one with a group, levels or a date that are read.
LONGEST_SHOWN, LONGEST_READ = 40, 240
FEBRUARY = 2
#: A text has at most so many letters as it is typed for each that it may have when it is clean.
MOST_RAW_LETTERS = 2
DATE_FAULTS = {
    DateProblem.NOT_UNDERSTOOD: FaultKind.DATE_NOT_UNDERSTOOD,
    DateProblem.IMPOSSIBLE: FaultKind.DATE_NOT_UNDERSTOOD,
    DateProblem.FUTURE: FaultKind.DATE_IN_FUTURE,
    DateProblem.TOO_EARLY: FaultKind.DATE_TOO_EARLY,
}
#: Signs of "as above" in a column of agencies or assessors.
DITTO = frozenset({'"', "”", "“", "〃", "''", '-"-', "-”-"})


@dataclass
class RowContent:
    """What one row holds, while it is read."""

    number: int
    service_data: dict[str, str] = field(default_factory=dict)
    group: str = ""
    characteristics: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    assessed_on: date | None = None
    row_id: str = ""
    has_level_cells: bool = False
    faults: list[TableFault] = field(default_factory=list)
    remarks: list[TableRemark] = field(default_factory=list)

    def add_fault(self, kind: FaultKind, values: Mapping[str, Value], place: Place | None = None) -> None:
        """Add a fault of the whole row, or of a place in it."""
        self.faults.append(TableFault(place or Place(self.number), kind, values))

    def row(self) -> ServiceRow:
        """Return the row."""
        return ServiceRow(
            number=self.number,
            service_data=self.service_data,
            group=self.group,
            characteristics=self.characteristics,
            levels=self.levels,
            assessed_on=self.assessed_on,
            row_id=self.row_id,
        )


class RowReader:
    """Reads the rows below one row of headings."""

    def __init__(
        self,
        criteria: Criteria,
        catalogues: Catalogues,
        headings: Headings,
        readers: tuple[GroupCells, LevelCells],
        found: HeadingRows,
    ) -> None:
        self._criteria, self._catalogues, self._headings, self._found = criteria, catalogues, headings, found
        self._groups, self._levels = readers
        self._places: dict[ColumnKind, list[int]] = {kind: [] for kind in ColumnKind}
        for place, column in found.columns.items():
            self._places[column.kind].append(place)

    def read(self, number: int, cells: Sequence[Cell], above: Mapping[str, str], today: date) -> RowContent:
        """Read a row. `above` is the service data of the row above, for cells that say "as above"."""
        content = RowContent(number)
        for place in self._places[ColumnKind.TEXT]:
            self._read_text(content, place, cells[place] if place < len(cells) else "", above)
        for place in self._places[ColumnKind.ROW_ID]:
            content.row_id = clean_line(cell_text(_cell(cells, place)))[:LONGEST_SHOWN]
        self._read_groups(content, cells)
        self._read_levels(content, cells)
        for place in self._places[ColumnKind.DATE]:
            self._read_date(content, place, _cell(cells, place), today)
        return content

    def _read_text(self, content: RowContent, place: int, cell: Cell, above: Mapping[str, str]) -> None:
        column = self._headings.texts[self._found.columns[place].id]
        text = cell_text(cell)
        if text.strip() in DITTO and column.id in above:
            content.service_data[column.id] = above[column.id]
        elif (outcome := self._text(column, text)) and (taken := self._take(content, place, cell, outcome)):
            content.service_data[column.id] = taken

    def _text(self, column: TextColumn, text: str) -> Understood[str] | Refused | None:
        if is_formula_error(text):
            return Refused(FaultKind.FORMULA, {"text": text.strip()})
        # Cleaning costs time for each letter, and invisible letters are few.
        if len(text) > MOST_RAW_LETTERS * column.max_length:
            return Refused(FaultKind.TOO_LONG, {"length": len(text.strip()), "limit": column.max_length})
        cleaned = clean_paragraphs(text) if column.is_multiline else clean_line(text)
        if not cleaned or cleaned == "-":
            return None
        if not has_letters(cleaned):
            return Refused(FaultKind.NEEDS_LETTERS, {"text": cleaned[:LONGEST_SHOWN]})
        if len(cleaned) > column.max_length:
            return Refused(FaultKind.TOO_LONG, {"length": len(cleaned), "limit": column.max_length})
        return Understood(cleaned)

    def _read_groups(self, content: RowContent, cells: Sequence[Cell]) -> None:
        named: list[tuple[int, str, tuple[str, ...]]] = []
        for kind, read in (
            (ColumnKind.CHARACTERISTIC, self._groups.characteristics),
            (ColumnKind.GROUP, self._groups.group),
        ):
            for place in self._places[kind]:
                cell = _cell(cells, place)
                if not _says_nothing(cell) and (taken := self._take(content, place, cell, read(cell))):
                    named.append((place, *taken))
        if not named:
            return
        place, content.group, content.characteristics = named[0]
        for other, group, characteristics in named[1:]:
            content.characteristics = content.characteristics or characteristics
            if group != content.group:
                at = Place(content.number, other, self.heading(other))
                content.add_fault(FaultKind.GROUPS_DIFFER, {"group": group, "other": content.group}, at)

    def _read_levels(self, content: RowContent, cells: Sequence[Cell]) -> None:
        before = len(content.faults)
        for place in self._places[ColumnKind.LEVEL]:
            cell, process = _cell(cells, place), self._found.columns[place].id
            if not is_empty(cell):
                content.has_level_cells = True
                if taken := self._take(content, place, cell, self._levels.level(process, cell)):
                    content.levels[process] = taken
        self._read_ticks(content, cells)
        for place in self._places[ColumnKind.SIGNS]:
            # Beside columns of processes, one with the heading “levels” may hold a verdict.
            cell = _cell(cells, place)
            if not (content.has_level_cells or is_empty(cell)):
                content.has_level_cells = True
                content.levels = self._take(content, place, cell, self._levels.signs(cell)) or {}
        read = content.levels
        content.levels = {process: read[process] for process in self._criteria.process_by_id if process in read}
        lacking = [process for process in self._criteria.process_by_id if process not in content.levels]
        if content.has_level_cells and lacking and len(content.faults) == before:
            numbers = ", ".join(str(self._criteria.process_number[process]) for process in lacking)
            none = self._criteria.levels[0].short
            content.add_fault(FaultKind.NO_LEVEL, {"numbers": numbers, "none": none})

    def _read_ticks(self, content: RowContent, cells: Sequence[Cell]) -> None:
        """Read the columns with one level each; a row without any mark is not filled in."""
        ticks: dict[str, dict[str, int]] = {}
        for place in self._places[ColumnKind.TICK]:
            column = self._found.columns[place]
            ticks.setdefault(column.id, {})[column.level] = place
        if all(is_empty(_cell(cells, place)) for places in ticks.values() for place in places.values()):
            return
        content.has_level_cells = True
        for process, places in ticks.items():
            outcome = self._levels.ticked({level: _cell(cells, place) for level, place in places.items()})
            first = min(places.values())
            if taken := self._take(content, first, _cell(cells, first), outcome):
                content.levels[process] = taken

    def _read_date(self, content: RowContent, place: int, cell: Cell, today: date) -> None:
        if _says_nothing(cell):
            return
        day = _day(cell) if isinstance(cell, date) else read_date(cell_text(cell), today, self._catalogues)
        if isinstance(day, date) and not EARLIEST <= day <= today:
            day = DateProblem.FUTURE if day > today else DateProblem.TOO_EARLY
        shown = {"text": cell_text(cell).strip()[:LONGEST_SHOWN]}
        outcome = Refused(DATE_FAULTS[day], shown) if isinstance(day, DateProblem) else Understood(day)
        content.assessed_on = self._take(content, place, cell, outcome)

    def _take(self, content: RowContent, place: int, cell: Cell, outcome: Understood[Read] | Refused) -> Read | None:
        """Return what a cell holds, or None with the fault added to the row; what was guessed is remarked."""
        at, text = Place(content.number, place, self.heading(place)), cell_text(cell).strip()
        if is_formula_error(text):
            outcome = Refused(FaultKind.FORMULA, {"text": text})
        if isinstance(outcome, Refused):
            content.add_fault(outcome.kind, outcome.values, at)
            return None
        if outcome.guessed:
            values: dict[str, Value] = {"text": text[:LONGEST_SHOWN], "read": outcome.guessed}
            content.remarks.append(TableRemark(at, RemarkKind.READ_AS, values))
        return outcome.value

    def heading(self, place: int) -> Value:
        """Return the heading of a column as the table has it; of a tick's column, that of its process."""
        column = self._found.columns[place]
        if column.kind is ColumnKind.TICK:
            return self._headings.title(replace(column, kind=ColumnKind.LEVEL))
        return clean_line(self._found.headings.get(place, ""))[:LONGEST_SHOWN]


def _cell(cells: Sequence[Cell], place: int) -> Cell:
    """Return a cell. Of a text that is longer than any that a level, a group or a date has, only the start matters."""
    cell = cells[place] if place < len(cells) else ""
    return cell[:LONGEST_READ] if isinstance(cell, str) else cell


def _says_nothing(cell: Cell) -> bool:
    """Return whether a cell is empty, or has only the dash of an empty cell."""
    return is_empty(cell) or cell_text(cell).strip().translate(DASHES) == "-"


def _day(cell: date) -> date:
    """Return the day of a cell with a date; the year of one typed by the Buddhist era is too great by 543."""
    day = cell.date() if isinstance(cell, datetime) else cell
    if day.year not in BUDDHIST_YEARS:
        return day
    # 29 February of a leap year by one era is a leap year by the other only if both years are divisible by four.
    return date(day.year - BUDDHIST_ERA, day.month, min(day.day, 28) if day.month == FEBRUARY else day.day)
