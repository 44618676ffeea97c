import re

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page

from tests.browser.chat_page import ChatPage
from tests.browser.contrast import CONTRAST, SCHEMES

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(chromium: Browser, server: str) -> str:
    """The result of the worked example."""
    chat = ChatPage(await chromium.new_page(locale="th-TH", reduced_motion="reduce"))
    await chat.open(server)
    await chat.to_result()
    return await chat.newest.locator("a.open").get_attribute("href") or ""


async def opened(chromium: Browser, address: str, width: int) -> Page:
    page = await chromium.new_page(viewport={"width": width, "height": 800})
    await page.goto(address)
    return page


async def lefts(cells: Locator) -> set[int]:
    return {round(box["x"]) for cell in await cells.all() if (box := await cell.bounding_box())}


async def test_the_result_fits_any_width(chromium: Browser, address: str) -> None:
    for language in ("th", "en"):
        page = await opened(chromium, f"{address}?lang={language}", 320)
        for width in (320, 719, 720, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            shown = page.locator("main *:not(thead, thead *)")
            assert (
                max(await shown.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")) <= width
            )


async def test_on_a_phone_each_process_is_a_card_and_on_a_desk_a_row(chromium: Browser, address: str) -> None:
    phone, desk = await opened(chromium, address, 360), await opened(chromium, address, 1280)
    assert len(await lefts(desk.locator("tbody tr:first-child > *"))) == 6
    assert len(await lefts(phone.locator("tbody tr:first-child > *"))) == 3
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert await phone.locator("tbody td[data-label]").first.evaluate(label) != "none"
    assert await phone.get_by_role("table").get_by_role("row").count() == 13


async def test_printed_it_is_light_without_links_and_no_row_is_cut(chromium: Browser, address: str) -> None:
    page = await opened(chromium, address, 1280)
    await page.set_viewport_size({"width": 695, "height": 1017})  # A4 less the margins
    await page.emulate_media(media="print", color_scheme="dark")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 695
    assert not await page.locator(".links").is_visible()
    assert await page.locator("thead").evaluate("(head) => getComputedStyle(head).display") == "table-header-group"
    for row in ("tbody tr", ".gaps li", ".verdict"):
        assert await page.locator(row).first.evaluate("(row) => getComputedStyle(row).breakInside") == "avoid"
    assert await page.locator("h1").evaluate("(h) => getComputedStyle(h).color") == "rgb(31, 41, 55)"
    printed = await page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 3


async def test_everything_can_be_read_in_light_and_dark(chromium: Browser, address: str) -> None:
    page = await opened(chromium, address, 1280)
    texts = page.locator("main *:not(ul, ol, dl, div, table, thead, tbody, tr, section)")
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        assert min(await texts.evaluate_all(f"(all) => all.map({CONTRAST})")) >= 4.5


async def test_the_page_is_sent_compressed(chromium: Browser, address: str) -> None:
    page = await chromium.new_page()
    for language in ("th", "en"):
        response = await page.goto(f"{address}?lang={language}")
        assert response
        assert await response.header_value("content-encoding") == "gzip"
        assert (await response.request.sizes())["responseBodySize"] < 12_000
        assert await page.locator("tbody tr").count() == 12
