"""Delimited text (CSV, tabs, pasted rows) as a grid of cells.

A row whose quotation marks or length are wrong does not affect the others: its row is empty in the grid, and a fault
names it.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from flows.service_table.cells import Cell
from flows.service_table.service_table import FaultKind, Place, TableFault
from flows.service_table.sheet import Sheet

DELIMITERS = ",;\t|"
QUOTE = '"'
#: Lines that one row may have: a quotation mark that is not closed would otherwise take in the rest of the file.
LONGEST_ROW = 50
#: Lines by which the delimiter is found.
FIRST_LINES = 30
#: Excel's line that names the delimiter.
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
QUOTED = re.compile('"[^"]*"')
#: Columns of pasted text are apart by a tab, or by blanks where a chat made them of it.
BLANKS = re.compile(r"\t| {2,}")
BYTE_ORDER_MARK = "\ufeff"


def read_delimited(text: str) -> Sheet:
    """Read CSV with any of the usual delimiters; `sep=;` in the first line names it."""
    lines = io.StringIO(text.lstrip(BYTE_ORDER_MARK), newline="").readlines()
    separator = SEPARATOR_LINE.fullmatch(lines[0].strip(" ,;|\r\n")) if lines else None
    if separator is None and lines and lines[0].strip('"\r\n').casefold() in {f"sep={sign}" for sign in DELIMITERS}:
        separator = re.match(r'"?sep=(.)', lines[0], re.IGNORECASE)
    delimiter = separator[1] if separator else _delimiter(lines)
    rows: list[tuple[Cell, ...]] = []
    faults: list[TableFault] = []
    if separator:
        lines[0] = "\n"
    for record in _records(lines):
        cells = _cells(record, delimiter)
        if isinstance(cells, FaultKind):
            faults.append(TableFault(Place(len(rows) + 1), cells))
            cells = []
        rows.append(tuple(cells))
    return Sheet(tuple(rows), tuple(faults))


def read_pasted(text: str) -> Sheet:
    """Read rows that were pasted into a chat: cells of a spreadsheet with tabs, or with several blanks between them."""
    if "\t" in text:
        return read_delimited(text)
    lines = [line.strip() for line in text.splitlines()]
    if any(BLANKS.search(line) for line in lines):
        return Sheet(tuple(tuple(BLANKS.split(line)) for line in lines))
    return read_delimited(text)


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that most of the first lines have, and of these the most frequent one."""
    plain = [QUOTED.sub("", line) for line in lines[:FIRST_LINES] if line.strip()]
    return max(
        DELIMITERS,
        key=lambda sign: (sum(sign in line for line in plain), sum(line.count(sign) for line in plain)),
    )


def _records(lines: Sequence[str]) -> Iterator[str]:
    """Yield each row. A row continues over line breaks in closed quotation marks."""
    start = 0
    while start < len(lines):
        end = start + 1
        is_open = lines[start].count(QUOTE) % 2
        while is_open and end < min(len(lines), start + LONGEST_ROW):
            is_open = (is_open + lines[end].count(QUOTE)) % 2
            end += 1
        # A mark that is never closed concerns its own line only.
        end = start + 1 if is_open else end
        yield "".join(lines[start:end])
        start = end


def _cells(record: str, delimiter: str) -> list[Cell] | FaultKind:
    """Return the cells of one row, or what is wrong with it."""
    try:
        return [*next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        # csv raises one class for all errors; this text marks a cell over its limit.
        return FaultKind.CELL_TOO_LONG if "field limit" in str(error) else FaultKind.UNCLOSED_QUOTE
