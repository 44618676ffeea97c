"""The results of a service over the years: on the page, in the sheet, in the data, and as they were stored before."""

import dataclasses
import io
import json
from pathlib import Path
from shutil import which

import httpx
import pytest
from openpyxl import load_workbook

from bot.storage.store import Store
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.past_results import MOST_PAST
from flows.model.result import Result, result_from_json, result_to_json
from flows.model.session import PreviousResult
from flows.model.session_codec import assessment_from_plain, assessment_to_plain
from tests import worked_example
from tests.bot.results.test_page import texts
from tests.bot.sheets.sample_sheets import convert
from tests.fakes.talk import Talk
from tests.fakes.worked_result import TOKEN, publish

YEAR = 365 * 86_400


def past(result: Result, years: int, **levels: str) -> PreviousResult:
    return PreviousResult(worked_example.ASSESSED_AT - years * YEAR, result.group, {**result.levels, **levels})


@pytest.fixture
def grown(result: Result) -> Result:
    return dataclasses.replace(
        result,
        earlier=past(result, 1, search="none"),
        history=(past(result, 3, search="none", identity="none"), past(result, 2, search="none", removed="initial")),
    )


async def test_page_sheet_and_data_show_every_year(client: httpx.AsyncClient, store: Store, grown: Result) -> None:
    address = await publish(store, grown)
    data = (await client.get(f"{address}.json")).json()
    assert [each["assessed_on"][:4] for each in data["history"]] == ["2021", "2022", "2023"]
    assert data["history"][0]["levels"]["identity"] == "-"
    page = texts((await client.get(address)).text)
    sheet = load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content))["แนวโน้ม"]
    heading, group, missing, raises, *processes = sheet.iter_rows(values_only=True)
    assert [str(date)[-4:] for date in heading[1:]] == ["2564", "2565", "2566", "2567"]
    assert group[1:] == (grown.group,) * 4
    assert [*missing[1:]] == [*(each["missing"] for each in data["history"]), len(data["missing"])]
    assert [*raises[1:]] == [*(each["raise"] for each in data["history"]), len(data["raise"])]
    names = [process["id"] for process in data["processes"]]
    for name, row in zip(names, processes, strict=True):
        assert [str(cell).split()[0] for cell in row[1:-1]] == [each["levels"][name] for each in data["history"]]
    for date in heading[1:]:
        assert str(date) in page
    assert page.index(str(heading[4]), page.index("ผลตามเวลา")) < page.index(str(heading[1])), "the newest first"


async def test_a_year_that_other_criteria_judged_is_shown_without_counts(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    other = dataclasses.replace(past(result, 1), group="no such group")
    fewer = dataclasses.replace(past(result, 2), levels={"search": "initial", "identity": "no such level"})
    address = await publish(store, dataclasses.replace(result, earlier=other, history=(fewer,)))
    assert (await client.get(address)).status_code == 200
    history = (await client.get(f"{address}.json")).json()["history"]
    assert [(each["missing"], each["raise"]) for each in history] == [(None, None)] * 2
    assert history[0]["levels"] == {"search": "I"}
    sheet = load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content))["แนวโน้ม"]
    assert [sheet["B3"].value, sheet["C3"].value] == ["–", "–"]


async def test_a_first_result_has_no_trend(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    address = await publish(store, result)
    assert "ผลตามเวลา" not in (await client.get(address)).text
    assert (await client.get(f"{address}.json")).json()["history"] == []
    assert "แนวโน้ม" not in load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content)).sheetnames


def test_every_repetition_adds_one_and_the_oldest_is_dropped(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    for _ in range(MOST_PAST + 2):
        talk.now += YEAR
        talk.type("/results", "1")
        talk.tap("again")
        talk.tap("confirm")
    newest = [*talk.published.values()][-1]
    assert newest.earlier is not None
    times = [each.finished_at for each in (*newest.history, newest.earlier)]
    assert len(times) == MOST_PAST
    assert times == [newest.assessed_at - YEAR * years for years in range(MOST_PAST, 0, -1)]


def test_a_correction_in_a_later_year_keeps_what_was_confirmed_before(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    (first,) = talk.published.values()
    talk.now += 3600
    talk.tap("!back", "level_tracking", "standard", "confirm")
    (same_year,) = talk.published.values()
    assert (same_year.earlier, same_year.history) == (None, ())
    talk.now += YEAR + 86_400  # 2024 is a leap year.
    talk.tap("!back", "level_tracking", "advanced", "confirm")
    (later,) = talk.published.values()
    assert later.token == first.token
    assert later.earlier == PreviousResult(same_year.assessed_at, same_year.group, dict(same_year.levels))
    talk.now += 3600
    talk.tap("!back", "level_tracking", "standard", "confirm")
    (corrected,) = talk.published.values()
    assert (corrected.earlier, corrected.history) == (later.earlier, ()), "the correction of a year is no new year"


def test_what_earlier_releases_stored_is_read_and_a_first_result_is_stored_as_they_did(grown: Result) -> None:
    assert result_from_json(TOKEN, result_to_json(grown)) == grown
    plain = json.loads(result_to_json(grown))
    del plain["history"]
    old = result_from_json(TOKEN, json.dumps(plain))
    assert (old.earlier, old.history) == (grown.earlier, ())
    assert "history" not in json.loads(result_to_json(old))


def test_an_assessment_in_progress_carries_the_past(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    for _ in range(2):
        talk.now += YEAR
        talk.type("/results", "1")
        talk.tap("again")
        talk.tap("confirm")
    assert talk.session is not None
    assessment = talk.session.assessment
    assert len(assessment.history) == 1
    plain = json.loads(json.dumps(assessment_to_plain(assessment)))
    assert assessment_from_plain(plain) == assessment
    del plain["past"]
    assert assessment_from_plain(plain).history == ()


@pytest.mark.skipif(not which("soffice"), reason="LibreOffice is not installed")
async def test_libreoffice_opens_the_trend(
    client: httpx.AsyncClient, store: Store, grown: Result, tmp_path: Path, catalogues: Catalogues
) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes((await client.get(f"{await publish(store, grown)}.xlsx")).content)
    convert([str(source)], "ods", tmp_path)
    back = tmp_path / "back"
    convert([str(tmp_path / "source.ods")], "xlsx", back)
    made, saved = (load_workbook(path)["แนวโน้ม"] for path in (source, back / "source.xlsx"))
    assert [*saved.iter_rows(values_only=True)] == [*made.iter_rows(values_only=True)]
