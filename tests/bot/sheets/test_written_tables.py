"""What Radap writes as a table, it reads back equal: the template and assessed services, by every program."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.config.data_files import load_catalogues, load_criteria
from bot.documents.assessed_table import make_assessed_csv, make_assessed_xlsx
from bot.documents.service_template import make_template, named_services
from bot.sheets.sheet_reader import CHAT_LIMITS, read_sheets
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.model.question_ids import AGENCY, SERVICE
from flows.service_table.assessed_services import assess_rows
from flows.service_table.cells import is_formula_error
from flows.service_table.service_table import ServiceRow, ServiceTable
from flows.service_table.table_reader import TableReader
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters
from tests import worked_example
from tests.bot.sheets.sample_sheets import convert

CRITERIA, CATALOGUES = load_criteria(None), load_catalogues()
READER = TableReader(CRITERIA, CATALOGUES, TEXT_COLUMNS)
TODAY = date(2026, 11, 30)
DITTO_OR_DASH = re.compile("[\"”“〃'\\-‐–—−]+")

#: Texts as the chats store them, also those that a spreadsheet program would take for a formula.
letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=40)
risky = st.builds(
    "{}{}".format, st.sampled_from(["=", "+", "-", "@", "'", "'=", "''-", '="', "=1+", "\uff1d"]), letters
)


def is_text(text: str) -> bool:
    return has_letters(text) and not is_formula_error(text) and not DITTO_OR_DASH.fullmatch(text)


lines = (letters | risky).map(clean_line).filter(is_text)
paragraphs = st.lists(lines, min_size=1, max_size=3).map("\n".join).map(clean_paragraphs).filter(is_text)
levels = st.lists(
    st.sampled_from([level.id for level in CRITERIA.levels]),
    min_size=len(CRITERIA.processes),
    max_size=len(CRITERIA.processes),
).map(lambda chosen: dict(zip(CRITERIA.process_by_id, chosen, strict=True)))
rows_of_one = st.builds(
    ServiceRow,
    number=st.just(0),
    service_data=st.fixed_dictionaries(
        {SERVICE: lines}, optional={AGENCY: lines, "assessor": lines, "description": paragraphs}
    ),
    group=st.sampled_from([group.id for group in CRITERIA.groups]),
    levels=levels,
    assessed_on=st.none() | st.dates(date(2017, 1, 1), TODAY),
)
#: Each service has its own name, as a portfolio's.
tables = st.lists(rows_of_one, min_size=1, max_size=6, unique_by=lambda row: row.service.casefold()).map(
    lambda rows: [
        replace(row, service_data={**row.service_data, SERVICE: f"{row.service} ({number})"})
        for number, row in enumerate(rows)
    ]
)


def read(content: bytes) -> ServiceTable:
    return READER.read(read_sheets(content, CHAT_LIMITS), today=TODAY, limit=CHAT_LIMITS.rows)


def without_numbers(rows: tuple[ServiceRow, ...]) -> list[ServiceRow]:
    return [replace(row, number=0) for row in rows]


Writer = Callable[[list[ServiceRow], Wording], bytes]
WRITERS: dict[str, Writer] = {
    "template": lambda rows, wording: make_template(rows, CRITERIA, wording, 0),
    "xlsx": lambda rows, wording: make_assessed_xlsx([*assess_rows(CRITERIA, rows)], CRITERIA, wording, 0),
    "csv": lambda rows, wording: make_assessed_csv([*assess_rows(CRITERIA, rows)], CRITERIA, wording),
}


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=int(os.environ.get("TABLES", "15")), deadline=None, suppress_health_check=[*HealthCheck])
@given(rows=tables, language=st.sampled_from(Language))
def test_what_radap_writes_it_reads_back_equal(writer: str, rows: list[ServiceRow], language: Language) -> None:
    table = read(WRITERS[writer](rows, CATALOGUES[language]))
    assert (table.faults, table.remarks, table.unfilled, table.other_sheets) == ((), (), (), ())
    assert without_numbers(table.rows) == rows


def worked_row(name: str, row_id: str) -> ServiceRow:
    codes = zip(CRITERIA.process_by_id, worked_example.LEVELS, strict=True)
    return ServiceRow(
        number=0,
        service_data={SERVICE: name, AGENCY: worked_example.AGENCY, "description": "บรรทัดหนึ่ง\n=สอง"},
        group=worked_example.GROUP,
        levels={process: CRITERIA.level_by_code[code].id for process, code in codes},
        assessed_on=date(2024, 1, 1),
        row_id=row_id,
    )


ROWS = [worked_row(worked_example.SERVICE, "a1"), worked_row("=1+1 บริการ", "a2"), worked_row("-ก", "")]


def test_row_ids_are_hidden_and_read_back() -> None:
    content = make_template(ROWS, CRITERIA, CATALOGUES[Language.THAI], 0)
    assert without_numbers(read(content).rows) == ROWS
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["a1", "a2", None]


def test_the_id_of_a_row_that_was_copied_counts_for_neither() -> None:
    rows = [ROWS[0], replace(ROWS[1], row_id="a1"), ROWS[2]]
    table = read(make_template(rows, CRITERIA, CATALOGUES[Language.THAI], 0))
    assert [row.row_id for row in table.rows] == ["", "", ""]


def test_the_template_helps_to_fill_it_in() -> None:
    names = ["บริการ ก", "บริการ ข"]
    book = load_workbook(BytesIO(make_template(named_services(names), CRITERIA, CATALOGUES[Language.THAI], 0)))
    sheet, explanation = book.worksheets
    headings = [cell.value for cell in sheet[1]]
    assert headings[1:3] == ["ชื่อบริการ", "หน่วยงานรับผิดชอบ"]
    assert headings[6:18] == [f"{number}. {item.short.th}" for number, item in enumerate(CRITERIA.processes, 1)]
    notes = [str(cell.comment.text) for cell in sheet[1] if cell.comment]
    assert len(notes) == len(CRITERIA.processes)
    for process, note in zip(CRITERIA.processes, notes, strict=True):
        assert all(requirement.short.th in note for requirement in process.levels.values())
    assert sheet.freeze_panes == "C2"
    assert [sheet.cell(row, 2).value for row in (2, 3)] == names
    lists = {str(rule.sqref): str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert set(lists) == {*(f"{letter}2:{letter}501" for letter in "FGHIJKLMNOPQR")}
    for column, words in (
        ("F", [f"{x.id} {x.short.th}" for x in CRITERIA.groups]),
        ("G", [x.short.th for x in CRITERIA.levels]),
    ):
        area = lists[f"{column}2:{column}501"].partition("!")[2].replace("$", "")
        assert [cell.value for (cell,) in explanation[area]] == words
    text = "\n".join(str(cell.value) for row in explanation for cell in row if cell.value)
    assert "500 บริการ" in text
    assert worked_example.SERVICE in text


def test_the_names_of_a_template_are_still_to_be_filled_in() -> None:
    table = read(make_template(named_services(["ก ก", "=ข"]), CRITERIA, CATALOGUES[Language.ENGLISH], 0))
    assert [row.service for row in table.unfilled] == ["ก ก", "=ข"]
    assert (table.rows, table.faults, table.remarks) == ((), (), ())


def test_no_text_is_a_formula_in_any_table() -> None:
    services = [*assess_rows(CRITERIA, ROWS)]
    wording = CATALOGUES[Language.THAI]
    for content in (make_template(ROWS, CRITERIA, wording, 0), make_assessed_xlsx(services, CRITERIA, wording, 0)):
        for sheet in load_workbook(BytesIO(content)):
            assert all(cell.data_type != "f" for row in sheet for cell in row)
        names = {
            str(cell.value): cell.quotePrefix for row in load_workbook(BytesIO(content)).worksheets[0] for cell in row
        }
        assert (names["=1+1 บริการ"], names["-ก"], names[worked_example.SERVICE]) == (True, True, False)
    text = make_assessed_csv(services, CRITERIA, wording).decode("utf-8-sig")
    assert "\n'=1+1 บริการ," in text
    assert "\n'-ก," in text
    assert "a1" not in text


@pytest.mark.skipif(not which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("end", ["xlsx", "ods", "xls", "csv"])
def test_libreoffice_saves_the_template_so_that_it_is_read_back(end: str, tmp_path: Path) -> None:
    source = tmp_path / "source" / "template.xlsx"
    source.parent.mkdir()
    source.write_bytes(make_template(ROWS, CRITERIA, CATALOGUES[Language.THAI], 0))
    # 76 is UTF-8; the rest are LibreOffice's defaults: comma, quotation mark.
    convert([str(source)], "csv:Text - txt - csv (StarCalc):44,34,76" if end == "csv" else end, tmp_path)
    table = read((tmp_path / f"template.{end}").read_bytes())
    assert (table.faults, table.other_sheets) == ((), ())
    assert without_numbers(table.rows) == ROWS
