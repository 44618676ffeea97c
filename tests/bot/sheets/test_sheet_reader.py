"""Files are told apart by their content, and a workbook is read in a process with limits."""

import asyncio
import os
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from xlsxwriter import Workbook

from bot.errors import SheetRefusal, SheetRefused
from bot.sheets.sheet_reader import CHAT_LIMITS, MIB, FileLimits, SheetReader, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.service_table.service_table import FaultKind
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria

CASES = Path(__file__).parents[2] / "data" / "cases"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TODAY = date(2026, 11, 30)


def workbook(*cells: tuple[int, int, str], sheets: int = 1) -> bytes:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for row, column, text in cells:
                sheet.write_string(row, column, text)
    return content.getvalue()


def archive(**parts: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def odf(kind: str) -> bytes:
    return archive(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode())


def refusal(content: bytes, limits: FileLimits = CHAT_LIMITS) -> SheetRefusal:
    with pytest.raises(SheetRefused) as refused:
        read_sheets(content, limits)
    return refused.value.refusal


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", SheetRefusal.EMPTY),
        (b" \r\n\t", SheetRefusal.EMPTY),
        (b"%PDF-1.7", SheetRefusal.PDF),
        (b"\xff\xd8\xff\xe0 JFIF", SheetRefusal.PICTURE),
        (b"GIF89a", SheetRefusal.PICTURE),
        (b"RIFF1234WEBPVP8 ", SheetRefusal.PICTURE),
        (b"\x00\x00\x00\x18ftypheic", SheetRefusal.PICTURE),
        (b"BM" + bytes(60), SheetRefusal.PICTURE),
        (b"Rar!\x1a\x07\x00", SheetRefusal.DOCUMENT),
        (b"{\\rtf1", SheetRefusal.DOCUMENT),
        (archive(word__document=b"<w/>"), SheetRefusal.DOCUMENT),
        (odf("text"), SheetRefusal.DOCUMENT),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), SheetRefusal.DOCUMENT),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), SheetRefusal.ENCRYPTED),
        (OLE + bytes(600), SheetRefusal.DAMAGED),
        (b"PK\x03\x04 no archive", SheetRefusal.DAMAGED),
        (odf("spreadsheet"), SheetRefusal.DAMAGED),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", SheetRefusal.WEB_PAGE),
        (b"<TABLE><tr></tr></TABLE>", SheetRefusal.WEB_PAGE),
        (bytes(range(256)) * 4, SheetRefusal.UNKNOWN),
        (b"a,b\x00c", SheetRefusal.UNKNOWN),
    ],
)
def test_a_file_of_another_kind_is_named(content: bytes, expected: SheetRefusal, catalogues: Catalogues) -> None:
    assert refusal(content) is expected
    for language in Language:
        assert len(SheetRefused(expected, size="3", limit="2").officer_text(catalogues[language])) > 20


def test_a_text_that_begins_like_a_picture_is_a_text() -> None:
    (sheet,) = read_sheets("BMA service,group\nก,1\n".encode(), CHAT_LIMITS)
    assert sheet.grid == (("BMA service", "group"), ("ก", "1"))


def test_a_file_over_the_limit_is_refused_with_its_size(catalogues: Catalogues) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheets(bytes(3 * MIB), CHAT_LIMITS)
    assert refused.value.values == {"size": "3", "limit": "2"}
    assert "3 MiB" in refused.value.officer_text(catalogues[Language.THAI])


def test_an_archive_that_unpacks_to_much_is_refused_before_it_is_unpacked() -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", bytes(200 * MIB))
    assert len(content.getvalue()) < CHAT_LIMITS.file_bytes
    assert refusal(content.getvalue()) is SheetRefusal.TOO_MUCH_CONTENT


def test_a_sheet_that_needs_more_memory_than_the_process_has_is_refused() -> None:
    # A cell in the last row and column: the library holds 16,384 columns of a million rows.
    assert refusal(workbook((0, 0, "a"), (1_048_575, 16_383, "b"))) is SheetRefusal.TOO_MUCH_CONTENT


def test_a_stray_blank_in_the_last_row_does_not_matter() -> None:
    (sheet,) = read_sheets(workbook((0, 0, "a"), (1, 0, "b"), (1_048_575, 0, " ")), CHAT_LIMITS)
    assert (sheet.grid, sheet.faults) == ((("a",), ("b",)), ())


def test_rows_that_are_not_read_are_named() -> None:
    (sheet,) = read_sheets(workbook((0, 0, "a"), (30_000, 0, "b")), CHAT_LIMITS)
    assert [(fault.place.row, fault.kind) for fault in sheet.faults] == [(20_001, FaultKind.TOO_MANY_ROWS)]


def test_formulas_are_not_evaluated_and_links_not_followed(tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["=1+1", '=HYPERLINK("http://127.0.0.1:1/","x")', '=WEBSERVICE("http://127.0.0.1:1/")', "text"])
    book.save(tmp_path / "formulas.xlsx")
    (read,) = read_sheets((tmp_path / "formulas.xlsx").read_bytes(), CHAT_LIMITS)
    # openpyxl stores formulas without their values.
    assert read.grid == (("", "", "", "text"),)


def test_hidden_sheets_are_not_read_and_a_second_table_is_named(criteria: Criteria, catalogues: Catalogues) -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for name, is_hidden in (("ปก", False), ("ซ่อน", True), ("หนึ่ง", False), ("สอง", False)):
            sheet = book.add_worksheet(name)
            if name != "ปก":
                sheet.write_row(0, 0, ("ชื่อบริการ", "กลุ่ม", "ระดับ"))
                sheet.write_row(1, 0, (f"บริการ {name}", "2", "S" * 12))
            if is_hidden:
                sheet.hide()
    table = TableReader(criteria, catalogues, TEXT_COLUMNS).read(
        read_sheets(content.getvalue(), CHAT_LIMITS), today=TODAY, limit=500
    )
    assert [row.service for row in table.rows] == ["บริการ หนึ่ง"]
    assert table.other_sheets == ("สอง",)


async def test_the_server_reads_several_files_at_once_and_leaves_no_process() -> None:
    reader, others = SheetReader(), _children()
    contents = [workbook((0, 0, f"file {number}")) for number in range(6)]
    read = await asyncio.gather(*map(reader.read, contents), reader.read(b"a;b\n1;2\n"))
    assert [sheets[0].grid[0][0] for sheets in read] == [*(f"file {number}" for number in range(6)), "a"]
    with pytest.raises(SheetRefused):
        await reader.read(workbook((0, 0, "a"), (1_048_575, 16_383, "b")))
    assert _children() == others


async def test_a_reading_that_is_cancelled_leaves_no_process() -> None:
    others = _children()
    task = asyncio.create_task(SheetReader().read(workbook((0, 0, "a"), (900_000, 3, "b"))))
    await asyncio.sleep(0)
    while not task.done() and _children() == others:
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _children() == others


def _children() -> list[str]:
    """The processes that this one started; a session's servers may be among them."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()


def test_the_process_has_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # What is started instead of Python tells what it was given.
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\nenv > {tmp_path}/environment\nprintf '{{\"sheets\": []}}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "geheim")
    monkeypatch.setattr("bot.sheets.sheet_reader.PROGRAM", (str(program),))
    assert read_sheets(workbook(), CHAT_LIMITS) == ()
    assert "geheim" not in (tmp_path / "environment").read_text()


def test_a_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sheets.sheet_reader.PROGRAM", ("sleep", "60"))
    monkeypatch.setattr("bot.sheets.sheet_reader.SECONDS", 0.05)
    assert refusal(workbook()) is SheetRefusal.TOO_MUCH_CONTENT


@pytest.mark.parametrize(
    ("case", "rows"),
    [
        ("csv-sep-line", ["2 SSSSSSSSSSSS"]),
        ("csv-rows-without-trailing-commas", ["2 SSSSSSSSSSSS"] * 2),
        ("csv-rows-with-extra-trailing-commas", ["2 SSSSSSSSSSSS"]),
        ("csv-group-as-number", ["2 SSSSSSSSSSSS", "3.1 SSSSSSSSSSSS"]),
        ("csv-other-hyphens", ["2 ------------"] * 3 + ["2 SSSSSSSSSSSS"] * 2),
        ("csv-second-bom", ["2 SSSSSSSSSSSS"]),
    ],
)
def test_a_reported_csv_is_read(case: str, rows: list[str], criteria: Criteria, catalogues: Catalogues) -> None:
    sheets = read_sheets((CASES / f"{case}.csv").read_bytes(), CHAT_LIMITS)
    table = TableReader(criteria, catalogues, TEXT_COLUMNS).read(sheets, today=TODAY, limit=500)
    code = {level.id: level.code for level in criteria.levels}
    assert [f"{row.group} {''.join(code[level] for level in row.levels.values())}" for row in table.rows] == rows
    assert table.faults == ()


def test_a_password_of_libreoffice_is_named() -> None:
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data>'
        b"</manifest:encryption-data></manifest:file-entry></manifest:manifest>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    content = archive(mimetype=kind, **{"META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x01"})
    assert refusal(content) is SheetRefusal.ENCRYPTED
