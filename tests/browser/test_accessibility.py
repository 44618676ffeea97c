"""axe reports no violations in any state of the pages (WCAG 2.2 AA and axe's best practices)."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize

from tests import worked_example
from tests.browser.chat_page import LEVEL_CODES, ChatPage

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Of the rules that are kept axe describes one element each: to describe all takes most of its time.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}


#: The parts that change with a message: the newest one, and the input field. The rest was checked before.
NEWEST = [["#log > :last-child"], ["form"]]


async def violations(page: Page, places: list[list[str]] | None = None) -> list[str]:
    """Return axe's violations as rule and element; on the whole page, or in some elements."""
    found = await Axe().run(page, context=places, options=OPTIONS)
    assert found.response["passes"], "axe examined nothing"
    rules = found.response["violations"]
    return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in rules for node in rule["nodes"]]


async def shown_on_the_way(chat: ChatPage, server: str) -> AsyncIterator[str]:
    """Yield after every kind of message, the newest of which is the last on the page."""
    await chat.open(server)
    yield "welcome"
    await chat.choose(0)
    for text in (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, worked_example.DESCRIPTION):
        await chat.write(text)
    yield "told"
    await chat.write("6")
    yield "changing what is told"
    await chat.write("back")
    await chat.write("ask one by one")
    yield "characteristics"
    await chat.write("explain")
    yield "explained"
    await chat.write("several")
    yield "ticking"
    await chat.write("/back")
    await chat.choose(worked_example.CHARACTERISTIC_PLACE)
    yield "level"
    await chat.write("standrad")
    yield "asked back"
    await chat.choose(1)
    for code in worked_example.LEVELS:
        await chat.choose(LEVEL_CODES.index(code))
    yield "review"
    await chat.choose(0)
    yield "result"
    await chat.write("/results")
    yield "results"
    await chat.write("overview")
    yield "all services"
    await chat.write("/delete")
    yield "delete"


@pytest.mark.parametrize(
    ("scheme", "size", "locale"), [("light", PHONE, "th-TH"), ("dark", DESK, "en-GB")], ids=["phone", "desk"]
)
async def test_the_chat_page_and_the_result(
    chromium: Browser, server: str, scheme: Literal["light", "dark"], size: ViewportSize, locale: str
) -> None:
    async with await chromium.new_context(
        color_scheme=scheme, viewport=size, locale=locale, reduced_motion="reduce"
    ) as context:
        chat = ChatPage(await context.new_page())
        addresses = []
        async for place in shown_on_the_way(chat, server):
            assert await violations(chat.page, None if place in {"welcome", "delete"} else NEWEST) == [], place
            if place in {"result", "all services"}:
                addresses.append(await chat.newest.locator("a.open").get_attribute("href") or "")
        pages = (f"{server}/{page}?lang={locale[:2]}" for page in ("about", "readings", "example", "no-such-page"))
        for address in (*addresses, *pages):
            await chat.page.goto(address)
            await chat.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            assert await violations(chat.page) == [], address
            assert await chat.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_a_violation_is_found(chromium: Browser, server: str) -> None:
    async with await chromium.new_context() as context:
        page = await context.new_page()
        await page.goto(f"{server}/chat")
        await page.evaluate("document.querySelector('#input').removeAttribute('aria-label')")
        await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"x.png\"><button></button>')")
        assert len(await violations(page)) >= 2
