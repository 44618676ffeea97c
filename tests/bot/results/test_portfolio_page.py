"""All services of an owner behind one link, from the chat to the page, the spreadsheet, the CSV and the JSON."""

import csv
import io

import httpx
import pytest
from openpyxl import load_workbook

from bot.turns.turn_handler import TurnHandler
from flows.standard.criteria import Criteria
from flows.understanding.text_cleaning import clean_line
from tests import worked_example
from tests.bot.results.test_page import texts
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.web import HOSTILE

#: The stored form: without the sign that reverses the text.
NAME = clean_line(HOSTILE)


async def assess(officer: Officer, criteria: Criteria, service: str, codes: str) -> None:
    await officer.type("/restart", service, worked_example.AGENCY)
    await officer.tap("skip", "skip", worked_example.CHARACTERISTIC)
    if "no" in {choice.press.choice for choice in officer.reply.messages[-1].choices}:
        await officer.tap("no")  # The agency's answers are offered again.
    await officer.tap(*(criteria.level_by_code[code].id for code in codes), "confirm")


async def shared(officer: Officer) -> str:
    await officer.type("/results")
    reply = await officer.tap("share_all")
    link = reply.messages[-1].links[0]
    assert link.is_portfolio
    return f"/p/{link.token}"


@pytest.fixture
async def officer(turns: TurnHandler, criteria: Criteria) -> Officer:
    officer = Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    await assess(officer, criteria, "บริการแรก", worked_example.LEVELS)
    await assess(officer, criteria, HOSTILE, "AAAAAAAAAAAA")
    await assess(officer, criteria, "บริการที่สาม", "------------")
    return officer


async def test_the_page_shows_every_service_and_the_gaps_they_share(
    officer: Officer, client: httpx.AsyncClient, criteria: Criteria
) -> None:
    address = await shared(officer)
    answer = await client.get(address)
    page = texts(answer.text)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert '<meta property="og:description" content="3 บริการ: ' in answer.text
    for service in ("บริการแรก", NAME, "บริการที่สาม"):
        assert service in page
    data = (await client.get(f"{address}.json")).json()
    assert [item["service"] for item in data["services"]] == ["บริการที่สาม", NAME, "บริการแรก"]
    assert data["services"][2]["missing"] == list(worked_example.MISSING)
    assert "".join(data["services"][2]["levels"].values()) == worked_example.LEVELS
    first = data["gaps"][0]
    assert (first["process"], first["missing"], first["raise"]) == ("identity", 1, 1)
    assert "สอดคล้อง 1 จาก 3 บริการ" in page
    assert f"ภาพรวมทุกบริการ: {data['services'][0]['agency']}" in page
    assert page.index("บริการที่สาม") < page.index(criteria.process_by_id["identity"].name.th), "services come first"
    assert criteria.process_by_id["search"].name.th not in page, "a gap of one service is none that services share"
    for item in data["services"]:
        assert (await client.get(item["link"])).status_code == 200


async def test_the_spreadsheet_agrees_with_the_json(officer: Officer, client: httpx.AsyncClient) -> None:
    address = await shared(officer)
    data = (await client.get(f"{address}.json")).json()
    book = load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content))
    heading, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert len(heading) == 20
    for row, service in zip(rows, data["services"], strict=True):
        assert (row[0], row[1], row[3]) == (service["service"], service["agency"], service["group"])
        codes = [str(cell).split()[0].replace("–", "-") for cell in row[4:16]]
        assert codes == [*service["levels"].values()]
        assert (row[16], row[17]) == (len(service["missing"]), len(service["raise"]))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} == {"s", "n"}


async def test_the_csv_says_what_the_spreadsheet_says_and_is_sent_again_only_when_it_changed(
    officer: Officer, client: httpx.AsyncClient, criteria: Criteria
) -> None:
    await assess(officer, criteria, "=1+2 บริการ", "SSSSSSSSSSSS")
    address = await shared(officer)
    answer = await client.get(f"{address}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]
    book = load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content))
    sheet = [[str(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert table[1][0] == "'=1+2 บริการ"
    assert book.worksheets[0]["A2"].quotePrefix, "Excel's own apostrophe"
    table[1][0] = table[1][0].removeprefix("'")
    assert table == sheet
    known = {"if-none-match": answer.headers["etag"]}
    assert (await client.get(f"{address}.csv", headers=known)).status_code == 304
    await assess(officer, criteria, "งานทะเบียน", "AAAAAAAAAAAA")
    fresh = await client.get(f"{address}.csv", headers=known)
    assert (fresh.status_code, "งานทะเบียน" in fresh.text) == (200, True)


async def test_the_page_shows_newly_finished_results(
    officer: Officer, client: httpx.AsyncClient, criteria: Criteria
) -> None:
    address = await shared(officer)
    await assess(officer, criteria, "บริการที่สี่", "SSSSSSSSSSSS")
    await officer.type("/results", "1")
    await officer.tap("link", "close_link", "close")
    await officer.type("/results", "2")
    await officer.tap("delete", "yes")
    await assess(officer, criteria, "บริการแรก", "SSSSSSSSSSSS")
    data = (await client.get(f"{address}.json")).json()
    assert [item["service"] for item in data["services"]] == ["บริการแรก", NAME]
    assert data["services"][0]["missing"] == []
    assert await shared(officer) == address


async def test_the_owner_closes_the_page_and_the_results_stay(officer: Officer, client: httpx.AsyncClient) -> None:
    address = await shared(officer)
    link = (await client.get(f"{address}.json")).json()["services"][0]["link"]
    await officer.tap("close_portfolio")
    for kind in ("", ".xlsx", ".json"):
        assert (await client.get(f"{address}{kind}")).status_code == 404
    assert (await client.get(link)).status_code == 200
    assert await shared(officer) != address


async def test_deleting_everything_deletes_the_page(officer: Officer, client: httpx.AsyncClient) -> None:
    address = await shared(officer)
    await officer.type("/delete", "ใช่")
    assert (await client.get(address)).status_code == 404


async def test_the_page_is_private_conditional_and_in_both_languages(
    officer: Officer, client: httpx.AsyncClient
) -> None:
    address = await shared(officer)
    for kind in ("", ".xlsx", ".json"):
        answer = await client.get(f"{address}{kind}")
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        again = await client.get(f"{address}{kind}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        assert (await client.head(f"{address}{kind}")).status_code == 200
    assert "All services" in (await client.get(address, params={"lang": "en"})).text


@pytest.mark.parametrize("token", ["x" * 22, "short", "..%2F..%2Fchat"])
async def test_an_unknown_page_is_explained(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get(f"/p/{token}")
    assert answer.status_code == 404
