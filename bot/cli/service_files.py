"""Reads a file of services for a command."""

import sys
from collections.abc import Callable
from pathlib import Path

from bot.cli.file_output import STANDARD_OUTPUT
from bot.sheets.sheet_reader import COMMAND_LINE_LIMITS, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.dates import day_of
from flows.i18n.wording import Catalogues, Wording
from flows.operator_text import Translatable
from flows.service_table.service_table import ServiceTable
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria

PROGRESS = Translatable("{count} services read")


def read_services(
    name: str, criteria: Criteria, catalogues: Catalogues, now: float, show_progress: Callable[[int], None]
) -> ServiceTable:
    """Read a file, or standard input for `-`. `now` is in seconds since 1970 (UTC).

    Raises SheetRefused for a file that is no table, and OSError.
    """
    content = sys.stdin.buffer.read() if name == STANDARD_OUTPUT else Path(name).read_bytes()
    reader = TableReader(criteria, catalogues, TEXT_COLUMNS)
    sheets = read_sheets(content, COMMAND_LINE_LIMITS)
    return reader.read(sheets, today=day_of(int(now)), limit=COMMAND_LINE_LIMITS.rows, show_progress=show_progress)


def print_faults(table: ServiceTable, wording: Wording) -> None:
    """Print what keeps rows from being read, and how unclear places were read, to standard error."""
    lines = [*(fault.text(wording) for fault in table.faults), *(remark.text(wording) for remark in table.remarks)]
    if table.other_sheets:
        lines.append(wording("table.other_sheets", sheets=", ".join(table.other_sheets)))
    for line in lines:
        print(f"radap: {line}", file=sys.stderr)
