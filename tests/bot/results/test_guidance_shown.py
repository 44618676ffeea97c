"""How to raise a process: folded under each step of the page, and in the data; nothing without guidance."""

import dataclasses
import json
import re
from html import unescape
from pathlib import Path

import httpx
from jsonschema import Draft202012Validator

from bot.config.data_files import load_guidance
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests.fakes.second_edition import EDITION, second_edition
from tests.fakes.web import website
from tests.fakes.worked_result import publish

SCHEMA = Draft202012Validator(json.loads(Path("docs/result.schema.json").read_text("utf-8")))
FOLDED = re.compile(r'<details class="advice">(.*?)</details>', re.DOTALL)


async def test_each_step_has_its_advice_folded(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    page = (await client.get(await publish(store, result))).text
    folded = [unescape(text) for text in FOLDED.findall(page)]
    steps = (("tracking", "initial"), ("identity", "standard"), ("security", "standard"))
    assert len(folded) == len(steps)
    for text, step in zip(folded, steps, strict=True):
        advice = load_guidance(None).advice(*step)
        assert advice
        for part in (advice.how, advice.example, advice.source, *([advice.unknown] if advice.unknown else [])):
            assert part.th in text
    assert '<details class="advice" open' not in page


async def test_a_long_way_has_the_advice_of_each_level(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria
) -> None:
    levels = dict.fromkeys(criteria.process_by_id, "none")
    address = await publish(store, dataclasses.replace(result, group="4", levels=levels))
    page = unescape((await client.get(f"{address}?lang=en")).text)
    folded = FOLDED.findall(page)
    assert len(folded) == sum(criteria.mandatory["4"].values())
    identity = load_guidance(None).processes["identity"]
    (text,) = (text for text in folded if identity["advanced"].how.en in text)
    assert identity["initial"].how.en in text
    assert identity["standard"].how.en in text


async def test_the_data_have_it_as_the_schema_says(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    data = (await client.get(f"{await publish(store, result)}.json")).json()
    SCHEMA.validate(data)
    (step,) = data["road_map"][2]["steps"]
    security = load_guidance(None).advice("security", "standard")
    assert security
    assert security.unknown
    assert step["advice"] == {
        "how": security.how.th,
        "example": security.example.th,
        "unknown": security.unknown.th,
        "source": security.source.th,
    }


async def test_an_edition_without_guidance_says_nothing(store: Store, result: Result, catalogues: Catalogues) -> None:
    other = dataclasses.replace(result, edition=EDITION)
    async with website(store, second_edition(), catalogues) as client:
        address = await publish(store, other)
        page, data = (await client.get(address)).text, (await client.get(f"{address}.json")).json()
    assert "advice" not in page.partition("</style>")[2]
    assert catalogues[Language.THAI]("raise.note") not in page
    assert all("advice" not in step for item in data["road_map"] for step in item["steps"])


async def test_a_result_of_an_earlier_edition_keeps_its_guidance(
    store: Store, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    await CriteriaEditions(criteria, store).store_current()
    async with website(store, second_edition(), catalogues) as client:
        page = (await client.get(await publish(store, result))).text
    assert len(FOLDED.findall(page)) == 3


async def test_the_sample_has_it(client: httpx.AsyncClient) -> None:
    assert len(FOLDED.findall((await client.get("/example")).text)) == 3
