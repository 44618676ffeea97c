"""Many services at once: rows of a spreadsheet (service, group, levels) and their gaps."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.standard.criteria import Criteria
from flows.standard.gap import Gap, compute_gap

COLUMNS = ("service", "group", "levels")
DELIMITERS = ",;\t"
QUOTE = '"'
#: The line of the first row, and how many lines one row may have.
FIRST_ROW = 2
LONGEST_ROW = 50
UNCLOSED = "a quotation mark is not closed. Close it, or double the marks in a name."
TOO_LONG = "a cell is longer than 131,072 characters. Shorten it, or close a quotation mark before it."
#: Dashes that spreadsheets substitute for the minus sign.
DASHES = str.maketrans("–—−", "---")


@dataclass(frozen=True, slots=True)
class AssessedRow:
    """One service with its gap."""

    service: str
    group: str
    levels: str
    gap: Gap


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be assessed: its line in the file, the column, what is wrong and what to do."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        """Return one line for a terminal."""
        return f"line {self.line}, column {self.column}: {self.problem}"


def assess_rows(criteria: Criteria, lines: Iterable[str]) -> Iterator[AssessedRow | RowFault]:
    """Assess every row of a CSV text (its first line names the columns); a wrong row does not stop the others."""
    source = iter(lines)
    header_line = next(source, "")
    delimiter = max(DELIMITERS, key=header_line.count)
    header = _header(header_line, delimiter)
    if isinstance(header, RowFault):
        yield header
        return
    for line, text in _records([*source]):
        cells = _cells(text, delimiter)
        if isinstance(cells, str):
            yield RowFault(line, header[0], cells)
        elif any(cell.strip() for cell in cells):
            yield _assess(criteria, line, header, cells)


def _header(text: str, delimiter: str) -> list[str] | RowFault:
    """The names of the columns in lower case, or the fault that keeps every row from being assessed."""
    cells = _cells(text, delimiter, strict=False)
    if isinstance(cells, str):
        return RowFault(1, COLUMNS[0], cells)
    header = [name.strip().casefold() for name in cells]
    if lacking := [column for column in COLUMNS if column not in header]:
        return RowFault(1, lacking[0], f"the column is missing. The first line names the columns: {','.join(COLUMNS)}.")
    if doubled := [column for column in COLUMNS if header.count(column) > 1]:
        return RowFault(1, doubled[0], "the column occurs twice. Keep one of them.")
    return header


def _records(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each row with its first line's number. A row continues over line breaks in closed quotation marks."""
    start = 0
    while start < len(lines):
        end = start + 1
        while "".join(lines[start:end]).count(QUOTE) % 2 and end < min(len(lines), start + LONGEST_ROW):
            end += 1
        text = "".join(lines[start:end])
        is_closed = text.count(QUOTE) % 2 == 0
        yield start + FIRST_ROW, text if is_closed else lines[start]
        start = end if is_closed else start + 1


def _cells(text: str, delimiter: str, *, strict: bool = True) -> list[str] | str:
    """Return the cells of one row, or a sentence that explains why they cannot be read."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict), [])
    except csv.Error as error:
        # csv raises one class for all errors; this text marks a cell over its limit.
        return TOO_LONG if "field limit" in str(error) else UNCLOSED


def _assess(criteria: Criteria, line: int, header: list[str], cells: list[str]) -> AssessedRow | RowFault:
    if len(cells) != len(header):
        problem = f"the row has {len(cells)} cells instead of {len(header)}. Put a name with commas in quotation marks."
        return RowFault(line, header[min(len(cells), len(header) - 1)], problem)
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    service, group = row["service"], row["group"]
    codes = row["levels"].translate(DASHES).replace(" ", "").upper()
    if not service:
        return RowFault(line, "service", "the name is empty. Give the service's name.")
    if group not in criteria.group_by_id:
        return RowFault(line, "group", f"there is no group {group!r}. Use one of {', '.join(criteria.group_by_id)}.")
    if fault := _level_fault(criteria, codes):
        return RowFault(line, "levels", fault)
    levels = {
        process.id: criteria.level_by_code[code].id for process, code in zip(criteria.processes, codes, strict=True)
    }
    return AssessedRow(service, group, codes, compute_gap(criteria, group, levels))


def _level_fault(criteria: Criteria, codes: str) -> str:
    alphabet, width = "".join(criteria.level_by_code), len(criteria.processes)
    if strange := sorted(set(codes) - set(alphabet)):
        return f"{', '.join(map(repr, strange))} is no level. Use only the letters {alphabet}."
    if len(codes) != width:
        return f"{len(codes)} levels instead of {width}. Give one letter of {alphabet} for each process."
    return ""


def row_to_plain(criteria: Criteria, row: AssessedRow) -> dict[str, Any]:
    """Return an assessed row as JSON values; levels by code, processes by id, verdicts conform, partial or none."""
    code = {level.id: level.code for level in criteria.levels}
    raises = [
        {"process": item.process, "from": code[item.own], "to": code[item.recommended]} for item in row.gap.raises
    ]
    return {
        "service": row.service,
        "group": row.group,
        "missing": list(row.gap.missing),
        "raise": raises,
        "verdict": {"processes": row.gap.processes.value, "levels": row.gap.levels.value},
    }
