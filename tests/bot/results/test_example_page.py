"""The sample is the worked example of the source, made like every result; it is stored and counted nowhere."""

import io
import json
import re

import httpx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from redis.asyncio import Redis

from bot.storage.store import Store
from flows.i18n.language import Language
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.web import SITE
from tests.fakes.web_text import local_links_of, text_of
from tests.fakes.worked_result import publish

SAMPLE = {Language.THAI: "ตัวอย่าง", Language.ENGLISH: "Sample"}


@pytest.fixture
async def page(store: Store, result: Result) -> str:
    """The path of a real result's page."""
    return await publish(store, result)


async def test_its_result_is_that_of_the_source(client: httpx.AsyncClient, criteria: Criteria) -> None:
    data = (await client.get("/example.json")).json()
    assert (data["service"], data["agency"]) == (worked_example.SERVICE, worked_example.AGENCY)
    assert data["assessor"] == worked_example.ASSESSOR
    assert data["assessed_on"] == "2024-01-01"
    assert (data["group"]["id"], data["group"]["characteristic"]) == ("3.1", worked_example.CHARACTERISTIC)
    assert "".join(process["own"] for process in data["processes"]) == worked_example.LEVELS
    assert tuple(data["missing"]) == worked_example.MISSING
    assert [(item["process"], item["from"], item["to"]) for item in data["raise"]] == [
        (process, criteria.level_by_id[own].code, criteria.level_by_id[wanted].code)
        for process, own, wanted in worked_example.RAISES
    ]
    assert data["verdict"] == {"processes": "partial", "levels": "partial"}


async def test_its_data_lead_to_its_own_files(client: httpx.AsyncClient) -> None:
    links = (await client.get("/example.json?lang=en")).json()["links"]
    kinds = ("pdf", "xlsx", "png", "json")
    assert links == {"html": f"{SITE}/example", **{kind: f"{SITE}/example.{kind}" for kind in kinds}}
    for address in links.values():
        assert (await client.get(address)).status_code == 200


@pytest.mark.parametrize("language", [*Language])
async def test_the_page_says_that_it_is_a_sample_and_leads_to_its_files(
    client: httpx.AsyncClient, criteria: Criteria, language: Language
) -> None:
    page = await client.get(f"/example?lang={language}")
    shown = text_of(page.text)
    assert f'<span class="draft">{SAMPLE[language]}</span>' in page.text
    assert criteria.example.source[language] in shown
    for answer in criteria.example.service_data.values():
        assert answer[language] in shown
    links = local_links_of(page.text)
    assert {f"example.{kind}?lang={language}" for kind in ("pdf", "xlsx", "json")} <= links
    assert f'content="{SITE}/example.png?lang={language}"' in page.text


async def test_a_real_result_is_not_called_a_sample(client: httpx.AsyncClient, page: str) -> None:
    html = (await client.get(page)).text
    assert '<span class="draft">ตัวอย่าง</span>' not in html


async def test_the_form_and_the_sheet_are_those_of_the_example(client: httpx.AsyncClient) -> None:
    form = await client.get("/example.pdf")
    (attached,) = PdfReader(io.BytesIO(form.content)).attachments["result.json"]
    inside = json.loads(attached)
    assert inside["links"]["html"] == f"{SITE}/example"
    assert form.headers["Content-Disposition"] == 'inline; filename="radap-example.pdf"'
    sheet = load_workbook(io.BytesIO((await client.get("/example.xlsx")).content))
    cells = {cell.value for each in sheet for row in each for cell in row}
    assert worked_example.SERVICE in cells
    picture = (await client.get("/example.png")).content
    assert picture.startswith(b"\x89PNG")


async def test_nothing_is_stored_or_counted(client: httpx.AsyncClient, redis: Redis) -> None:
    before = sorted(await redis.keys())
    for path in ("example", "example.json", "example.pdf", "example?lang=en"):
        await client.get(f"/{path}")
    assert sorted(await redis.keys()) == before


@pytest.mark.parametrize("path", ["/example.exe", "/examples", "/r/example"])
async def test_other_addresses_are_not_the_sample(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_the_marks_of_a_result_lead_to_readings_that_are_there(client: httpx.AsyncClient, page: str) -> None:
    readings = (await client.get("/readings")).text
    for path, root in ((page, "../readings"), ("/example", "readings")):
        html = (await client.get(path)).text
        marks = re.findall(rf'href="{re.escape(root)}\?lang=th#(\w+)"', html)
        assert {"verdicts", "not_applicable", "area_or_group", "precedence"} <= set(marks)
        for mark in marks:
            assert f'<section id="{mark}">' in readings
