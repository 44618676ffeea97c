"""The page of a request for approval in Chromium: without script, accessible, and as wide as the screen."""

from typing import Literal

import httpx
import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.test_accessibility import violations
from tests.fakes.approvals import NAME, POSITION
from tests.transcripts.script import TO_RESULT, Tapped, Typed
from tests.transcripts.test_approval import in_browser, last_code, take
from tests.transcripts.transcript import Transcript

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.mark.parametrize(
    ("scheme", "size", "language"), [("light", PHONE, "th"), ("dark", DESK, "en")], ids=["phone", "desk"]
)
async def test_the_decision_on_the_page(
    chromium: Browser, server: str, scheme: Literal["light", "dark"], size: ViewportSize, language: str
) -> None:
    transcript = Transcript("")
    async with httpx.AsyncClient(base_url=server) as client:
        chat = await in_browser(client, transcript)
        await chat.send(kind="greeting")
        await take(chat, (*TO_RESULT, Typed("ขอความเห็นชอบ"), Tapped("ขอความเห็นชอบ")))
        address = f"{server}/k/{last_code(transcript)}?lang={language}"
    async with await chromium.new_context(color_scheme=scheme, viewport=size) as context:
        page = await context.new_page()
        await page.goto(address)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        await page.check("input[value=approve_remark]")
        await page.fill("#name", NAME)
        await page.fill("#position", POSITION)
        await page.click("button[type=submit]")
        await page.wait_for_selector("#problems")
        assert await page.input_value("#name") == NAME
        assert await violations(page) == []
        await page.fill("#remark", "ดีแล้ว")
        await page.click("button[type=submit]")
        await page.wait_for_selector("body.problem")
        assert "บันทึกความเห็นแล้ว" in await page.inner_text("body")
        await page.goto(address)
        assert "ลิงก์นี้เปิดอะไรไม่ได้แล้ว" in await page.inner_text("body")
