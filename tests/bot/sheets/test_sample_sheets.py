"""Sheets as officers make them are read as they are meant (tests/data/sheets)."""

import json
from datetime import date
from typing import Any

import pytest

from bot.errors import SheetRefused
from bot.sheets.sheet_reader import CHAT_LIMITS, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.service_table.service_table import ServiceRow, ServiceTable, TableFault, TableRemark, column_letters
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from tests.bot.sheets.sample_sheets import FOLDER, READINGS, files, reading_to_plain

TODAY = date(2026, 11, 30)
READ = json.loads(READINGS.read_text("utf-8"))
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix not in {".json", ".md"})


@pytest.fixture(scope="module")
def reader(criteria: Criteria, catalogues: Catalogues) -> TableReader:
    return TableReader(criteria, catalogues, TEXT_COLUMNS)


def row_to_plain(criteria: Criteria, row: ServiceRow) -> dict[str, Any]:
    others = {key: text for key, text in row.service_data.items() if key not in {"service", "agency"}}
    return {
        "row": row.number,
        "service": row.service,
        "agency": row.agency,
        "group": row.group,
        "levels": "".join(criteria.level_by_id[level].code for level in row.levels.values()),
        **others,
        **({"assessed_on": row.assessed_on.isoformat()} if row.assessed_on else {}),
    }


def place_to_plain(item: TableFault | TableRemark) -> dict[str, Any]:
    column = "" if item.place.column is None else column_letters(item.place.column)
    return {"row": item.place.row, "column": column, "kind": item.kind.rpartition(".")[2]}


def table_to_plain(criteria: Criteria, table: ServiceTable) -> dict[str, Any]:
    return {
        "rows": [row_to_plain(criteria, row) for row in table.rows],
        "unfilled": [{"row": row.number, "service": row.service} for row in table.unfilled],
        "faults": [place_to_plain(fault) for fault in table.faults],
        "remarks": [place_to_plain(remark) for remark in table.remarks],
    }


TABLES = [name for name in FILES if "refused" not in READ[name]]


@pytest.mark.parametrize("name", TABLES)
def test_a_sheet_is_read_as_it_is_meant(
    name: str, reader: TableReader, criteria: Criteria, catalogues: Catalogues
) -> None:
    sheets = read_sheets((FOLDER / name).read_bytes(), CHAT_LIMITS)
    table = reader.read(sheets, today=TODAY, limit=CHAT_LIMITS.rows)
    assert table_to_plain(criteria, table) == READ[name]
    for language in Language:
        items: list[TableFault | TableRemark] = [*table.faults, *table.remarks]
        texts = [item.text(catalogues[language]) for item in items]
        assert all("{" not in text for text in texts)


@pytest.mark.parametrize("name", sorted({*FILES} - {*TABLES}))
def test_a_file_that_is_no_table_is_refused_whatever_its_name_says(name: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheets((FOLDER / name).read_bytes(), CHAT_LIMITS)
    assert refused.value.refusal == f"table.file.{READ[name]['refused']}"


def test_the_readings_are_those_of_the_script() -> None:
    written = {name: reading_to_plain(reading) for name, reading in files()}
    assert sorted(written) == FILES
    assert len(FILES) >= 60
    assert written == READ
