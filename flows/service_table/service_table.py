"""The outcome of reading a table: its rows, and its faults in the officer's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from flows.i18n.language import Localized
from flows.i18n.wording import Wording
from flows.model.question_ids import AGENCY, SERVICE

#: A value in a sentence; one in several languages is shown in that of the sentence.
Value = str | int | Localized[str]

LETTERS = 26


class FaultKind(StrEnum):
    """What is wrong with a table, as the key of its sentence."""

    NO_HEADINGS = "table.fault.no_headings"
    COLUMN_MISSING = "table.fault.column_missing"
    COLUMN_TWICE = "table.fault.column_twice"
    NO_NAME = "table.fault.no_name"
    NEEDS_LETTERS = "table.fault.needs_letters"
    TOO_LONG = "table.fault.too_long"
    FORMULA = "table.fault.formula"
    UNKNOWN_GROUP = "table.fault.unknown_group"
    GROUP_IS_DATE = "table.fault.group_is_date"
    UNKNOWN_CHARACTERISTIC = "table.fault.unknown_characteristic"
    GROUPS_DIFFER = "table.fault.groups_differ"
    UNKNOWN_LEVEL = "table.fault.unknown_level"
    TICK_ALONE = "table.fault.tick_alone"
    SEVERAL_TICKS = "table.fault.several_ticks"
    NO_LEVEL = "table.fault.no_level"
    SIGNS_COUNT = "table.fault.signs_count"
    SIGNS_UNKNOWN = "table.fault.signs_unknown"
    DATE_NOT_UNDERSTOOD = "table.fault.date_not_understood"
    DATE_IN_FUTURE = "table.fault.date_in_future"
    DATE_TOO_EARLY = "table.fault.date_too_early"
    DUPLICATE = "table.fault.duplicate"
    TOO_MANY_ROWS = "table.fault.too_many_rows"
    UNCLOSED_QUOTE = "table.fault.unclosed_quote"
    CELL_TOO_LONG = "table.fault.cell_too_long"
    SURPLUS_CELLS = "table.fault.surplus_cells"


class RemarkKind(StrEnum):
    """What was read in a way that the officer should know of, as the key of its sentence."""

    READ_AS = "table.remark.read_as"
    COLUMN_IGNORED = "table.remark.column_ignored"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a table: its row from 1, its column from 0 (None: the whole row), and the column's heading."""

    row: int
    column: int | None = None
    heading: Value = ""

    def text(self, wording: Wording) -> str:
        """Return the place in words: `row 5, column C “group”`."""
        heading = shown(self.heading, wording)
        if self.column is None:
            key = "table.place.heading" if heading else "table.place.row"
            return wording(key, row=self.row, heading=heading)
        return wording("table.place.cell", row=self.row, column=column_letters(self.column), heading=heading)


@dataclass(frozen=True, slots=True)
class TableFault:
    """A place in the table, what is wrong there and what to do."""

    place: Place
    kind: FaultKind
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, wording: Wording) -> str:
        """Return the fault as a sentence."""
        return _sentence(self.place, self.kind, self.values, wording)


@dataclass(frozen=True, slots=True)
class TableRemark:
    """A place in the table, and how it was read; it keeps no row from being assessed."""

    place: Place
    kind: RemarkKind
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, wording: Wording) -> str:
        """Return the remark as a sentence."""
        return _sentence(self.place, self.kind, self.values, wording)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service of a table.

    - `number`: the row in the sheet, from 1
    - `row_id`: what the template's hidden column has (empty for none)
    - `service_data`: texts by question id
    - `group`: empty where it is to be asked
    - `characteristics`: ids of those that the table names
    - `levels`: process id → level id; all processes, or none in a row that is still to be filled in
    - `assessed_on`: the date of assessment, if the table gives one
    """

    number: int
    service_data: Mapping[str, str]
    group: str = ""
    characteristics: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    assessed_on: date | None = None
    row_id: str = ""

    @property
    def service(self) -> str:
        """Return the name of the service."""
        return self.service_data.get(SERVICE, "")

    @property
    def agency(self) -> str:
        """Return the agency; empty where the table does not name it."""
        return self.service_data.get(AGENCY, "")


@dataclass(frozen=True, slots=True)
class ServiceTable:
    """A table that was read.

    - `rows`: services with all levels, in the order of the table
    - `unfilled`: services without any level: names to be filled in
    - `faults`: what keeps the rows named in them from being assessed
    - `remarks`: how unclear places were read
    - `has_headings`: whether a row of headings was found
    - `other_sheets`: names of sheets that have headings, too, and were not read
    """

    rows: tuple[ServiceRow, ...] = ()
    unfilled: tuple[ServiceRow, ...] = ()
    faults: tuple[TableFault, ...] = ()
    remarks: tuple[TableRemark, ...] = ()
    has_headings: bool = True
    other_sheets: tuple[str, ...] = ()

    @property
    def faulty_rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows that have a fault, in order."""
        return tuple(sorted({fault.place.row for fault in self.faults}))


def _sentence(place: Place, kind: str, values: Mapping[str, Value], wording: Wording) -> str:
    problem = wording(kind, **{name: shown(value, wording) for name, value in values.items()})
    return wording("table.at_place", place=place.text(wording), problem=problem)


def shown(value: Value, wording: Wording) -> str:
    """Return a value in the language of a wording."""
    return value[wording.language] if isinstance(value, Localized) else str(value)


def column_letters(column: int) -> str:
    """Return the name that spreadsheet programs give a column (from 0): A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name
