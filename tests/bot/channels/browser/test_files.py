"""Files in the browser chat: an upload of its own, with the cookie and the origin of the chat page."""

import httpx
import pytest

from bot.sheets.sheet_reader import CHAT_LIMITS
from flows.i18n.wording import Wording
from tests.bot.channels.browser.test_channel import Browser
from tests.fakes.tables import csv_table, xlsx_table


@pytest.fixture
async def browser(client: httpx.AsyncClient) -> Browser:
    return Browser(client)


async def upload(browser: Browser, content: bytes, number: str = "file-00001", **headers: str) -> httpx.Response:
    return await browser.client.post("/chat/file", params={"id": number}, content=content, headers=headers)


@pytest.mark.parametrize("content", [csv_table("ขอใบอนุญาต"), xlsx_table("ขอใบอนุญาต")], ids=["csv", "xlsx"])
async def test_an_uploaded_file_is_answered_by_the_request(browser: Browser, say: Wording, content: bytes) -> None:
    await browser.to_service()
    answer = await upload(browser, content)
    report, question = answer.json()["messages"]
    assert report["title"] == say("batch.read_title")
    assert question["title"] == say.plural("batch.title", 1)
    listed = await browser.tap(question, "yes")
    assert "ขอใบอนุญาต" in str(listed)


async def test_an_upload_that_is_sent_again_is_applied_once(browser: Browser, say: Wording) -> None:
    await browser.to_service()
    first = (await upload(browser, csv_table("ขอใบอนุญาต"))).json()["messages"]
    again = (await upload(browser, csv_table("ขอใบอนุญาต"))).json()["messages"]
    assert again == first
    assert again[-1]["title"] == say.plural("batch.title", 1)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}], ids=["origin", "site"]
)
async def test_another_site_sends_no_file(browser: Browser, headers: dict[str, str]) -> None:
    await browser.to_service()
    answer = await upload(browser, csv_table("ขอใบอนุญาต"), **headers)
    assert (answer.status_code, answer.json()) == (403, {"problem": "other-site"})


async def test_nobody_without_the_cookie_sends_a_file(client: httpx.AsyncClient) -> None:
    answer = await client.post("/chat/file", params={"id": "file-00001"}, content=b"x")
    assert (answer.status_code, answer.json()) == (403, {"problem": "no-cookie"})


@pytest.mark.parametrize("number", ["", "short", "x" * 65, "bad id!!"])
async def test_a_malformed_id_is_refused(browser: Browser, number: str) -> None:
    await browser.to_service()
    assert (await upload(browser, b"x", number)).status_code == 400


async def test_two_megabytes_are_the_limit(browser: Browser) -> None:
    await browser.to_service()
    answer = await upload(browser, bytes(CHAT_LIMITS.file_bytes + 1))
    assert (answer.status_code, answer.json()) == (413, {"problem": "too-large"})
    assert (await upload(browser, bytes(CHAT_LIMITS.file_bytes))).status_code == 200


async def test_a_file_that_is_no_table_is_explained(browser: Browser, say: Wording) -> None:
    await browser.to_service()
    answer = await upload(browser, b"%PDF-1.7")
    assert say("table.file.pdf") in str(answer.json())
