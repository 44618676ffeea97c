"""Broken files: whatever their bytes are, they are read or refused with a typed error.

`make soak` tries 10,000; BROKEN_FILES sets how many.
"""

import os
import random
from datetime import date

import pytest

from bot.errors import SheetRefused
from bot.sheets.sheet_reader import CHAT_LIMITS, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from tests.bot.sheets.sample_sheets import FOLDER

BROKEN_FILES = int(os.environ.get("BROKEN_FILES", "100"))
PARTS = 4
SOURCES = [
    FOLDER / f"{name}"
    for name in ("twelve.xlsx", "twelve.openpyxl.xlsx", "twelve.ods", "twelve.xls", "twelve.csv", "signs.utf16.csv")
]


def broken(content: bytes, chance: random.Random) -> bytes:
    """Return a file that was cut, changed in some bits, filled with something else, or joined with itself."""
    data = bytearray(content)
    match chance.randrange(5):
        case 0:
            return bytes(data[: chance.randrange(len(data))])
        case 1:
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 2:
            start = chance.randrange(len(data))
            data[start : start + chance.randint(1, 200)] = chance.randbytes(chance.randint(0, 200))
        case 3:
            return bytes(data[:8]) + chance.randbytes(chance.randint(0, 3000))
        case _:
            start = chance.randrange(len(data))
            return bytes(data[start:] + data[:start])
    return bytes(data)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_broken_file_is_read_or_refused(part: int, criteria: Criteria, catalogues: Catalogues) -> None:
    reader, outcomes = TableReader(criteria, catalogues, TEXT_COLUMNS), set[str]()
    for number in range(part, BROKEN_FILES, PARTS):
        chance = random.Random(number)
        content = broken(SOURCES[number % len(SOURCES)].read_bytes(), chance)
        try:
            sheets = read_sheets(content, CHAT_LIMITS)
        except SheetRefused as refused:
            outcomes.add(refused.refusal)
            continue
        table = reader.read(sheets, today=date(2026, 11, 30), limit=CHAT_LIMITS.rows)
        outcomes.add("read" if table.rows else "faults")
        assert all(fault.text(catalogues[Language.THAI]) for fault in table.faults)
    assert "read" in outcomes
    assert len(outcomes) >= 3
