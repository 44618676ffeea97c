"""Results of two editions behind one server: each is shown by its own edition, whichever the server uses."""

import io
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_files import squeezed
from tests.bot.results.test_page import texts
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.second_edition import (
    EDITION,
    EDITION_NAME,
    GROUP_NAME,
    IDENTITY_FULL,
    MISSING,
    NOTICE,
    RAISES,
    renamed_process_edition,
    second_edition,
)
from tests.fakes.services import make_turns
from tests.fakes.web import website
from tests.fakes.worked_result import list_services, publish, with_service_data, worked_result

FIRST_RAISES = [process for process, _, _ in worked_example.RAISES]
PAGE = "p" * 22


@pytest.fixture
def second() -> Criteria:
    return second_edition()


@pytest.fixture(params=["upgraded", "behind"])
async def both(
    request: pytest.FixtureRequest, store: Store, criteria: Criteria, second: Criteria, catalogues: Catalogues
) -> AsyncIterator[httpx.AsyncClient]:
    """A server by the second edition, and one that is still to be upgraded; the database has both editions."""
    for edition in (criteria, second):
        await CriteriaEditions(edition, store).store_current()
    async with website(store, second if request.param == "upgraded" else criteria, catalogues) as client:
        yield client


def of_second(second: Criteria, token: str = "b" * 22) -> Result:
    return replace(with_service_data(worked_result(second), service="บริการฉบับใหม่"), token=token)


async def form(client: httpx.AsyncClient, address: str) -> str:
    with PdfDocument((await client.get(address)).content) as document:  # type: ignore[no-untyped-call]
        return squeezed("\n".join(page.get_textpage().get_text_range() for page in document))


async def sheets(client: httpx.AsyncClient, address: str) -> Sequence[Any]:
    return load_workbook(io.BytesIO((await client.get(address)).content)).worksheets


def cells(sheet: Any) -> Iterator[str]:
    return (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("language", [*Language])
async def test_data_page_form_and_sheet_are_by_the_edition_of_the_result(
    both: httpx.AsyncClient, store: Store, criteria: Criteria, second: Criteria, result: Result, language: Language
) -> None:
    first_group = criteria.group_by_id[worked_example.GROUP].name[language]
    first_identity = criteria.process_by_id["identity"].levels["standard"].full[language]
    new = (GROUP_NAME[language.value], IDENTITY_FULL[language.value], EDITION_NAME[language.value])
    first = (first_group, first_identity, criteria.edition.name[language])
    for each, own, other in ((result, first, new), (of_second(second), new, first)):
        address, query = await publish(store, each), f"?lang={language.value}"
        page = squeezed(texts((await both.get(f"{address}{query}")).text))
        data = (await both.get(f"{address}.json{query}")).json()
        facts = [*cells((await sheets(both, f"{address}.xlsx{query}"))[1])]
        pdf = await form(both, f"{address}.pdf{query}")
        assert data["edition"]["name"] == own[2]
        assert data["group"]["name"] == own[0]
        assert f"{worked_example.GROUP} {own[0]}" in facts
        assert own[2] in facts
        for text in own[:2]:
            assert squeezed(text) in page
            assert squeezed(text) in pdf
        for text in other[1:]:
            assert squeezed(text) not in page
            assert squeezed(text) not in pdf


async def test_the_gap_is_that_of_the_edition_of_the_result(
    both: httpx.AsyncClient, store: Store, second: Criteria, result: Result, catalogues: Catalogues
) -> None:
    expected = ((result, list(worked_example.MISSING), FIRST_RAISES), (of_second(second), list(MISSING), list(RAISES)))
    for each, missing, raises in expected:
        address = await publish(store, each)
        data = (await both.get(f"{address}.json")).json()
        assert data["missing"] == missing
        assert [item["process"] for item in data["raise"]] == raises
        assert data["verdict"]["processes"] == ("partial" if missing else "conform")
        rows = [*(await sheets(both, f"{address}.xlsx"))[0].iter_rows(values_only=True)]
        by_name = {row[1]: row[5] for row in rows}
        status = catalogues[Language.THAI]("status.missing" if missing else "status.absent")
        assert by_name[second.process_by_id["tracking"].name.th] == status


async def test_a_page_of_all_services_names_each_edition_and_its_notice(
    both: httpx.AsyncClient, store: Store, criteria: Criteria, second: Criteria, result: Result
) -> None:
    newer = of_second(second)
    for each in (newer, result):
        await publish(store, each)
    await list_services(store, PAGE, [newer, result])
    data = (await both.get(f"/p/{PAGE}.json")).json()
    assert [item["edition"] for item in data["services"]] == [EDITION_NAME["th"], criteria.edition.name.th]
    assert [item["missing"] for item in data["services"]] == [list(MISSING), list(worked_example.MISSING)]
    assert [item["raise"] for item in data["services"]] == [list(RAISES), FIRST_RAISES]
    assert {gap["process"]: (gap["missing"], gap["raise"]) for gap in data["gaps"]} == {
        "identity": (0, 2),
        "security": (0, 1),
        "tracking": (1, 0),
    }
    page = texts((await both.get(f"/p/{PAGE}")).text)
    for text in (EDITION_NAME["th"], criteria.edition.name.th, NOTICE["th"], criteria.edition.notice.th):
        assert text in page
    heading, *rows = (await sheets(both, f"/p/{PAGE}.xlsx"))[0].iter_rows(values_only=True)
    assert len(heading) == 21
    assert [row[-1] for row in rows] == [EDITION_NAME["th"], criteria.edition.name.th]


async def test_a_process_that_one_edition_alone_has_keeps_its_column(
    store: Store, criteria: Criteria, catalogues: Catalogues, result: Result
) -> None:
    """The first process has another id, but the same number and name: a reader must not mistake one for the other."""
    renamed = renamed_process_edition()
    for edition in (criteria, renamed):
        await CriteriaEditions(edition, store).store_current()
    newer = of_second(renamed)
    for each in (newer, result):
        await publish(store, each)
    await list_services(store, PAGE, [newer, result])
    async with website(store, renamed, catalogues) as client:
        heading, *rows = (await sheets(client, f"/p/{PAGE}.xlsx"))[0].iter_rows(values_only=True)
        page = await client.get(f"/p/{PAGE}")
        gaps = (await client.get(f"/p/{PAGE}.json")).json()["gaps"]
    name = f"1. {criteria.process_by_id['search'].short.th}"
    columns = [heading.index(f"{name} ({process})") for process in ("discovery", "search")]
    assert [[row[column] for column in columns] for row in rows] == [["S", ""], ["", "S"]]
    assert page.status_code == 200
    assert "identity" in {gap["process"] for gap in gaps}


async def test_one_edition_is_not_named_on_each_service(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    for each in (result, replace(with_service_data(result, service="อีกบริการ"), token="c" * 22)):
        await publish(store, each)
    await list_services(store, PAGE, [result])
    heading = next((await sheets(client, f"/p/{PAGE}.xlsx"))[0].iter_rows(values_only=True))
    assert len(heading) == 20


@pytest.mark.parametrize("moves", [False, True])
async def test_a_conversation_of_the_first_edition_is_finished_by_either(
    turns: TurnHandler, store: Store, criteria: Criteria, second: Criteria, catalogues: Catalogues, moves: bool
) -> None:
    officer = Officer(turns)
    await turns.store_criteria()
    await officer.to_levels()
    levels = [criteria.level_by_code[code].id for code in worked_example.LEVELS]
    await officer.tap(*levels[:4])
    officer.turns = make_turns(Engine(second, catalogues, Retention(180, 365)), store)
    await officer.turns.store_criteria()
    await officer.type("/help")
    await officer.tap("yes" if moves else "no", *([levels[1]] if moves else []), *levels[4:])
    token = (await officer.tap("confirm")).messages[0].links[0].token
    async with website(store, second, catalogues) as client:
        data = (await client.get(f"/r/{token}.json")).json()
        page = await client.get(f"/r/{token}")
    assert data["edition"]["id"] == (EDITION if moves else criteria.edition.id)
    assert data["missing"] == list(MISSING if moves else worked_example.MISSING)
    assert [item["process"] for item in data["raise"]] == (list(RAISES) if moves else FIRST_RAISES)
    assert (GROUP_NAME["th"] in texts(page.text)) is moves


async def test_a_result_of_the_second_edition_tells_what_changed_since_the_first(
    turns: TurnHandler, store: Store, criteria: Criteria, second: Criteria, catalogues: Catalogues
) -> None:
    officer = Officer(turns)
    await turns.store_criteria()
    await officer.to_levels()
    await officer.tap(*(criteria.level_by_code[code].id for code in worked_example.LEVELS), "confirm")
    officer.turns = make_turns(Engine(second, catalogues, Retention(180, 365)), store)
    await officer.type("/results", "1")
    await officer.tap("again", "level_tracking", "standard", "level_search", "initial")
    token = (await officer.tap("confirm")).messages[0].links[0].token
    async with website(store, second, catalogues) as client:
        change = (await client.get(f"/r/{token}.json")).json()["change"]
    assert (change["rose"], change["fell"], len(change["stayed"])) == (["tracking"], ["search"], 10)
