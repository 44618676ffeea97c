"""Texts with cells: encodings, delimiters, quotation marks, pasted rows."""

from datetime import date

import pytest

from bot.sheets.sheet_reader import COMMAND_LINE_LIMITS, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.service_table.delimited_text import read_pasted
from flows.service_table.service_table import FaultKind, ServiceTable
from flows.service_table.sheet import Sheet
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from tests import worked_example

HEADINGS = "service,group,levels"


@pytest.fixture(scope="module")
def reader(criteria: Criteria, catalogues: Catalogues) -> TableReader:
    return TableReader(criteria, catalogues, TEXT_COLUMNS)


def read(reader: TableReader, text: str | bytes | Sheet, limit: int = 500) -> ServiceTable:
    if isinstance(text, Sheet):
        return reader.read([text], today=date(2026, 11, 30), limit=limit)
    content = text.encode() if isinstance(text, str) else text
    sheets = read_sheets(content, COMMAND_LINE_LIMITS)
    return reader.read(sheets, today=date(2026, 11, 30), limit=limit)


def faults(table: ServiceTable) -> list[tuple[int, FaultKind]]:
    return [(fault.place.row, fault.kind) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_is_read(reader: TableReader, encoding: str, delimiter: str) -> None:
    text = worked_example.CSV.replace(",", delimiter).replace("\n", "\r\n")
    (row,) = read(reader, text.encode(encoding)).rows
    assert (row.service, row.group) == (worked_example.SERVICE, worked_example.GROUP)


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_the_line_that_names_the_delimiter_is_no_row(reader: TableReader, line: str) -> None:
    (row,) = read(reader, f"{line}\r\nservice;group;levels\r\nก,ข;3.1;{'S' * 12}\r\n").rows
    assert (row.number, row.service) == (3, "ก,ข")


@pytest.mark.parametrize("dash", "–—−-‐‑‒﹣－")
def test_every_dash_is_no_level(reader: TableReader, dash: str) -> None:
    (row,) = read(reader, worked_example.CSV.replace("-", dash)).rows
    assert row.levels["tracking"] == "none"


@pytest.mark.parametrize("name", ["x" * 131_073, "x" * 1_000_000, '"' + "x, " * 50_000 + '"'])
def test_an_endless_cell_affects_only_its_row(reader: TableReader, name: str) -> None:
    table = read(reader, "\n".join((HEADINGS, f"{name},1,IIIIIIIIIIII", "after,1,IIIIIIIIIIII")))
    assert faults(table) == [(2, FaultKind.CELL_TOO_LONG)]
    assert [row.service for row in table.rows] == ["after"]


def test_a_first_line_with_an_endless_cell_is_named(reader: TableReader) -> None:
    table = read(reader, f"{HEADINGS},{'x' * 131_073}\nx,1,IIIIIIIIIIII\n")
    assert faults(table) == [(1, FaultKind.CELL_TOO_LONG)]


def test_a_mark_that_is_never_closed_affects_only_its_row(reader: TableReader) -> None:
    rows = (f"service {number},1,IIIIIIIIIIII" for number in range(100))
    table = read(reader, "\n".join((HEADINGS, '"open,1,IIIIIIIIIIII', *rows)))
    assert faults(table) == [(2, FaultKind.UNCLOSED_QUOTE)]
    assert len(table.rows) == 100


def test_cells_behind_the_headings_are_named(reader: TableReader) -> None:
    table = read(reader, f"{HEADINGS}\na,1,IIIIIIIIIIII,9\nb,1,IIIIIIIIIIII,9,9\nc,1,IIIIIIIIIIII,,")
    assert faults(table) == [(2, FaultKind.SURPLUS_CELLS), (3, FaultKind.SURPLUS_CELLS)]
    assert [row.service for row in table.rows] == ["c"]


def test_rows_over_the_limit_are_named_and_not_read(reader: TableReader) -> None:
    rows = (f"service {number},1,IIIIIIIIIIII" for number in range(501))
    table = read(reader, "\n".join((HEADINGS, *rows)))
    assert len(table.rows) == 500
    assert faults(table) == [(502, FaultKind.TOO_MANY_ROWS)]


def test_rows_pasted_from_a_spreadsheet_have_tabs(reader: TableReader) -> None:
    text = f"ชื่อบริการ\tกลุ่ม\tระดับ\nขาย, ซื้อ\t3.1\t{worked_example.LEVELS}\n\t2"
    table = read(reader, read_pasted(text))
    assert [(row.service, row.group) for row in table.rows] == [("ขาย, ซื้อ", "3.1")]
    assert faults(table) == [(3, FaultKind.NO_NAME)]


def test_rows_pasted_through_a_chat_have_blanks(reader: TableReader) -> None:
    text = f"ชื่อบริการ  กลุ่ม   ระดับ\nขาย ซื้อ  3.1  {worked_example.LEVELS}\nจด ทะเบียน    2    {'S' * 12}"
    table = read(reader, read_pasted(text))
    assert [(row.service, row.group) for row in table.rows] == [("ขาย ซื้อ", "3.1"), ("จด ทะเบียน", "2")]


def test_pasted_lines_are_names(reader: TableReader) -> None:
    table = read(reader, read_pasted("บริการ ก\nบริการ ข\n\nบริการ ค\n"))
    assert [(row.number, row.service) for row in table.unfilled] == [(1, "บริการ ก"), (2, "บริการ ข"), (4, "บริการ ค")]
    assert not table.has_headings


def test_a_sentence_is_no_table(reader: TableReader, catalogues: Catalogues) -> None:
    table = read(reader, read_pasted("ขอแม่แบบ"))
    assert faults(table) == [(1, FaultKind.NO_HEADINGS)]
    (fault,) = table.faults
    assert fault.text(catalogues[Language.THAI]).startswith("แถวที่ 1 คอลัมน์ A “ชื่อบริการ”: ไม่พบแถวหัวตาราง")
