"""`radap assess [FILE|-]`: compute the gaps of many services from a CSV file."""

import argparse
import codecs
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.config.data_files import load_criteria
from bot.config.settings import criteria_path
from bot.errors import UnreadableFile
from bot.shared.terminal_width import padded, text_width
from flows.operator_text import Text, Translatable, Translate
from flows.standard.batch_assessment import AssessedRow, RowFault, assess_rows, row_to_plain
from flows.standard.criteria import Criteria
from flows.standard.gap import Verdict
from flows.understanding.text_cleaning import clean_line

#: Spreadsheet programs save UTF-8 (with or without a BOM), UTF-16 (with one), or code page 874 on Thai Windows.
ENCODINGS = ("utf-8-sig", "cp874")
HEADINGS = (
    Translatable("service"),
    Translatable("group"),
    Translatable("missing"),
    Translatable("raise"),
    Translatable("processes"),
    Translatable("levels"),
)
NONE = Translatable("none")
VERDICTS = {
    Verdict.CONFORM: Translatable("conform"),
    Verdict.PARTIAL: Translatable("partial"),
    Verdict.NONE: Translatable("not at all"),
}
COLUMN_SEPARATOR = "  "


def run(options: argparse.Namespace) -> int:
    """Print the gaps to standard output and the faults to standard error; return 1 if there is a fault."""
    criteria = load_criteria(criteria_path())
    outcomes = [*assess_rows(criteria, io.StringIO(_read(options.file), newline=""))]
    rows = [outcome for outcome in outcomes if isinstance(outcome, AssessedRow)]
    faults = [outcome for outcome in outcomes if isinstance(outcome, RowFault)]
    if options.json:
        _print_json(criteria, rows)
    else:
        _print_table(criteria, rows, options.translate)
    for fault in faults:
        print(f"radap: {options.translate(fault.text)}", file=sys.stderr)
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


def _cells(criteria: Criteria, row: AssessedRow) -> tuple[Text, ...]:
    code = {level.id: level.code for level in criteria.levels}
    missing = ", ".join(row.gap.missing) or NONE
    raises = ", ".join(f"{item.process} {code[item.own]}→{code[item.recommended]}" for item in row.gap.raises) or NONE
    return (clean_line(row.service), row.group, missing, raises, VERDICTS[row.gap.processes], VERDICTS[row.gap.levels])


def _print_json(criteria: Criteria, rows: Iterable[AssessedRow]) -> None:
    """Print a line for each row: ASCII with escapes, which every terminal and pipe transports unchanged."""
    for row in rows:
        print(json.dumps(row_to_plain(criteria, row), separators=(",", ":")))


def _print_table(criteria: Criteria, rows: Sequence[AssessedRow], translate: Translate) -> None:
    """Print the rows under their headings, or nothing where there are no rows."""
    if not rows:
        return
    table = [[translate(cell) for cell in cells] for cells in (HEADINGS, *(_cells(criteria, row) for row in rows))]
    widths = [max(text_width(row[column]) for row in table) for column in range(len(HEADINGS))]
    for line in table:
        cells = (padded(cell, width) for cell, width in zip(line, widths, strict=True))
        print(COLUMN_SEPARATOR.join(cells).rstrip())
