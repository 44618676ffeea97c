"""The summary for a head: always one page, accessible, and with what the page says."""

import dataclasses
import io

import httpx
import pytest
from pypdf import PdfReader

from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.model.session import PreviousResult
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_files import HOSTILE_NAMES, squeezed
from tests.bot.results.test_owners_copies import text_of
from tests.fakes.worked_result import publish, with_service_data


async def summary(client: httpx.AsyncClient, store: Store, result: Result, language: Language) -> bytes:
    address = await publish(store, result)
    answer = await client.get(f"{address}.summary.pdf?lang={language.value}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('.summary.pdf"')
    return answer.content


@pytest.mark.parametrize("language", [*Language])
async def test_it_says_what_the_page_says_in_the_order_of_work(
    client: httpx.AsyncClient,
    store: Store,
    result: Result,
    criteria: Criteria,
    catalogues: Catalogues,
    language: Language,
) -> None:
    earlier = PreviousResult(worked_example.ASSESSED_AT - 86_400, result.group, {**result.levels, "search": "none"})
    pdf = await summary(client, store, dataclasses.replace(result, earlier=earlier), language)
    said, say = text_of(pdf), catalogues[language]
    data = (await client.get(f"/r/{result.token}.json?lang={language.value}")).json()
    names = {process["id"]: squeezed(process["name"]) for process in data["processes"]}
    places = [said.index(names[step["process"]]) for step in data["road_map"]]
    assert places == sorted(places)
    for text in (data["service"], data["agency"], data["group"]["name"], data["edition"]["notice"]):
        assert squeezed(text) in said
    for verdict in data["verdict"].values():
        assert squeezed(say(f"verdict.{verdict}")) in said
    for step in data["road_map"]:
        level = criteria.level_by_code[step["steps"][-1]["code"]].id
        assert squeezed(criteria.process_by_id[step["process"]].levels[level].short[language]) in said
    assert squeezed(f"{say('result.rose')} 1") in said
    assert squeezed(worked_example.ASSESSOR) not in said


@pytest.mark.parametrize("level", ["none", "initial"])
@pytest.mark.parametrize("language", [*Language])
async def test_the_longest_is_one_page_and_accessible(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria, language: Language, level: str
) -> None:
    worst = dataclasses.replace(
        with_service_data(result, service="บริการที่มีชื่อยาวมาก " * 100, agency="W" * 2000),
        group=criteria.groups[-1].id,
        characteristic=None,
        levels=dict.fromkeys(result.levels, level),
    )
    reader = PdfReader(io.BytesIO(await summary(client, store, worst, language)))
    assert len(reader.pages) == 1
    about = reader.xmp_metadata
    assert about is not None
    assert "<pdfuaid:part>1</pdfuaid:part>" in about.stream.get_data().decode()
    catalogue = reader.trailer["/Root"].get_object()
    assert catalogue["/Lang"].startswith(language.value)  # type: ignore[index]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
async def test_any_name_is_a_name(client: httpx.AsyncClient, store: Store, result: Result, name: str) -> None:
    pdf = await summary(client, store, with_service_data(result, service=name, agency=name), Language.THAI)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


async def test_without_steps_or_with_open_questions_it_says_so(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    say = catalogues[Language.THAI]
    best = dataclasses.replace(result, levels=dict.fromkeys(result.levels, "advanced"))
    assert squeezed(say("page.road_map_none")) in text_of(await summary(client, store, best, Language.THAI))
    part = dataclasses.replace(result, levels={"search": "advanced"}, is_provisional=True)
    said = text_of(await summary(client, store, part, Language.THAI))
    assert squeezed(say("page.road_map_open")) in said
    assert squeezed(say("result.stamp", answered=1, total=12)) in said
    assert squeezed(say("verdict.open")) in said
