"""The sheet of the plan: the steps in their order, columns to fill in, and the quarters of the Thai fiscal year."""

import dataclasses
import io
from datetime import date
from pathlib import Path
from shutil import which

import httpx
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.storage.store import Store
from flows.i18n.fiscal_year import fiscal_quarters, fiscal_year
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests.bot.results.test_page import texts
from tests.bot.sheets.sample_sheets import convert
from tests.fakes.worked_result import list_services, publish, with_service_data

PAGE = "portfolio-of-22-letter"
TO_FILL_IN = {
    Language.THAI: ("ผู้รับผิดชอบ", "กำหนดเสร็จ", "งบประมาณ", "หมายเหตุ"),
    Language.ENGLISH: ("Responsible", "Due", "Budget", "Remarks"),
}
NAME = {Language.THAI: "แผน", Language.ENGLISH: "Plan"}
#: The worked example is of 1 January 2024: the second quarter of the fiscal year 2567.
QUARTERS = {
    Language.THAI: (
        "ไตรมาส 1/2567 (ต.ค.–ธ.ค. 2566)",
        "ไตรมาส 2/2567 (ม.ค.–มี.ค. 2567)",
        "ไตรมาส 4/2569 (ก.ค.–ก.ย. 2569)",
    ),
    Language.ENGLISH: ("Q1/2024 (Oct–Dec 2023)", "Q2/2024 (Jan–Mar 2024)", "Q4/2026 (Jul–Sep 2026)"),
}


async def sheet_of(client: httpx.AsyncClient, address: str, language: Language = Language.THAI) -> Worksheet:
    answer = await client.get(f"{address}.xlsx?lang={language.value}")
    sheet = load_workbook(io.BytesIO(answer.content))[NAME[language]]
    assert isinstance(sheet, Worksheet)
    return sheet


def listed(sheet: Worksheet) -> tuple[str, ...]:
    """Return what the drop-down list of the sheet offers."""
    (rule,) = sheet.data_validations.dataValidation
    assert rule.type == "list"
    assert rule.errorStyle == "warning", "another word may stay"
    cells = sheet[str(rule.formula1).replace("$", "")]
    return tuple(str(cell.value) for (cell,) in cells)


@pytest.mark.parametrize("language", [*Language])
async def test_the_steps_are_in_the_order_of_the_page_with_columns_to_fill_in(
    client: httpx.AsyncClient, store: Store, result: Result, language: Language
) -> None:
    address = await publish(store, result)
    data = (await client.get(f"{address}.json?lang={language.value}")).json()
    sheet = await sheet_of(client, address, language)
    heading, *rows = sheet.iter_rows(max_row=len(data["road_map"]) + 1, max_col=10, values_only=True)
    assert heading[6:10] == TO_FILL_IN[language]
    names = {process["id"]: process["name"] for process in data["processes"]}
    for row, step in zip(rows, data["road_map"], strict=True):
        to = step["steps"][-1]
        assert row[1] == names[step["process"]]
        assert (row[4], row[5]) == (f"{to['code']} {to['name']}", to["demand"])
        assert set(row[6:10]) <= {None, ""}, "the office fills these in"
    quarters = listed(sheet)
    assert (len(quarters), quarters[0], quarters[1], quarters[-1]) == (12, *QUARTERS[language])
    (rule,) = sheet.data_validations.dataValidation
    assert str(rule.sqref).startswith("H2:H"), "the column of the due date"
    assert sheet.column_dimensions["L"].hidden
    assert sheet["I2"].number_format == "#,##0.00"


async def test_a_service_without_steps_says_so(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    best = dataclasses.replace(result, levels=dict.fromkeys(result.levels, "advanced"))
    sheet = await sheet_of(client, await publish(store, best))
    assert sheet["B2"].value == catalogues[Language.THAI]("page.road_map_none")
    assert sheet["B3"].value is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 9, 30), 2026), (date(2026, 10, 1), 2027), (date(2027, 1, 1), 2027)]
)
def test_the_fiscal_year_begins_in_october(day: date, year: int, catalogues: Catalogues) -> None:
    assert fiscal_year(day) == year
    first, *_, last = fiscal_quarters(day, 3, catalogues[Language.THAI])
    assert first == f"ไตรมาส 1/{year + 543} (ต.ค.–ธ.ค. {year + 542})"
    assert last == f"ไตรมาส 4/{year + 545} (ก.ค.–ก.ย. {year + 545})"


@pytest.fixture
async def portfolio(store: Store, result: Result) -> str:
    """Three services: two with the same gaps, and one that has some of them less far to go."""
    some = {**result.levels, "identity": "initial"}
    services = [
        dataclasses.replace(
            with_service_data(result, service=name), token=f"token-of-22-letters-{number:02}", levels=each
        )
        for number, (name, each) in enumerate(
            (("บริการ ก", result.levels), ("บริการ ข", result.levels), ("บริการ ค", some))
        )
    ]
    for each in services:
        await publish(store, each)
    await list_services(store, PAGE, services)
    return f"/p/{PAGE}"


async def test_equal_steps_of_all_services_are_one_row(
    client: httpx.AsyncClient, portfolio: str, criteria: Criteria
) -> None:
    data = (await client.get(f"{portfolio}.json")).json()
    expected: dict[tuple[str, str], list[str]] = {}
    for service in data["services"]:
        way = (await client.get(f"{service['link'].removeprefix('https://radap.example.go.th')}.json")).json()[
            "road_map"
        ]
        for step in way:
            expected.setdefault((step["process"], step["steps"][-1]["code"]), []).append(service["service"])
    steps = data["steps"]
    assert {(step["process"], step["to"]): step["services"] for step in steps} == expected
    assert [len(step["services"]) for step in steps] == sorted((len(each) for each in expected.values()), reverse=True)
    sheet = await sheet_of(client, portfolio)
    heading, *rows = sheet.iter_rows(max_row=len(steps) + 1, max_col=10, values_only=True)
    assert heading[6:10] == TO_FILL_IN[Language.THAI]
    for row, step in zip(rows, steps, strict=True):
        assert row[1] == criteria.process_by_id[step["process"]].name.th
        assert str(row[2]).startswith(step["to"])
        assert (row[3], row[4]) == (step["demand"], len(step["services"]))
        assert row[5] == ", ".join(f"“{name}”" for name in step["services"])
    page = texts((await client.get(portfolio)).text)
    shared = [step for step in steps if len(step["services"]) == 3]
    assert shared
    for step in shared:
        assert step["demand"] in page
        assert " ".join(step["services"]) in page


async def test_the_page_names_twenty_services_of_a_step_and_counts_the_others(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    services = [
        dataclasses.replace(
            with_service_data(result, service=f"บริการ {number}"), token=f"token-of-22-letters-{number:02}"
        )
        for number in range(23)
    ]
    for each in services:
        await publish(store, each)
    await list_services(store, PAGE, services)
    page = texts((await client.get(f"/p/{PAGE}")).text)
    assert "และอีก 3 บริการ" in page
    sheet = await sheet_of(client, f"/p/{PAGE}")
    assert "“บริการ 22”" in str(sheet["F2"].value)


@pytest.mark.skipif(not which("soffice"), reason="LibreOffice is not installed")
async def test_libreoffice_opens_the_plan(client: httpx.AsyncClient, portfolio: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("service", "services"):
        address = portfolio if name == "services" else "/r/token-of-22-letters-00"
        (source / f"{name}.xlsx").write_bytes((await client.get(f"{address}.xlsx")).content)
    convert([str(source / f"{name}.xlsx") for name in ("service", "services")], "ods", tmp_path)
    back = tmp_path / "back"
    convert([str(tmp_path / f"{name}.ods") for name in ("service", "services")], "xlsx", back)
    for name in ("service", "services"):
        made = load_workbook(source / f"{name}.xlsx")["แผน"]
        saved = load_workbook(back / f"{name}.xlsx")["แผน"]
        assert isinstance(made, Worksheet)
        assert isinstance(saved, Worksheet)
        rows = [[cell or None for cell in row] for row in made.iter_rows(values_only=True, max_col=10)]
        assert [
            [cell or None for cell in row] for row in saved.iter_rows(values_only=True, max_col=10, max_row=len(rows))
        ] == rows
        (rule,) = saved.data_validations.dataValidation
        assert "H2" in str(rule.sqref), "the drop-down list"
        assert listed_range(saved) == listed(made)


def listed_range(sheet: Worksheet) -> tuple[str, ...]:
    """Return the hidden list, which LibreOffice names with its sheet."""
    (rule,) = sheet.data_validations.dataValidation
    cells = sheet[str(rule.formula1).rpartition("!")[2].replace("$", "")]
    return tuple(str(cell.value) for (cell,) in cells)
