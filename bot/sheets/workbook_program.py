"""The program that reads a workbook in a process of its own: standard input to JSON on standard output.

The workbook comes from a stranger, so the process has little memory and time, no settings and no open files. It is
started by its path and imports nothing of Radap. It evaluates no formula, follows no link and runs no macro: it reads
the values that the spreadsheet program stored.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile, is_zipfile

#: Bytes of memory, and seconds of processor time.
MEMORY = 512 * 1024 * 1024
SECONDS = 5
#: Bytes of all parts of a workbook when they are unpacked, and how many parts there may be.
UNPACKED = 128 * 1024 * 1024
PARTS = 2_000

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 8, 20_000, 400
#: Characters of a cell; more than any text that Radap stores, so that a cut one is still too long.
LONGEST_CELL = 5_000
#: Characters of all cells.
MOST_TEXT = 16_000_000

ENCRYPTED, DAMAGED, TOO_MUCH = "encrypted", "damaged", "too_much_content"
VISIBLE = "SheetVisibleEnum.Visible"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.*?<v>([^<]{1,20})</v>', re.DOTALL)


class TooMuch(Exception):
    """The workbook holds more than is read."""


def main() -> None:
    """Read one workbook and write its sheets, or the reason why it is refused."""
    limit_process()
    content = sys.stdin.buffer.read()
    outcome: dict[str, Any]
    try:
        outcome = {"sheets": [*sheets(content)]}
    except (TooMuch, MemoryError):
        outcome = {"refused": TOO_MUCH}
    # The library's errors and, from its Rust part, panics, which are no Exception.
    except BaseException as error:  # noqa: BLE001 - whatever it is, the file is refused
        name, text = type(error).__name__, str(error).lower()
        outcome = {"refused": ENCRYPTED if name == "PasswordError" or "password" in text else DAMAGED}
    sys.stdout.write(json.dumps(outcome))


def limit_process() -> None:
    """Limit memory, time, files and processes. A system that does not know a limit has the others."""
    for name, limit in (("AS", MEMORY), ("CPU", SECONDS), ("FSIZE", 0), ("CORE", 0), ("NPROC", 0)):
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))


def sheets(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the visible sheets, each with its name and its rows."""
    from python_calamine import load_workbook  # noqa: PLC0415 - after the limits are set

    check_size(content)
    workbook = load_workbook(BytesIO(content))
    errors = error_cells(content)
    left = MOST_TEXT
    visible = [item.name for item in workbook.sheets_metadata if str(item.visible) == VISIBLE]
    for name in visible[:MOST_SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        rows, is_whole = read_rows(sheet)
        fill_merged(rows, sheet.merged_cell_ranges or [])
        for row, column, text in errors.get(name, []):
            if row < len(rows) and column < MOST_COLUMNS:
                rows[row] += [""] * (column + 1 - len(rows[row]))
                rows[row][column] = text
        left -= sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        if left < 0:
            raise TooMuch
        yield {"name": name, "rows": rows, "is_whole": is_whole}


def check_size(content: bytes) -> None:
    """Refuse a file that is small and unpacks to much. What its directory does not tell, the memory's limit finds."""
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise TooMuch


def read_rows(sheet: Any) -> tuple[list[list[Any]], bool]:
    """Return the rows without empty ends, and whether these are all."""
    rows = [plain_row(row) for row in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)]
    while rows and not rows[-1]:
        rows.pop()
    is_whole = sheet.total_height <= MOST_ROWS or not any(any(map(is_shown, row)) for row in rest(sheet))
    return rows, is_whole


def rest(sheet: Any) -> Iterator[list[Any]]:
    """Return the rows below those that are read. A stray blank at the end of a sheet makes it a million rows long."""
    return islice(sheet.iter_rows(), max(0, MOST_ROWS - sheet.start[0]), None)


def is_shown(cell: Any) -> bool:
    """Return whether a cell shows something."""
    return not isinstance(cell, str) or bool(cell.strip())


def plain_row(row: list[Any]) -> list[Any]:
    """Return a row as JSON values, without its empty end."""
    cells = [plain_cell(cell) for cell in row[:MOST_COLUMNS]]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def plain_cell(cell: Any) -> Any:
    """Return a cell as a JSON value. A date is an object; a time of day is a text."""
    if isinstance(cell, str):
        return cell[:LONGEST_CELL]
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()}
    return {"date": cell.isoformat()} if isinstance(cell, date) else str(cell)


def fill_merged(rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give all cells of a range that is merged down one column its value: one agency beside several services."""
    for (top, left), (bottom, right) in ranges:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = rows[top][left]


def error_cells(content: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """Return the cells of an .xlsx that show an error, by sheet: row and column from 0. The library has them empty."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    with suppress(BadZipFile, KeyError, ET.ParseError), ZipFile(BytesIO(content)) as package:
        relations = parsed(package.read("xl/_rels/workbook.xml.rels"))
        parts = {item.get("Id"): item.get("Target", "") for item in relations}
        for sheet in parsed(package.read("xl/workbook.xml")).iter():
            part = parts.get(sheet.get(RELATION)) if sheet.tag.endswith("}sheet") else None
            if part:
                text = package.read(part.removeprefix("/") if part.startswith("/") else f"xl/{part}")
                cells = ERROR_CELL.finditer(text) if b't="e"' in text else ()
                found[sheet.get("name", "")] = [
                    (int(cell[2]) - 1, column_number(cell[1]), cell[3].decode()) for cell in cells
                ]
    return found


def parsed(content: bytes) -> ET.Element:
    """Parse XML. Entities that grow without end meet the limits of the process."""
    return ET.fromstring(content)  # noqa: S314 - the process that reads it has nothing to lose


def column_number(letters: bytes) -> int:
    """Return a column's number from 0 by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    main()
