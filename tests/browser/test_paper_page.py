"""The page that a paper's QR code leads to, in Chromium: without script, accessible, and as wide as the screen."""

from io import BytesIO
from typing import Literal

import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, ViewportSize
from pypdfium2 import PdfDocument

from tests.browser.chat_page import ChatPage
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
DOTS_AN_INCH = 150


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def result(chromium: Browser, server: str) -> str:
    """The address of an officer's result."""
    chat = ChatPage(await chromium.new_page(locale="th-TH", reduced_motion="reduce"))
    await chat.open(server)
    await chat.to_result()
    return await chat.newest.locator("a.open").get_attribute("href") or ""


def scanned(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("scheme", "size", "language"), [("light", PHONE, "th"), ("dark", DESK, "en")], ids=["phone", "desk"]
)
async def test_the_codes_on_the_screen_and_on_the_print_lead_to_an_accessible_page(
    chromium: Browser, server: str, result: str, scheme: Literal["light", "dark"], size: ViewportSize, language: str
) -> None:
    async with await chromium.new_context(color_scheme=scheme, viewport=size) as context:
        page = await context.new_page()
        await page.goto(f"{result}?lang={language}")
        assert await violations(page) == []
        shown = scanned(Image.open(BytesIO(await page.locator(".paper").screenshot())))
        with PdfDocument(await page.pdf(prefer_css_page_size=True)) as paper:  # type: ignore[no-untyped-call]
            printed = [code for each in paper for code in scanned(each.render(scale=DOTS_AN_INCH / 72).to_pil())]
            texts = "".join(each.get_textpage().get_text_range() for each in paper)
        (address,) = shown
        assert printed == shown
        assert result.rpartition("/")[2] not in texts, "the print opens no result"
        await page.goto(f"{server}/v/{address.rpartition('/')[2]}?lang={language}")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert await page.locator("script").count() == 0
        assert await page.locator(".state.conforms").count() == 1
