"""The cells of a table as values and as text, and the apostrophe that keeps a text from being a formula."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

#: What a cell of a workbook holds. An empty cell is an empty text. Times of day are texts such as `03:01`.
Cell: TypeAlias = str | int | float | bool | date

#: Rows of cells; they may differ in length.
Grid: TypeAlias = Sequence[Sequence[Cell]]

#: What a spreadsheet program shows where a formula has no value: Excel's words, and LibreOffice's numbers.
FORMULA_ERROR = re.compile(r"#[A-Z0-9/]{2,12}[!?]|#N/A|Err:\d{3}", re.IGNORECASE)
#: A text in CSV that Excel takes as it is: ="3.1".
TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')

#: A spreadsheet program takes a text that begins with one of these as a formula (OWASP: CSV injection).
FORMULA_SIGNS = "=+\\-@\x00-\x1f\x7f＝＋－＠"
IS_FORMULA = re.compile(f"[{FORMULA_SIGNS}]")
NEEDS_APOSTROPHE = re.compile(f"'*[{FORMULA_SIGNS}]")
HAS_APOSTROPHE = re.compile(f"'+[{FORMULA_SIGNS}]")
APOSTROPHE = "'"


def cell_text(cell: Cell) -> str:
    """Return what a cell shows: whole numbers without a fraction, dates in ISO 8601."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return _bare(cell) if isinstance(cell, str) else str(cell)


def _bare(text: str) -> str:
    """Return a text without the formula or the apostrophe that only keeps it a text."""
    stripped = text.strip()
    if found := TEXT_FORMULA.fullmatch(stripped):
        return found[1].replace('""', '"')
    return without_apostrophe(text)


def is_empty(cell: Cell) -> bool:
    """Return whether a cell shows nothing."""
    return isinstance(cell, str) and not cell.strip()


def is_formula_error(text: str) -> bool:
    """Return whether a text is what a spreadsheet program shows for a formula without a value."""
    return bool(FORMULA_ERROR.fullmatch(text.strip()))


def with_apostrophe(text: str) -> str:
    """Return a text for CSV. One that would be a formula, or read back as another text, gets an apostrophe."""
    return APOSTROPHE + text if NEEDS_APOSTROPHE.match(text) else text


def as_string_cell(text: str) -> str:
    """Return a text for a cell that is stored as a text: it is no formula, but must not read back as another text."""
    is_read_otherwise = HAS_APOSTROPHE.match(text) or TEXT_FORMULA.fullmatch(text.strip())
    return APOSTROPHE + text if is_read_otherwise else text


def would_be_formula(text: str) -> bool:
    """Return whether a program would take a text for a formula when somebody edits its cell."""
    return bool(IS_FORMULA.match(text))


def without_apostrophe(text: str) -> str:
    """Return a text without the one apostrophe that `with_apostrophe` sets."""
    return text[1:] if HAS_APOSTROPHE.match(text) else text
