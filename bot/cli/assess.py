"""`radap assess [FILE|-]`: compute the gaps of many services from a CSV file."""

import argparse
import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.config.data_files import load_criteria
from bot.config.settings import criteria_path
from bot.errors import UnreadableFile
from flows.standard.batch_assessment import AssessedRow, RowFault, assess_rows, row_to_plain
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line

#: Spreadsheet programs save UTF-8 (with or without a BOM), UTF-16 (with one), or code page 874 on Thai Windows.
ENCODINGS = ("utf-8-sig", "cp874")
HEADINGS = ("service", "group", "missing", "raise", "processes", "levels")
COLUMN_SEPARATOR = "  "


def run(options: argparse.Namespace) -> int:
    """Print the gaps to standard output and the faults to standard error; return 1 if there is a fault."""
    criteria = load_criteria(criteria_path())
    outcomes = [*assess_rows(criteria, io.StringIO(_read(options.file), newline=""))]
    rows = [outcome for outcome in outcomes if isinstance(outcome, AssessedRow)]
    faults = [outcome for outcome in outcomes if isinstance(outcome, RowFault)]
    (_print_json if options.json else _print_table)(criteria, rows)
    for fault in faults:
        print(f"radap: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _read(name: str) -> str:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    has_utf16_bom = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if has_utf16_bom else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(name)


def _cells(criteria: Criteria, row: AssessedRow) -> tuple[str, ...]:
    code = {level.id: level.code for level in criteria.levels}
    missing = ", ".join(row.gap.missing) or "none"
    raises = ", ".join(f"{item.process} {code[item.own]}→{code[item.recommended]}" for item in row.gap.raises) or "none"
    return (clean_line(row.service), row.group, missing, raises, row.gap.processes.value, row.gap.levels.value)


def _print_json(criteria: Criteria, rows: Iterable[AssessedRow]) -> None:
    """Print a line for each row: ASCII with escapes, which every terminal and pipe transports unchanged."""
    for row in rows:
        print(json.dumps(row_to_plain(criteria, row), separators=(",", ":")))


def _print_table(criteria: Criteria, rows: Sequence[AssessedRow]) -> None:
    """Print the rows under their headings, or nothing where there are no rows."""
    if not rows:
        return
    table = [HEADINGS, *(_cells(criteria, row) for row in rows)]
    widths = [max(_width(row[column]) for row in table) for column in range(len(HEADINGS))]
    for line in table:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        print(COLUMN_SEPARATOR.join(cells).rstrip())


def _width(text: str) -> int:
    """Return the width on a terminal. Thai vowels and tone marks above and below have none."""
    return sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)
