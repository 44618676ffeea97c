"""The date of assessment on the page and in every file: the chosen one, else that of the confirmation."""

import io
import json
from dataclasses import replace

import httpx
import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from bot.documents.preview_image import preview_image_data
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result, result_to_json
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_page import texts
from tests.fakes.worked_result import TOKEN, list_services, publish, publish_text

CHOSEN, PAGE = "2023-02-28", "p" * 22
SPOKEN = {Language.THAI: "28 ก.พ. 2566", Language.ENGLISH: "28 Feb 2023"}
CONFIRMED = {Language.THAI: "1 ม.ค. 2567", Language.ENGLISH: "1 Jan 2024"}


async def form_text(client: httpx.AsyncClient, address: str) -> str:
    """The form as a PDF viewer reads it."""
    answer = await client.get(address)
    assert f"radap-{worked_example.GROUP}-{CHOSEN}.pdf" in answer.headers["content-disposition"]
    with PdfDocument(answer.content) as document:  # type: ignore[no-untyped-call]
        return "\n".join(page.get_textpage().get_text_range() for page in document)


async def sheet_text(client: httpx.AsyncClient, address: str) -> str:
    book = load_workbook(io.BytesIO((await client.get(address)).content))
    return str([[*sheet.iter_rows(values_only=True)] for sheet in book.worksheets])


@pytest.mark.parametrize("language", [*Language])
async def test_page_data_sheet_and_form_show_the_chosen_date(
    client: httpx.AsyncClient, store: Store, result: Result, language: Language
) -> None:
    address, query = await publish(store, replace(result, assessed_on=CHOSEN)), f"?lang={language.value}"
    shown = (
        texts((await client.get(address + query)).text),
        await sheet_text(client, f"{address}.xlsx{query}"),
        await form_text(client, f"{address}.pdf{query}"),
    )
    for text in shown:
        assert SPOKEN[language] in text
        assert CONFIRMED[language] not in text
    assert (await client.get(f"{address}.json{query}")).json()["assessed_on"] == CHOSEN


async def test_the_portfolio_shows_it_and_keeps_the_order_of_the_confirmations(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    later = replace(result, token="b" * 22, service_data={"service": "ทีหลัง"}, assessed_on=CHOSEN)
    for each in (later, result):
        await publish(store, each)
    await list_services(store, PAGE, [later, result])
    page = texts((await client.get(f"/p/{PAGE}")).text)
    assert page.index(SPOKEN[Language.THAI]) < page.index(CONFIRMED[Language.THAI])
    services = (await client.get(f"/p/{PAGE}.json")).json()["services"]
    assert [item["assessed_on"] for item in services] == [CHOSEN, "2024-01-01"]
    assert SPOKEN[Language.THAI] in await sheet_text(client, f"/p/{PAGE}.xlsx")


def test_the_picture_names_it(criteria: Criteria, catalogues: Catalogues, result: Result) -> None:
    for language in Language:
        view = view_result(criteria, replace(result, assessed_on=CHOSEN), catalogues[language])
        assert preview_image_data(view, catalogues[language])["kind"].endswith(SPOKEN[language])


async def test_a_result_that_was_stored_before_shows_the_day_of_its_confirmation(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    plain = json.loads(result_to_json(result))
    del plain["assessed_on"]
    await publish_text(store, TOKEN, json.dumps(plain))
    assert CONFIRMED[Language.THAI] in texts((await client.get(f"/r/{TOKEN}")).text)
    assert (await client.get(f"/r/{TOKEN}.json")).json()["assessed_on"] == "2024-01-01"


async def test_a_stored_date_that_is_none_is_no_error_of_the_server(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    plain = json.loads(result_to_json(result)) | {"assessed_on": "2023-02-31"}
    await publish_text(store, TOKEN, json.dumps(plain))
    assert (await client.get(f"/r/{TOKEN}")).status_code == 410
