"""The page of a question to a colleague in a real browser: axe finds nothing, and its form works without a script."""

import re
from typing import Literal

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests import worked_example
from tests.browser.chat_page import ChatPage
from tests.browser.test_accessibility import DESK, PHONE, violations

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = re.compile(r"/k/([0-9A-Z-]{19})")


async def ask(chat: ChatPage, server: str) -> str:
    """Ask a colleague about the first process; return the address of the question's page."""
    await chat.open(server)
    await chat.choose(0)
    for text in (worked_example.SERVICE, worked_example.AGENCY, "skip", "skip"):
        await chat.write(text)
    await chat.choose(worked_example.CHARACTERISTIC_PLACE)
    await chat.page.locator("#input").fill("ถามเพื่อนร่วมงาน")
    await chat.page.locator("#input").press("Enter")
    found = CODE.search(await chat.page.locator("a[href*='/k/']").last.get_attribute("href") or "")
    assert found
    return f"{server}/k/{found[1]}"


@pytest.mark.parametrize(
    ("scheme", "size", "locale"), [("light", PHONE, "th-TH"), ("dark", DESK, "en-GB")], ids=["phone", "desk"]
)
async def test_the_page_of_a_question(
    chromium: Browser, server: str, scheme: Literal["light", "dark"], size: ViewportSize, locale: str
) -> None:
    async with await chromium.new_context(locale=locale) as asking:
        address = await ask(ChatPage(await asking.new_page()), server)
    async with await chromium.new_context(color_scheme=scheme, viewport=size, locale=locale) as context:
        page = await context.new_page()
        await page.goto(f"{address}?lang={locale[:2]}")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        await page.locator("[name=remark]").fill("ตามระเบียบ")
        await page.evaluate("document.querySelectorAll('[required]').forEach(field => field.required = false)")
        await page.locator("button").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("[name=remark]")).to_have_value("ตามระเบียบ")
        assert await violations(page) == []
        await page.locator("[value=advanced]").check()
        await page.locator("[name=name]").fill("มาลี")
        await page.locator("button").click()
        await expect(page.get_by_role("heading")).to_contain_text("ขอบคุณ" if locale == "th-TH" else "Thank you")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        used = await page.goto(address)
        assert used
        assert used.status == 404
