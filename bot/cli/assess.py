"""`radap assess [FILE|-]`: the gaps of many services from a spreadsheet."""

import argparse
import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from bot.config.data_files import load_criteria
from bot.config.settings import CriteriaSettings
from bot.errors import UnreadableFile
from flows.standard.batch_assessment import AssessedRow, RowFault, assess_rows, row_to_plain
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line

#: Spreadsheets save UTF-8 (with or without a mark at the start), UTF-16 (with one), or on Thai Windows code page 874.
ENCODINGS = ("utf-8-sig", "cp874")
HEADINGS = ("service", "group", "missing", "raise", "processes", "levels")
GAP_BETWEEN_COLUMNS = "  "


def run(options: argparse.Namespace) -> int:
    """Print every gap on standard output and every fault on standard error; 1 where there was a fault."""
    criteria = load_criteria(CriteriaSettings().criteria_file)
    outcomes = [*assess_rows(criteria, io.StringIO(_read(options.file), newline=""))]
    rows = [outcome for outcome in outcomes if isinstance(outcome, AssessedRow)]
    faults = [outcome for outcome in outcomes if isinstance(outcome, RowFault)]
    if options.json:
        for row in rows:
            # Letters as escapes, so that every terminal and pipe carries them unharmed.
            print(json.dumps(row_to_plain(criteria, row), separators=(",", ":")))
    elif rows:
        _print_table([HEADINGS, *(_cells(criteria, row) for row in rows)])
    for fault in faults:
        print(f"radap: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _read(name: str) -> str:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ENCODINGS:
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


def _print_table(table: Sequence[Sequence[str]]) -> None:
    widths = [max(_width(row[column]) for row in table) for column in range(len(HEADINGS))]
    for row in table:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print(GAP_BETWEEN_COLUMNS.join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: Thai vowels and tone marks above and below take none."""
    return sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)
