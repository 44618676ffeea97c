"""Many services at once: rows of a spreadsheet (service, group, levels) and their gaps."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.operator_text import Text, Translatable
from flows.standard.criteria import Criteria
from flows.standard.gap import Gap, compute_gap

COLUMNS = ("service", "group", "levels")
DELIMITERS = ",;\t"
QUOTE = '"'
#: The line of the first row, and how many lines one row may have.
FIRST_ROW = 2
LONGEST_ROW = 50
UNCLOSED = Translatable("a quotation mark is not closed. Close it, or double the marks in a name.")
TOO_LONG = Translatable("a cell is longer than 131,072 characters. Shorten it, or close a quotation mark before it.")
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
    problem: Text

    @property
    def text(self) -> Text:
        """One line for a terminal."""
        return Translatable(
            "line {line}, column {column}: {problem}", line=self.line, column=self.column, problem=self.problem
        )


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
        if isinstance(cells, Translatable):
            yield RowFault(line, header[0], cells)
        elif any(cell.strip() for cell in cells):
            yield _assess(criteria, line, header, cells)


def _header(text: str, delimiter: str) -> list[str] | RowFault:
    """The names of the columns in lower case, or the fault that keeps every row from being assessed."""
    cells = _cells(text, delimiter, strict=False)
    if isinstance(cells, Translatable):
        return RowFault(1, COLUMNS[0], cells)
    header = [name.strip().casefold() for name in cells]
    if lacking := [column for column in COLUMNS if column not in header]:
        wanted = ",".join(COLUMNS)
        problem = Translatable("the column is missing. The first line names the columns: {columns}.", columns=wanted)
        return RowFault(1, lacking[0], problem)
    if doubled := [column for column in COLUMNS if header.count(column) > 1]:
        return RowFault(1, doubled[0], Translatable("the column occurs twice. Keep one of them."))
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


def _cells(text: str, delimiter: str, *, strict: bool = True) -> list[str] | Translatable:
    """Return the cells of one row, or a sentence that explains why they cannot be read."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict), [])
    except csv.Error as error:
        # csv raises one class for all errors; this text marks a cell over its limit.
        return TOO_LONG if "field limit" in str(error) else UNCLOSED


def _assess(criteria: Criteria, line: int, header: list[str], cells: list[str]) -> AssessedRow | RowFault:
    if len(cells) != len(header):
        problem = Translatable(
            "the row has {count} cells instead of {wanted}. Put a name with commas in quotation marks.",
            count=len(cells),
            wanted=len(header),
        )
        return RowFault(line, header[min(len(cells), len(header) - 1)], problem)
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    service, group = row["service"], row["group"]
    codes = row["levels"].translate(DASHES).replace(" ", "").upper()
    if not service:
        return RowFault(line, "service", Translatable("the name is empty. Give the service's name."))
    if group not in criteria.group_by_id:
        known = ", ".join(criteria.group_by_id)
        problem = Translatable("there is no group {group}. Use one of {known}.", group=repr(group), known=known)
        return RowFault(line, "group", problem)
    if fault := _level_fault(criteria, codes):
        return RowFault(line, "levels", fault)
    levels = {
        process.id: criteria.level_by_code[code].id for process, code in zip(criteria.processes, codes, strict=True)
    }
    return AssessedRow(service, group, codes, compute_gap(criteria, group, levels))


def _level_fault(criteria: Criteria, codes: str) -> Translatable | None:
    alphabet, width = "".join(criteria.level_by_code), len(criteria.processes)
    if strange := sorted(set(codes) - set(alphabet)):
        codes = ", ".join(map(repr, strange))
        return Translatable("{codes} is no level. Use only the letters {letters}.", codes=codes, letters=alphabet)
    if len(codes) != width:
        return Translatable(
            "{count} levels instead of {wanted}. Give one letter of {letters} for each process.",
            count=len(codes),
            wanted=width,
            letters=alphabet,
        )
    return None


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
