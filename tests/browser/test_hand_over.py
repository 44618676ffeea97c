"""A service moves from one browser to another by the page behind its code; a camera reads the page's QR code."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Literal

import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, ViewportSize, expect

from tests import worked_example
from tests.browser.chat_page import ChatPage
from tests.browser.test_accessibility import violations
from tests.fakes.colleagues import CODE

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
#: Pixels of the screenshot for one of CSS, where a page has 96 of those an inch.
DPI_150 = 150 / 96


@pytest_asyncio.fixture(loop_scope="session")
async def offered(chromium: Browser, server: str) -> AsyncIterator[tuple[ChatPage, str]]:
    """The chat of somebody who hands the worked example over, and the code."""
    async with await chromium.new_context(locale="en-GB", reduced_motion="reduce") as context:
        chat = ChatPage(await context.new_page())
        await chat.open(server)
        await chat.to_result()
        await chat.write("hand over")
        assert await violations(chat.page) == []
        await chat.write("without the name")
        assert await violations(chat.page) == []
        found = CODE.search(await chat.newest.inner_text())
        assert found
        yield chat, found[0]


@pytest.mark.parametrize(
    ("scheme", "size", "locale"), [("light", PHONE, "th-TH"), ("dark", DESK, "en-GB")], ids=["phone", "desk"]
)
async def test_the_page_is_accessible_and_its_code_is_read(
    chromium: Browser,
    server: str,
    offered: tuple[ChatPage, str],
    scheme: Literal["light", "dark"],
    size: ViewportSize,
    locale: str,
) -> None:
    address = f"{server}/k/{offered[1]}"
    async with await chromium.new_context(
        color_scheme=scheme, viewport=size, locale=locale, device_scale_factor=DPI_150
    ) as context:
        page = await context.new_page()
        await page.goto(address)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        await expect(page.locator("h1")).to_have_text(worked_example.SERVICE)
        picture = await page.locator(".chats svg").screenshot()
        assert scanned(picture) == [address]


def scanned(picture: bytes) -> list[str]:
    """What a camera reads, by another library."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))]


async def test_the_link_to_the_chat_brings_the_code_once(
    chromium: Browser, server: str, offered: tuple[ChatPage, str]
) -> None:
    sender, code = offered
    async with await chromium.new_context(locale="en-GB") as context:
        page = await context.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        await page.goto(f"{server}/k/{code}")
        await page.get_by_role("link", name="Open in the browser").click()
        recipient = ChatPage(page)
        await recipient.answered(2)
        assert page.url == f"{server}/chat"
        assert not any(code in address for address in requests if "/k/" not in address)
        await expect(recipient.newest).to_contain_text(worked_example.SERVICE)
        await recipient.choose(0)
        await expect(recipient.newest).to_contain_text("The service is yours")
        await page.reload()
        recipient.answers = 0
        await recipient.answered()
        await expect(recipient.newest).not_to_contain_text("opens nothing")
    await sender.write("my results")
    await expect(sender.newest).to_contain_text("Handed over")


@pytest.mark.parametrize("text", ["/delete", "7KQ2-M9XA", "%3Cimg%3E", "7kq2-m9xa-04tc-we5h yes"])
async def test_no_other_text_is_sent_by_a_link(chromium: Browser, server: str, text: str) -> None:
    async with await chromium.new_context(locale="en-GB") as context:
        chat = ChatPage(await context.new_page())
        await chat.page.goto(f"{server}/chat#code={text}")
        await chat.answered()
        await expect(chat.page.locator(".own")).to_have_count(0)
