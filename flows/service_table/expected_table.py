"""Reads a table of the agencies, and of their services, that a coordinator expects."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from flows.collaboration.expected_services import ExpectedAgency
from flows.i18n.wording import Catalogues
from flows.service_table.cells import Cell, cell_text
from flows.service_table.service_table import TableFault
from flows.service_table.sheet import Sheet
from flows.understanding.normal_form import canonical, normalise
from flows.understanding.text_cleaning import clean_line

#: Rows among which the headings are looked for.
FIRST_ROWS = 10
#: Characters of a name, as in an assessment, and how many agencies and services a list may have.
LONGEST_NAME = 200
MOST_AGENCIES, MOST_SERVICES = 5_000, 50_000


class ExpectedTable(NamedTuple):
    """The list, whether the table has more than fits into one, and a row of it that cannot be read."""

    agencies: tuple[ExpectedAgency, ...]
    is_cut: bool = False
    fault: TableFault | None = None


def read_expected(sheets: Sequence[Sheet], catalogues: Catalogues) -> ExpectedTable:
    """Read the first sheet with a name: the columns with the headings of agency and service, else the first two.

    An agency without a name takes that of the row above, as where cells are merged.
    """
    agency_words = frozenset(map(normalise, catalogues.words("words.named.agency")))
    service_words = frozenset(map(normalise, catalogues.words("words.table.service")))
    for sheet in sheets:
        heading, agency, service = _columns(sheet, agency_words, service_words)
        table = _agencies(sheet.grid[heading:], agency, service)
        if sheet.faults:
            return table._replace(fault=sheet.faults[0])
        if table.agencies:
            return table
    return ExpectedTable(())


def _columns(sheet: Sheet, agency_words: frozenset[str], service_words: frozenset[str]) -> tuple[int, int, int]:
    """Return the first row of names, and the columns of agencies and of services."""
    for number, row in enumerate(islice(sheet.grid, FIRST_ROWS), 1):
        forms = [normalise(_text(cell)) for cell in row]
        agency = next((place for place, form in enumerate(forms) if form in agency_words), None)
        if agency is not None:
            service = next((place for place, form in enumerate(forms) if form in service_words), -1)
            return number, agency, service
    return 0, 0, 1


def _agencies(rows: Sequence[Sequence[Cell]], agency: int, service: int) -> ExpectedTable:
    found: dict[str, tuple[str, dict[str, str]]] = {}
    name, count = "", 0
    for row in rows:
        name = _name(row, agency) or name
        if not name:
            continue
        _, services = found.setdefault(canonical(name), (name, {}))
        count += 1
        if len(found) > MOST_AGENCIES or count > MOST_SERVICES:
            return ExpectedTable(_as_tuple(found), is_cut=True)
        if expected := _name(row, service):
            services.setdefault(canonical(expected), expected)
    return ExpectedTable(_as_tuple(found))


def _as_tuple(found: dict[str, tuple[str, dict[str, str]]]) -> tuple[ExpectedAgency, ...]:
    return tuple(ExpectedAgency(name, tuple(services.values())) for name, services in found.values())


def _name(row: Sequence[Cell], column: int) -> str:
    return _text(row[column])[:LONGEST_NAME] if 0 <= column < len(row) else ""


def _text(cell: Cell) -> str:
    return clean_line(cell_text(cell))
