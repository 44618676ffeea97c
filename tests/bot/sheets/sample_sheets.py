"""Writes the sample sheets of tests/data/sheets with their readings: `python -m tests.bot.sheets.sample_sheets`.

The readings are written by hand below; the product's reader is not asked.
"""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook as OpenpyxlWorkbook
from xlsxwriter import Workbook

FOLDER = Path(__file__).parents[2] / "data" / "sheets"

READINGS = FOLDER / "readings.json"

Value = str | int | float | bool | date | None
Rows = Sequence[Sequence[Value]]

NAMES = (
    "สืบค้นข้อมูล",
    "พิสูจน์และยืนยันตัวตน",
    "ทำและยื่นคำขอ",
    "ตรวจและพิจารณาคำขอ",
    "อนุมัติ",
    "ชำระค่าธรรมเนียม",
    "ออกใบอนุญาต/เอกสาร",
    "จัดส่งใบอนุญาต/เอกสาร",
    "ติดตามสถานะและแจ้งเตือน",
    "แสดงผลใบอนุญาต",
    "ความมั่นคงปลอดภัย",
    "สนับสนุนทางเทคนิค",
)
FULL_NAMES = (
    "การสืบค้นข้อมูล",
    "การพิสูจน์และยืนยันตัวตน",
    "การจัดทำแบบคำขอและยื่นคำขอ",
    "การตรวจสอบและพิจารณาคำขอ",
    "การอนุมัติ",
    "การชำระค่าธรรมเนียม",
    "กระบวนการออกใบอนุญาตหรือเอกสารอื่น",
    "กระบวนการจัดส่งใบอนุญาตหรือเอกสารอื่น",
    "การติดตามสถานะและการแจ้งเตือน",
    "การแสดงผลใบอนุญาต (ใบอนุญาตที่ต้องเปิดเผย)",
    "ความมั่นคงปลอดภัย",
    "การสนับสนุนทางเทคนิคให้ผู้รับบริการ",
)
ENGLISH = (
    "Finding information",
    "Identity",
    "Request",
    "Checking the request",
    "Approval",
    "Paying fees",
    "Issuing the document",
    "Delivering the document",
    "Tracking and notification",
    "Displaying the licence",
    "Security",
    "Technical support",
)
WORDS = {"-": "ไม่มี", "I": "เริ่มต้น", "S": "มาตรฐาน", "A": "สูง"}
EXAMPLE = "SISIASII-III"
ALL_S, ALL_I, NONE = "S" * 12, "I" * 12, "-" * 12
SMALL, PERMIT, MARKET = "ขออนุญาตขายสินค้าควบคุม", "ต่ออายุใบอนุญาต", "จดทะเบียนตลาด"
AGENCY = "กรมการค้าภายใน"


@dataclass(frozen=True)
class Reading:
    """What is read: rows as number, service, agency, group and codes; faults as row, column's letter and kind."""

    rows: Sequence[tuple[int, str, str, str, str]] = ()
    unfilled: Sequence[tuple[int, str]] = ()
    faults: Sequence[tuple[int, str, str]] = ()
    remarks: Sequence[tuple[int, str, str]] = ()
    more: dict[int, dict[str, str]] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True)
class Sample:
    """A sheet: its rows, its right reading, the ends of the names of its files, and cells that are merged."""

    name: str
    rows: Rows
    reading: Reading
    files: Sequence[str] = ("xlsx",)
    merged: Sequence[str] = ()
    formats: dict[str, str] = field(default_factory=dict)
    formulas: dict[str, tuple[str, str]] = field(default_factory=dict)


def words(codes: str) -> list[Value]:
    return [WORDS[code] for code in codes]


def numbered(names: Sequence[str]) -> list[Value]:
    return [f"{number}. {name}" for number, name in enumerate(names, 1)]


def ok(*rows: tuple[int, str, str, str, str], **others: Any) -> Reading:
    return Reading(rows=rows, **others)


def ticks(codes: str, tick: str = "✓") -> list[Value]:
    return [tick if code == level else "" for code in codes for level in "ISA"]


SIMPLE: Rows = (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "3.1", EXAMPLE), (PERMIT, "2", ALL_S))
SIMPLE_READING = ok((2, SMALL, "", "3.1", EXAMPLE), (3, PERMIT, "", "2", ALL_S))
TWELVE: Rows = (
    ("ชื่อบริการ", "หน่วยงานรับผิดชอบ", "กลุ่มการให้บริการ", *numbered(NAMES)),
    (SMALL, AGENCY, "3.1", *words(EXAMPLE)),
    (PERMIT, AGENCY, "ธุรกรรมระดับชาติ", *words(ALL_S)),
)
TWELVE_READING = ok((2, SMALL, AGENCY, "3.1", EXAMPLE), (3, PERMIT, AGENCY, "3.2", ALL_S))

SAMPLES = (
    Sample("signs", SIMPLE, SIMPLE_READING, ("xlsx", "openpyxl.xlsx", "ods", "xls", "csv", "cp874.csv", "utf16.csv")),
    Sample(
        "twelve", TWELVE, TWELVE_READING, ("xlsx", "openpyxl.xlsx", "ods", "xls", "csv", "semicolon.csv", "tab.tsv")
    ),
    Sample("separator-line", SIMPLE, ok((3, SMALL, "", "3.1", EXAMPLE), (4, PERMIT, "", "2", ALL_S)), ("sep.csv",)),
    Sample("two-marks", SIMPLE, SIMPLE_READING, ("two-marks.csv",)),
    Sample("pipes", SIMPLE, SIMPLE_READING, ("pipe.txt",)),
    Sample(
        "english-any-order",
        (
            ("Levels", "Group", "Agency", "Service", "Assessor"),
            (EXAMPLE, "Local transactions", "Ministry of Commerce", "Permit to sell", "Ms Example"),
            (ALL_I, "group 4", "Ministry of Commerce", "Another permit", ""),
        ),
        ok(
            (2, "Permit to sell", "Ministry of Commerce", "3.1", EXAMPLE),
            (3, "Another permit", "Ministry of Commerce", "4", ALL_I),
            more={2: {"assessor": "Ms Example"}},
        ),
        ("xlsx", "csv"),
    ),
    Sample(
        "english-processes",
        (("Service name", "Service group", *ENGLISH), ("Permit", 2, *["Standard", "Initial", "Advanced", "None"] * 3)),
        ok((2, "Permit", "", "2", "SIA-" * 3)),
    ),
    Sample(
        "full-names",
        (("งานบริการ", "กลุ่มบริการ", *FULL_NAMES), (SMALL, "กลุ่ม 3.1", *words(EXAMPLE))),
        ok((2, SMALL, "", "3.1", EXAMPLE)),
    ),
    Sample(
        "full-names-with-line-breaks",
        (
            ("ชื่อบริการ", "กลุ่มบริการ", *(f"{number})\n{name}" for number, name in enumerate(FULL_NAMES, 1))),
            (SMALL, "กลุ่ม 3.1", *words(EXAMPLE)),
        ),
        ok((2, SMALL, "", "3.1", EXAMPLE)),
        ("xlsx", "ods"),
    ),
    Sample(
        "process-numbers",
        (
            ("ที่", "ชื่อบริการ", "กลุ่ม", *(f"ข้อ {number}" for number in range(1, 13))),
            (1, SMALL, 3.1, *[2, 1, 2, 1, 3, 2, 1, 1, 0, 1, 1, 1]),
            (2, PERMIT, 2, *[2] * 12),
        ),
        ok((2, SMALL, "", "3.1", EXAMPLE), (3, PERMIT, "", "2", ALL_S)),
        ("xlsx", "ods", "xls", "csv"),
    ),
    Sample(
        "process-numbers-shuffled",
        (
            ("ชื่อบริการ", "กลุ่ม", *(str(number) for number in range(12, 0, -1))),
            (SMALL, "๓.๑", *reversed(words(EXAMPLE))),
        ),
        ok((2, SMALL, "", "3.1", EXAMPLE)),
    ),
    Sample(
        "thai-digits",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "๓.๑", "๒๑๒๑๓๒๑๑๐๑๑๑"), (PERMIT, "กลุ่ม ๒", "๒" * 12)),
        SIMPLE_READING,
        ("xlsx", "csv", "cp874.csv"),
    ),
    Sample(
        "level-spellings",
        (
            ("ชื่อบริการ", "กลุ่ม", *NAMES),
            (
                *("บริการ ก", "1", "ระดับมาตรฐาน", "I", "มาตรฐาน (S)", "ระดับ 1", "ก้าวหน้า", "S = มาตรฐาน", "๑", 1),
                *("ยังไม่มี", "initial", "Initial level", "i"),
            ),
        ),
        ok((2, "บริการ ก", "", "1", EXAMPLE)),
        ("xlsx", "xls", "csv"),
    ),
    Sample(
        "misspelt-levels",
        (("ชื่อบริการ", "กลุ่ม", *NAMES), (SMALL, "1", *["มาตราฐาน"] * 12), (PERMIT, "1", *["มาตราฐาน"] * 11, "ดีมาก")),
        ok(
            (2, SMALL, "", "1", ALL_S),
            faults=((3, "N", "unknown_level"),),
            remarks=tuple((2, letter, "read_as") for letter in "CDEFGHIJKLMN"),
        ),
    ),
    Sample(
        "title-rows",
        (
            ("แบบสำรวจระดับบริการอิเล็กทรอนิกส์ ประจำปี 2569",),
            ("หน่วยงาน: กรมการค้าภายใน",),
            (),
            *SIMPLE,
            (),
            ("หมายเหตุ: I = เริ่มต้น S = มาตรฐาน A = สูง",),
            ("รวม", 2),
        ),
        ok((5, SMALL, AGENCY, "3.1", EXAMPLE), (6, PERMIT, AGENCY, "2", ALL_S)),
        ("xlsx", "ods", "csv"),
        merged=("A1:C1", "A2:C2"),
    ),
    Sample(
        "two-heading-rows",
        (
            ("ที่", "ชื่อบริการ", "กลุ่ม", "ระดับของกระบวนการ", *[None] * 11, "หมายเหตุ"),
            (None, None, None, *numbered(NAMES), None),
            (1, SMALL, "3.1", *words(EXAMPLE), "รอปรับปรุง"),
            (2, PERMIT, "2", *words(ALL_S), None),
        ),
        ok((3, SMALL, "", "3.1", EXAMPLE), (4, PERMIT, "", "2", ALL_S)),
        ("xlsx", "xls", "csv"),
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:O1", "P1:P2"),
    ),
    Sample(
        "numbering-row",
        (
            ("ที่", "ชื่อบริการ", "กลุ่ม", "ระดับ"),
            ("(1)", "(2)", "(3)", "(4)"),
            (1, SMALL, "3.1", EXAMPLE),
        ),
        ok((3, SMALL, "", "3.1", EXAMPLE)),
    ),
    Sample(
        "paper-form-ticks",
        (
            (None, "ชื่อบริการ", "กลุ่ม", *(cell for name in numbered(NAMES) for cell in (name, None, None))),
            (None, None, None, *["I", "S", "A"] * 12),
            (1, SMALL, "3.1", *ticks(EXAMPLE)),
            (2, PERMIT, "2", *ticks(ALL_S, "/")),
            (3, MARKET, "2", *ticks(ALL_I, "x")),
        ),
        ok((3, SMALL, "", "3.1", EXAMPLE), (4, PERMIT, "", "2", ALL_S), (5, MARKET, "", "2", ALL_I)),
        ("xlsx", "ods", "csv"),
        merged=("D1:F1", "G1:I1"),
    ),
    Sample(
        "paper-form-two-ticks",
        (
            ("ชื่อบริการ", "กลุ่ม", *(cell for name in NAMES for cell in (name, None, None))),
            (None, None, *["เริ่มต้น", "มาตรฐาน", "สูง"] * 12),
            (SMALL, "3.1", "✓", "✓", "", *ticks(EXAMPLE)[3:]),
        ),
        Reading(faults=((3, "C", "several_ticks"),)),
    ),
    Sample(
        "ticks-without-levels",
        (("ชื่อบริการ", "กลุ่ม", *NAMES), (SMALL, "3.1", "✓", *words(EXAMPLE)[1:])),
        Reading(faults=((2, "C", "tick_alone"),)),
    ),
    Sample(
        "group-made-a-date",
        (
            ("ชื่อบริการ", "กลุ่ม", "ระดับ"),
            (SMALL, date(2026, 1, 3), EXAMPLE),
            (PERMIT, date(2026, 3, 2), ALL_S),
            (MARKET, date(2026, 5, 7), ALL_S),
        ),
        ok(
            (2, SMALL, "", "3.1", EXAMPLE),
            (3, PERMIT, "", "3.2", ALL_S),
            faults=((4, "B", "group_is_date"),),
            remarks=((2, "B", "read_as"), (3, "B", "read_as")),
        ),
        ("xlsx", "ods", "xls"),
        formats={"B": "dd-mmm"},
    ),
    Sample(
        "group-as-short-date",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "03-ม.ค.", EXAMPLE), (PERMIT, "3-Feb", ALL_S), (MARKET, "7-May", ALL_S)),
        ok(
            (2, SMALL, "", "3.1", EXAMPLE),
            (3, PERMIT, "", "3.2", ALL_S),
            faults=((4, "B", "group_is_date"),),
            remarks=((2, "B", "read_as"), (3, "B", "read_as")),
        ),
        ("csv", "cp874.csv"),
    ),
    Sample(
        "group-numbers",
        (
            ("ชื่อบริการ", "กลุ่ม", "ระดับ"),
            (SMALL, "3.10", EXAMPLE),
            (PERMIT, "2.0", ALL_S),
            (MARKET, "3", ALL_S),
            ("บริการ ง", "3,1", ALL_S),
        ),
        ok(
            (2, SMALL, "", "3.1", EXAMPLE),
            (3, PERMIT, "", "2", ALL_S),
            faults=((4, "B", "unknown_group"), (5, "B", "unknown_group")),
            remarks=((2, "B", "read_as"),),
        ),
        ("xlsx", "csv"),
    ),
    Sample(
        "groups-by-name",
        (
            ("ชื่อบริการ", "ประเภทบริการ", "ระดับ"),
            ("ก ก", "3.1 ธุรกรรมระดับท้องถิ่น", ALL_S),
            ("ข ข", "จุดเดียวเบ็ดเสร็จ", ALL_S),
            ("ค ค", "Interactive information", ALL_S),
            ("ง ง", "", ALL_S),
            ("จ จ", "ธุรกรรม", ALL_S),
        ),
        ok(
            (2, "ก ก", "", "3.1", ALL_S),
            (3, "ข ข", "", "4", ALL_S),
            (4, "ค ค", "", "2", ALL_S),
            (5, "ง ง", "", "", ALL_S),
            faults=((6, "B", "unknown_group"),),
        ),
        ("xlsx", "csv"),
    ),
    Sample(
        "characteristics",
        (
            ("ชื่อบริการ", "ลักษณะการให้บริการ", "ระดับ"),
            ("ก ก", 3, ALL_S),
            ("ข ข", "2, 6", ALL_S),
            ("ค ค", "ธุรกรรมวงกว้างระดับประเทศ", ALL_S),
            ("ง ง", "9", ALL_S),
        ),
        ok(
            (2, "ก ก", "", "3.1", ALL_S),
            (3, "ข ข", "", "4", ALL_S),
            (4, "ค ค", "", "3.2", ALL_S),
            faults=((5, "B", "unknown_characteristic"),),
        ),
    ),
    Sample(
        "group-and-characteristic-differ",
        (("ชื่อบริการ", "กลุ่ม", "ลักษณะ", "ระดับ"), ("ก ก", "1", "4", ALL_S)),
        Reading(faults=((2, "B", "groups_differ"),)),
    ),
    Sample(
        "formula-errors",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "3.1", ""), (PERMIT, "2", ALL_S)),
        ok((3, PERMIT, "", "2", ALL_S), faults=((2, "C", "formula"),)),
        formulas={"C2": ("=-IIISSSAAIII", "#NAME?")},
    ),
    Sample(
        "formula-errors-in-text",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "3.1", "#NAME?"), ("#REF!", "2", ALL_S), ('="บริการ ค"', "2", ALL_S)),
        ok((4, "บริการ ค", "", "2", ALL_S), faults=((2, "C", "formula"), (3, "A", "formula"))),
        ("csv",),
    ),
    Sample(
        "formulas-with-values",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, "", EXAMPLE)),
        ok((2, SMALL, "", "2", EXAMPLE)),
        formulas={"B2": ("=1+1", "2")},
    ),
    Sample(
        "apostrophes",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), ("'=บริการ", "2", "'-IIIIIIIIIII"), ("'ชื่อ' ในเครื่องหมาย", "2", ALL_S)),
        ok((2, "=บริการ", "", "2", "-" + "I" * 11), (3, "'ชื่อ' ในเครื่องหมาย", "", "2", ALL_S)),
        ("xlsx", "csv"),
    ),
    Sample(
        "other-hyphens",
        (
            ("ชื่อบริการ", "กลุ่ม", "ระดับ"),
            ("ก ก", "2", "‐" * 12),
            ("ข ข", "2", "－" * 12),
            ("ค ค", "2", "Ｓ" * 12),
            ("ง ง", "2", "– – – – – – – – – – – –"),
        ),
        ok(
            (2, "ก ก", "", "2", NONE),
            (3, "ข ข", "", "2", NONE),
            (4, "ค ค", "", "2", ALL_S),
            (5, "ง ง", "", "2", NONE),
        ),
    ),
    Sample(
        "signs-as-number",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, 2, 222222222222), (PERMIT, 2, 22222222222)),
        ok((2, SMALL, "", "2", ALL_S), faults=((3, "C", "signs_count"),)),
        ("xlsx", "xls"),
    ),
    Sample(
        "wrong-signs",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), (SMALL, 2, "SSSSSSSSSSSX"), (PERMIT, 2, "SSS")),
        Reading(faults=((2, "C", "signs_unknown"), (3, "C", "signs_count"))),
        ("csv",),
    ),
    Sample(
        "trailing-cells",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ", "หมายเหตุ"), (SMALL, "3.1", EXAMPLE), (PERMIT, "2", ALL_S, "", "", "")),
        SIMPLE_READING,
        ("csv", "xlsx"),
    ),
    Sample(
        "unquoted-comma",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), ("ขาย", " ซื้อ", "3.1", EXAMPLE), (PERMIT, "2", ALL_S)),
        ok((3, PERMIT, "", "2", ALL_S), faults=((2, "", "surplus_cells"),)),
        ("csv",),
    ),
    Sample(
        "legend-beside",
        (
            ("ชื่อบริการ", "กลุ่ม", "ระดับ", None, None),
            (SMALL, "3.1", EXAMPLE, None, "S = มาตรฐาน"),
            (PERMIT, "2", ALL_S, None, "A = สูง"),
        ),
        SIMPLE_READING,
    ),
    Sample(
        "duplicates",
        (
            ("ชื่อบริการ", "หน่วยงาน", "กลุ่ม", "ระดับ"),
            (SMALL, AGENCY, "3.1", EXAMPLE),
            (f" {SMALL}  ", AGENCY, "2", ALL_S),
            (SMALL, "กรมอื่น", "2", ALL_S),
        ),
        ok((2, SMALL, AGENCY, "3.1", EXAMPLE), (4, SMALL, "กรมอื่น", "2", ALL_S), faults=((3, "", "duplicate"),)),
        ("xlsx", "csv"),
    ),
    Sample(
        "merged-agencies",
        (
            ("ชื่อบริการ", "หน่วยงาน", "กลุ่ม", "ระดับ"),
            (SMALL, AGENCY, "3.1", EXAMPLE),
            (PERMIT, None, "2", ALL_S),
            (MARKET, "กรมอื่น", "2", ALL_S),
        ),
        ok((2, SMALL, AGENCY, "3.1", EXAMPLE), (3, PERMIT, AGENCY, "2", ALL_S), (4, MARKET, "กรมอื่น", "2", ALL_S)),
        ("xlsx", "xls"),
        merged=("B2:B3",),
    ),
    Sample(
        "ditto-marks",
        (
            ("ชื่อบริการ", "หน่วยงาน", "กลุ่ม", "ระดับ"),
            (SMALL, AGENCY, "3.1", EXAMPLE),
            (PERMIT, "〃", "2", ALL_S),
            (MARKET, "”", "2", ALL_S),
        ),
        ok((2, SMALL, AGENCY, "3.1", EXAMPLE), (3, PERMIT, AGENCY, "2", ALL_S), (4, MARKET, AGENCY, "2", ALL_S)),
        ("xlsx", "csv"),
    ),
    Sample(
        "names-only",
        (("รายชื่อ",), (SMALL,), (PERMIT,), (MARKET,)),
        Reading(unfilled=((2, SMALL), (3, PERMIT), (4, MARKET))),
        ("csv",),
    ),
    Sample(
        "names-without-heading",
        ((SMALL,), (PERMIT,), (MARKET,)),
        Reading(unfilled=((1, SMALL), (2, PERMIT), (3, MARKET))),
        ("csv", "xlsx"),
    ),
    Sample(
        "no-headings",
        ((SMALL, "3.1", EXAMPLE), (PERMIT, "2", ALL_S)),
        Reading(faults=((1, "A", "no_headings"),)),
    ),
    Sample(
        "list-title",
        (("รายชื่อบริการ",), *SIMPLE),
        ok((3, SMALL, "", "3.1", EXAMPLE), (4, PERMIT, "", "2", ALL_S)),
    ),
    Sample(
        "names-below-heading",
        (("ชื่อบริการ",), (SMALL,), (PERMIT,)),
        Reading(unfilled=((2, SMALL), (3, PERMIT))),
        ("xlsx", "ods", "csv"),
    ),
    Sample(
        "some-unfilled",
        (*TWELVE, (MARKET, AGENCY, "2")),
        Reading(rows=TWELVE_READING.rows, unfilled=((4, MARKET),)),
    ),
    Sample(
        "missing-levels",
        (*TWELVE, (MARKET, AGENCY, "2", *words("SSSSSSSSSS"))),
        Reading(rows=TWELVE_READING.rows, faults=((4, "", "no_level"),)),
    ),
    Sample(
        "no-names",
        (("ชื่อบริการ", "กลุ่ม", "ระดับ"), ("", "3.1", EXAMPLE), ("123", "2", ALL_S), ("\u200b", "2", ALL_S)),
        Reading(faults=((2, "A", "no_name"), (3, "A", "needs_letters"), (4, "A", "no_name"))),
        ("xlsx", "csv"),
    ),
    Sample(
        "long-and-invisible",
        (
            ("ชื่อบริการ", "กลุ่ม", "ระดับ"),
            ("ก" * 201, "3.1", EXAMPLE),
            ("ต่อ\u200bอายุ\u00a0ใบอนุญาต\ufeff", "2", ALL_S),
            ("จด\nทะเบียน", "2", ALL_S),
        ),
        ok(
            (3, "ต่ออายุ ใบอนุญาต", "", "2", ALL_S),
            (4, "จด ทะเบียน", "", "2", ALL_S),
            faults=((2, "A", "too_long"),),
        ),
        ("xlsx", "csv"),
    ),
    Sample(
        "nameless-first-row",
        (TWELVE[0], ("", "", "", *words(EXAMPLE)), ("", "", 2, *[2, 1] * 6), TWELVE[1]),
        ok((4, SMALL, AGENCY, "3.1", EXAMPLE), faults=((2, "A", "no_name"), (3, "A", "no_name"))),
    ),
    Sample(
        "sums-and-names-like-sums",
        (
            *SIMPLE,
            ("รวมโฉนดที่ดิน", "2", ALL_S),
            ("รวมพลังประชาชน",),
            ("รวมทั้งสิ้น", 4),
            ("หมายเหตุ ร่าง",),
            ("ที่มา: ศูนย์สารสนเทศ",),
        ),
        Reading(rows=(*SIMPLE_READING.rows, (4, "รวมโฉนดที่ดิน", "", "2", ALL_S)), unfilled=((5, "รวมพลังประชาชน"),)),
        ("xlsx", "csv"),
    ),
    Sample(
        "verdict-beside-levels",
        (("ชื่อบริการ", "กลุ่ม", *NAMES, "ระดับ"), (SMALL, "3.1", *words(EXAMPLE), "เริ่มต้น")),
        ok((2, SMALL, "", "3.1", EXAMPLE)),
    ),
    Sample(
        "one-process-missing",
        (("ชื่อบริการ", "กลุ่ม", *NAMES[:11]), (SMALL, "3.1", *words(EXAMPLE)[:11])),
        Reading(faults=((1, "", "column_missing"),)),
    ),
    Sample(
        "column-twice",
        (("ชื่อบริการ", "กลุ่ม", "กลุ่ม", "ระดับ"), (SMALL, "3.1", "2", EXAMPLE)),
        Reading(faults=((1, "C", "column_twice"),)),
        ("csv",),
    ),
    Sample(
        "misspelt-headings",
        (("ชื่อบริการณ์", "หน่วยงานรับผิดชอบ", "กลุ่มการใหับริการ", "ระดับ"), (SMALL, AGENCY, "3.1", EXAMPLE)),
        ok((2, SMALL, AGENCY, "3.1", EXAMPLE)),
    ),
    Sample(
        "position-beside-assessor",
        (("ชื่อบริการ", "ผู้ประเมิน", "ตำแหน่ง", "กลุ่ม", "ระดับ"), (SMALL, "นางสาวตัวอย่าง", "นิติกร", "3.1", EXAMPLE)),
        ok(
            (2, SMALL, "", "3.1", EXAMPLE),
            more={2: {"assessor": "นางสาวตัวอย่าง"}},
            remarks=((1, "C", "column_ignored"),),
        ),
    ),
    Sample(
        "unknown-column",
        (("ชื่อบริการ", "งบประมาณ", "กลุ่ม", "ระดับ"), (SMALL, 1500000, "3.1", EXAMPLE)),
        ok((2, SMALL, "", "3.1", EXAMPLE), remarks=((1, "B", "column_ignored"),)),
    ),
    Sample(
        "dates",
        (
            ("ชื่อบริการ", "วันที่ประเมิน", "กลุ่ม", "ระดับ"),
            (SMALL, date(2026, 1, 31), "3.1", EXAMPLE),
            (PERMIT, "31 ม.ค. 2569", "2", ALL_S),
            (MARKET, date(2569, 1, 31), "2", ALL_S),
            ("ง ง", "31/2/2569", "2", ALL_S),
            ("จ จ", date(2999, 1, 1), "2", ALL_S),
            ("ฉ ฉ", "1/1/2500", "2", ALL_S),
        ),
        ok(
            (2, SMALL, "", "3.1", EXAMPLE),
            (3, PERMIT, "", "2", ALL_S),
            (4, MARKET, "", "2", ALL_S),
            faults=(
                (5, "B", "date_not_understood"),
                (6, "B", "date_in_future"),
                (7, "B", "date_too_early"),
            ),
            more={row: {"assessed_on": "2026-01-31"} for row in (2, 3, 4)},
        ),
        ("xlsx", "ods"),
        formats={"B": "d/m/yyyy"},
    ),
    Sample(
        "description",
        (
            ("ชื่อบริการ", "ลักษณะของบริการ", "กลุ่ม", "ระดับ"),
            (SMALL, "ประชาชนยื่นคำขอ\nทางเว็บไซต์", "3.1", EXAMPLE),
        ),
        ok((2, SMALL, "", "3.1", EXAMPLE), more={2: {"description": "ประชาชนยื่นคำขอ\nทางเว็บไซต์"}}),
        ("xlsx", "csv"),
    ),
    Sample(
        "headings-once-more",
        (*SIMPLE[:2], SIMPLE[0], SIMPLE[2]),
        ok((2, SMALL, "", "3.1", EXAMPLE), (4, PERMIT, "", "2", ALL_S)),
        ("xlsx",),
    ),
    Sample(
        "empty-rows",
        ((), (), *SIMPLE[:2], (), (None, "", " "), SIMPLE[2]),
        ok((4, SMALL, "", "3.1", EXAMPLE), (7, PERMIT, "", "2", ALL_S)),
        ("xlsx", "ods", "csv"),
    ),
)

#: Contents that are no tables, by name.
OTHERS: dict[str, tuple[bytes, str]] = {
    "report.pdf.xlsx": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    "photo.csv": (b"\x89PNG\r\n\x1a\n" + bytes(20), "picture"),
    "web-page.xls": ("<html><body><table><tr><td>ชื่อบริการ</td></tr></table></body></html>".encode(), "web_page"),
    "empty.csv": (b"\r\n \r\n", "empty"),
}


def write_workbook(sample: Sample, path: Path) -> None:
    """Write a sample with XlsxWriter. Texts stay texts: 3.1 is a number only where the sample has one."""
    with Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the file knows no time zone
        sheet = book.add_worksheet("บริการ")
        formats = {letter: book.add_format({"num_format": code}) for letter, code in sample.formats.items()}
        plain = book.add_format()
        for merged in sample.merged:
            sheet.merge_range(merged, "", plain)
        for number, row in enumerate(sample.rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, formats[chr(ord("A") + place)])
                elif value is not None:
                    sheet.write(number, place, value)
        for cell, (formula, value) in sample.formulas.items():
            sheet.write_formula(cell, formula, None, value)


def write_openpyxl(sample: Sample, path: Path) -> None:
    """Write a sample with openpyxl, which has no shared strings but inline ones, and no formats."""
    book = OpenpyxlWorkbook()
    sheet = book.active
    assert sheet is not None
    for row in sample.rows:
        sheet.append(list(row))
    book.save(path)


def delimited(sample: Sample, delimiter: str = ",") -> str:
    """Return a sample as a spreadsheet program saves it."""
    content = io.StringIO(newline="")
    is_raw = sample.name == "unquoted-comma"
    for row in sample.rows:
        cells = ["" if value is None else str(value) for value in row]
        if is_raw:
            content.write(delimiter.join(cells) + "\r\n")
        else:
            csv.writer(content, delimiter=delimiter).writerow(cells)
    return content.getvalue()


TEXTS: dict[str, Callable[[Sample], bytes]] = {
    "csv": lambda sample: delimited(sample).encode("utf-8-sig"),
    "cp874.csv": lambda sample: delimited(sample).encode("cp874"),
    "utf16.csv": lambda sample: delimited(sample, "\t").encode("utf-16"),
    "semicolon.csv": lambda sample: delimited(sample, ";").encode(),
    "tab.tsv": lambda sample: delimited(sample, "\t").encode(),
    "pipe.txt": lambda sample: delimited(sample, "|").encode(),
    "sep.csv": lambda sample: ("sep=;\r\n" + delimited(sample, ";")).encode("utf-8-sig"),
    "two-marks.csv": lambda sample: ("\ufeff" + delimited(sample)).encode("utf-8-sig"),
}


def reading_to_plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON values."""
    if reading.refused:
        return {"refused": reading.refused}
    return {
        "rows": [
            {
                "row": row,
                "service": service,
                "agency": agency,
                "group": group,
                "levels": codes,
                **reading.more.get(row, {}),
            }
            for row, service, agency, group, codes in reading.rows
        ],
        "unfilled": [{"row": row, "service": service} for row, service in reading.unfilled],
        "faults": [{"row": row, "column": column, "kind": kind} for row, column, kind in reading.faults],
        "remarks": [{"row": row, "column": column, "kind": kind} for row, column, kind in reading.remarks],
    }


def files() -> Iterator[tuple[str, Reading]]:
    """Yield the name of each file with its reading."""
    for sample in SAMPLES:
        for end in sample.files:
            yield f"{sample.name}.{end}", sample.reading
    for name, (_, refused) in OTHERS.items():
        yield name, Reading(refused=refused)


def main() -> None:
    """Write all files and their readings."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for sample in SAMPLES:
            source = Path(folder) / f"{sample.name}.xlsx"
            write_workbook(sample, source)
            for end in sample.files:
                target = FOLDER / f"{sample.name}.{end}"
                if end == "openpyxl.xlsx":
                    write_openpyxl(sample, target)
                elif end in TEXTS:
                    target.write_bytes(TEXTS[end](sample))
                elif end == "xlsx":
                    target.write_bytes(source.read_bytes())
        for end in ("ods", "xls"):
            converted = [f"{folder}/{sample.name}.xlsx" for sample in SAMPLES if end in sample.files]
            convert(converted, end, FOLDER)
    for name, (content, _) in OTHERS.items():
        (FOLDER / name).write_bytes(content)
    readings = {name: reading_to_plain(reading) for name, reading in files()}
    lines = (f"{json.dumps(name)}: {json.dumps(plain, ensure_ascii=False)}" for name, plain in sorted(readings.items()))
    READINGS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def convert(sources: Sequence[str], end: str, folder: Path) -> None:
    """Convert workbooks with LibreOffice."""
    with TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", end]
        subprocess.run([*command, "--outdir", str(folder), *sources], check=True, capture_output=True)


if __name__ == "__main__":
    main()
