"""An officer at the chat page, with a keyboard, a mouse or a finger."""

from playwright.async_api import Locator, Page, expect

from tests import worked_example

LEVEL_CODES = "-ISA"

#: More stops of the Tab key than any message has buttons.
STOPS = 80

SCROLLS_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll('*')].some((element) =>
    element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible'
    && !element.matches('.unseen, textarea, thead, thead *')) || document.documentElement.scrollWidth > innerWidth"""


class ChatPage:
    """Reads the bubbles on the page, and records the errors that the browser reports."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers = 0
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if line.type in {"error", "warning"} else None)

    @property
    def bubbles(self) -> Locator:
        return self.page.locator(".bot:not(.thinking)")

    @property
    def newest(self) -> Locator:
        return self.bubbles.last

    @property
    def title(self) -> Locator:
        return self.newest.locator("h2")

    async def open(self, server: str) -> None:
        self.answers = 0
        await self.page.goto(f"{server}/chat")
        await self.answered()

    async def answered(self, count: int = 1) -> None:
        self.answers += count
        await expect(self.bubbles).to_have_count(self.answers)

    async def click(self, button: Locator) -> None:
        await button.click()
        await self.answered()

    async def choose(self, place: int) -> None:
        await self.click(self.newest.locator(".choice").nth(place))

    async def write(self, text: str) -> None:
        await self.page.locator("#input").fill(text)
        await self.page.keyboard.press("Enter")
        await self.answered()

    async def press(self, button: Locator) -> None:
        """Reach a button with the Tab key alone and press Enter."""
        for _ in range(STOPS):
            if await button.evaluate("(element) => element === document.activeElement"):
                assert await button.evaluate("(element) => getComputedStyle(element).outlineStyle") != "none"
                await self.page.keyboard.press("Enter")
                await self.answered()
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not reach the button")

    async def to_levels(self, service: str = worked_example.SERVICE) -> None:
        """Answer the welcome, the service data and the group questions of the worked example."""
        await self.choose(0)
        for text in (service, worked_example.AGENCY, worked_example.ASSESSOR, worked_example.DESCRIPTION):
            await self.write(text)
        await self.write("ask one by one")  # nothing that the description tells
        await self.choose(worked_example.CHARACTERISTIC_PLACE)

    async def to_result(self, service: str = worked_example.SERVICE) -> None:
        await self.to_levels(service)
        for code in worked_example.LEVELS:
            await self.choose(LEVEL_CODES.index(code))
        await self.choose(0)

    async def scrolls_sideways(self) -> bool:
        return bool(await self.page.evaluate(SCROLLS_SIDEWAYS))
