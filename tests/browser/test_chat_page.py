from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, Route, ViewportSize, expect

from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from tests import worked_example
from tests.browser.chat_page import LEVEL_CODES, ChatPage
from tests.browser.contrast import CONTRAST, SCHEMES
from tests.fakes.running_server import running_server
from tests.fakes.tables import csv_table

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKS_FOR_FILE = """() => document.getElementById("file").addEventListener("click", (event) => {
    event.preventDefault();
    window.asksForFile = true;
})"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> Page:
    return await chromium.new_page(locale="th-TH", reduced_motion="reduce")


# Async, although nothing is awaited: Playwright's listeners are added to the loop that runs.
@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page) -> ChatPage:
    return ChatPage(page)


@pytest.fixture
def say(catalogues: Catalogues) -> Wording:
    return catalogues[Language.THAI]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("locale", ["th-TH", "en-GB"])
async def test_every_message_fits_any_width(chromium: Browser, server: str, width: int, locale: str) -> None:
    viewport: ViewportSize = {"width": width, "height": 700}
    chat = ChatPage(await chromium.new_page(locale=locale, viewport=viewport, reduced_motion="reduce"))
    await chat.open(server)
    assert not await chat.scrolls_sideways()
    await chat.to_levels()
    assert not await chat.scrolls_sideways()
    for code in worked_example.LEVELS:
        await chat.choose(LEVEL_CODES.index(code))
    await expect(chat.newest.locator("button.entry")).to_have_count(18)
    assert not await chat.scrolls_sideways()
    await chat.choose(0)
    await expect(chat.newest.locator(".links > *")).to_have_count(3)
    assert not await chat.scrolls_sideways()
    assert chat.faults == []


async def test_a_word_wider_than_the_screen_is_broken(chromium: Browser, server: str) -> None:
    viewport: ViewportSize = {"width": 320, "height": 700}
    chat = ChatPage(await chromium.new_page(locale="th-TH", viewport=viewport, reduced_motion="reduce"))
    await chat.open(server)
    await chat.to_result("https://" + "x" * 90)
    assert not await chat.scrolls_sideways()
    await chat.page.goto(await chat.newest.locator("a.open").get_attribute("href") or "")
    assert not await chat.scrolls_sideways()


async def test_an_assessment_by_keyboard_alone(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.press(chat.newest.locator(".choice").first)
    await expect(chat.page.locator("#input")).to_be_focused()
    data = (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, worked_example.DESCRIPTION)
    for text in (*data, "ask one by one"):
        await chat.page.keyboard.insert_text(text)
        await chat.page.keyboard.press("Enter")
        await chat.answered()
    await expect(chat.title).to_have_text(say("group.title"))
    # A number, typed: the cursor is still in the input.
    await chat.page.keyboard.type(str(worked_example.CHARACTERISTIC_NUMBER))
    await chat.page.keyboard.press("Enter")
    await chat.answered()
    await chat.page.locator("#log").focus()
    for code in worked_example.LEVELS:
        await chat.press(chat.newest.locator(".choice").nth(LEVEL_CODES.index(code)))
    await expect(chat.title).to_have_text(say("review.title"))
    await chat.press(chat.newest.locator(".choice").first)
    await expect(chat.title).to_have_text(say("result.title"))
    assert chat.faults == []


async def test_the_officers_texts_and_taps_are_on_the_officers_side(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.choose(0)
    await chat.write(worked_example.SERVICE)
    own = chat.page.locator(".own p")
    await expect(own).to_have_text([say("welcome.agree"), worked_example.SERVICE])
    mine, theirs = await own.last.bounding_box(), await chat.newest.bounding_box()
    assert mine
    assert theirs
    assert mine["x"] > theirs["x"]
    await expect(chat.page.locator("#input")).to_have_attribute("placeholder", say("agency.placeholder"))


async def test_shift_and_enter_makes_a_new_line(chat: ChatPage, server: str) -> None:
    await chat.open(server)
    await chat.choose(0)
    field = chat.page.locator("#input")
    await field.press_sequentially("ab")
    await field.press("Shift+Enter")
    await field.press_sequentially("cd")
    assert await field.input_value() == "ab\ncd"
    await expect(chat.page.locator(".own")).to_have_count(1)
    await field.press("Enter")
    await chat.answered()
    assert await field.input_value() == ""


async def test_hostile_text_is_shown_and_never_run(chat: ChatPage, server: str) -> None:
    hostile = "<img src=x onerror=\"document.title='run'\"><b>fat</b>"
    await chat.open(server)
    await chat.choose(0)
    await chat.write(hostile)
    await expect(chat.page.locator(".own p").last).to_have_text(hostile)
    for _ in range(3):
        await chat.write("x")
    await chat.write("/back")
    assert await chat.page.locator(".log img, .own b").count() == 0
    assert await chat.page.title() != "run"
    assert chat.faults == []


async def test_fast_taps_are_all_delivered_in_their_order(chat: ChatPage, server: str, say: Wording) -> None:
    """Three events before the first reply: agree, agree again, a text."""
    await chat.open(server)
    await chat.page.evaluate(
        """(name) => {
            const agree = document.querySelector('.choice');
            agree.click();
            agree.click();
            document.getElementById('input').value = name;
            document.getElementById('composer').requestSubmit();
        }""",
        worked_example.SERVICE,
    )
    await chat.answered(3)
    titles = [await title.inner_text() for title in await chat.bubbles.locator("h2").all()]
    assert titles[1:] == [say("service.title"), say("service.title"), say("agency.title")]


async def test_an_old_button_still_answers(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.to_levels()
    await chat.click(chat.bubbles.nth(6).locator(".choice").first)
    await expect(chat.title).to_have_text(say("replace.title"))


async def test_after_a_lost_answer_the_same_event_is_sent_again(chat: ChatPage, server: str, say: Wording) -> None:
    """The server applies the event and the response is lost; then the server fails; then it works."""
    await chat.open(server)
    await chat.choose(0)
    sent: list[str] = []

    async def fail_twice(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        elif len(sent) == 2:
            await route.fulfill(status=503, json={"problem": "try-again"})
        else:
            await route.continue_()

    await chat.page.route("**/chat/turn", fail_twice)
    await chat.page.locator("#input").fill(worked_example.SERVICE)
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator("#status")).to_have_text(say("page.trouble"))
    await chat.answered()
    await expect(chat.title).to_have_text(say("agency.title"))
    await expect(chat.page.locator("#status")).to_have_text("")
    assert len(sent) == 3
    assert len(set(sent)) == 1
    await expect(chat.page.locator(".own")).to_have_count(2)


async def test_reloading_the_page_continues_the_conversation(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.choose(0)
    await chat.write(worked_example.SERVICE)
    await chat.open(server)
    await expect(chat.title).to_have_text(say("agency.title"))


async def test_a_link_on_another_site_opens_the_same_conversation(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.choose(0)
    await chat.page.goto(server.replace("127.0.0.1", "localhost") + "/healthz")
    await chat.page.evaluate("(address) => { location.href = address; }", f"{server}/chat")
    chat.answers = 0
    await chat.answered()
    await expect(chat.title).to_have_text(say("service.title"))


async def test_a_lost_cookie_reloads_the_page_and_a_refused_one_is_explained(
    chat: ChatPage, server: str, say: Wording
) -> None:
    await chat.open(server)
    await chat.choose(0)
    await chat.page.context.clear_cookies()
    await chat.page.locator("#input").fill("x")
    async with chat.page.expect_navigation():
        await chat.page.keyboard.press("Enter")
    await expect(chat.title).to_have_text(say("welcome.title"))

    await chat.page.route("**/chat/turn", lambda route: route.fulfill(status=403, json={"problem": "no-cookie"}))
    await chat.page.goto(f"{server}/chat")
    await expect(chat.page.locator(".line p")).to_have_text(say("page.no_cookie"))


@pytest.mark.parametrize("is_allowed", [True, False])
async def test_a_result_is_shared_by_the_clipboard_or_by_hand(
    chat: ChatPage, server: str, say: Wording, *, is_allowed: bool
) -> None:
    if is_allowed:
        await chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    else:
        await chat.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    await chat.page.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined})")
    await chat.open(server)
    await chat.to_result()
    address = await chat.newest.locator("a.open").get_attribute("href") or ""
    await chat.newest.locator(".share").click()
    await expect(chat.page.locator(".line p")).to_have_text(say("page.copied" if is_allowed else "page.copy_yourself"))
    if is_allowed:
        assert address in await chat.page.evaluate("navigator.clipboard.readText()")
    else:
        await expect(chat.page.locator(".line .address")).to_have_text(address)


async def test_the_result_opens_beside_the_chat(chat: ChatPage, server: str) -> None:
    await chat.open(server)
    await chat.to_result()
    async with chat.page.context.expect_page() as opening:
        await chat.newest.locator("a.open").click()
    opened = await opening.value
    await expect(opened.locator("h1")).to_have_text(worked_example.SERVICE)
    assert await opened.evaluate("window.opener") is None


async def test_everything_can_be_read_in_light_and_dark(chat: ChatPage, server: str) -> None:
    await chat.open(server)
    await chat.to_result()
    texts = chat.page.locator("h1, small, h2, h3, p:not(:empty), b, .detail, .badge, .name, .value, .link, .choice")
    for scheme in SCHEMES:
        await chat.page.emulate_media(color_scheme=scheme)
        assert min(await texts.evaluate_all(f"(all) => all.map({CONTRAST})")) >= 4.5


async def test_bubbles_do_not_move_with_reduced_motion(chat: ChatPage, server: str) -> None:
    await chat.open(server)
    moving = "(element) => getComputedStyle(element).animationName"
    assert await chat.newest.evaluate(moving) == "none"
    await chat.page.emulate_media(reduced_motion="no-preference")
    assert await chat.newest.evaluate(moving) == "appear"


async def test_the_conversation_is_named_for_screen_readers(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    log = chat.page.get_by_role("log", name=say("page.log"))
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article", name=say("welcome.title"))).to_be_visible()
    await expect(chat.page.get_by_role("textbox", name=say("page.input"))).to_be_visible()
    await expect(chat.page.get_by_role("button", name=say("page.send"))).to_be_visible()


async def test_the_page_speaks_the_language_of_the_conversation(
    chat: ChatPage, server: str, catalogues: Catalogues
) -> None:
    await chat.open(server)
    await chat.write("/language")
    say = catalogues[Language.ENGLISH]
    await expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    await expect(chat.page).to_have_title(say("page.chat_title"))
    await expect(chat.page.get_by_role("log", name=say("page.log"))).to_be_visible()
    await expect(chat.page.get_by_role("textbox", name=say("page.input"))).to_be_visible()
    await chat.open(server)
    await expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    assert chat.faults == []


async def test_two_messages_at_once_are_read_from_the_first(chromium: Browser, server: str) -> None:
    viewport: ViewportSize = {"width": 375, "height": 700}
    chat = ChatPage(await chromium.new_page(locale="th-TH", viewport=viewport, reduced_motion="reduce"))
    await chat.open(server)
    await chat.to_levels()
    await chat.page.fill("#input", "/help")
    await chat.page.press("#input", "Enter")
    await expect(chat.page.get_by_text("/restart").last).to_be_in_viewport()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agencys_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A server whose privacy notice names an agency with a long name."""
    names = {"CONTROLLER_NAME": "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "CONTROLLER_CONTACT": "dpo@example.go.th"}
    async with running_server(tmp_path_factory.mktemp("agency"), **names) as address:
        yield address


@pytest.mark.parametrize("locale", ["th-TH", "en-GB"])
@pytest.mark.parametrize("is_named", [False, True])
async def test_the_welcomes_button_is_on_the_screen_of_a_phone(
    chromium: Browser, server: str, agencys_server: str, is_named: bool, locale: str
) -> None:
    viewport: ViewportSize = {"width": 390, "height": 664}
    chat = ChatPage(await chromium.new_page(locale=locale, viewport=viewport, reduced_motion="reduce"))
    await chat.open(agencys_server if is_named else server)
    button, composer = chat.newest.locator(".choice"), chat.page.locator(".composer")
    shown, below = await button.bounding_box(), await composer.bounding_box()
    assert shown
    assert below
    assert shown["y"] >= 0
    assert shown["y"] + shown["height"] <= below["y"]
    notice = chat.page.locator(".bar .privacy a")
    await expect(notice).to_be_in_viewport()
    assert (await chat.page.request.get(await notice.evaluate("(link) => link.href"))).ok


@pytest.mark.parametrize("has_touch", [False, True])
async def test_after_a_tap_the_next_tab_is_in_the_new_message(chromium: Browser, server: str, has_touch: bool) -> None:
    chat = ChatPage(await chromium.new_page(locale="th-TH", has_touch=has_touch, reduced_motion="reduce"))
    await chat.open(server)
    await chat.to_levels()
    card = chat.newest.locator(".choice").nth(2)
    await chat.click(card)
    await expect(chat.newest).to_be_focused()
    await chat.page.keyboard.press("Tab")
    await expect(chat.newest.locator("button").first).to_be_focused()


async def test_every_answer_of_several_shows_its_number(chat: ChatPage, server: str) -> None:
    await chat.open(server)
    await expect(chat.newest.locator(".choice .badge")).to_be_hidden()
    await chat.to_levels()
    badges = chat.newest.locator(".choice .badge")
    await expect(badges).to_have_text(["0", "1", "2", "3"])
    for badge in await badges.all():
        await expect(badge).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_forms_link_has_the_colour_of_the_page(
    chromium: Browser, server: str, scheme: Literal["light", "dark"]
) -> None:
    page = await chromium.new_page(locale="th-TH", color_scheme=scheme, reduced_motion="reduce")
    chat = ChatPage(page)
    await chat.open(server)
    await chat.to_result()
    colours = await chat.newest.locator(".links .link:not(.open)").evaluate_all(
        "(links) => links.map((link) => getComputedStyle(link).color)"
    )
    assert len(colours) == 2
    assert len(set(colours)) == 1


async def test_a_table_is_sent_with_the_keyboard_alone(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    await chat.choose(0)
    page = chat.page
    await expect(page.locator("#input")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator("#attach")).to_be_focused()
    # The system's own dialog, which no page controls, stays closed.
    await page.evaluate(ASKS_FOR_FILE)
    await page.keyboard.press("Enter")
    await page.wait_for_function("window.asksForFile")
    file: FilePayload = {"name": "บริการ.csv", "mimeType": "text/csv", "buffer": csv_table("ขอใบอนุญาต")}
    await page.locator("#file").set_input_files(file)
    await chat.answered(2)
    await expect(chat.title).to_have_text(say.plural("batch.title", 1))
    await expect(page.locator(".own").last).to_contain_text("บริการ.csv")
    await chat.choose(0)
    await expect(chat.newest).to_contain_text("ขอใบอนุญาต")
    assert chat.faults == []


async def test_a_file_that_is_too_large_is_not_sent(chat: ChatPage, server: str, say: Wording) -> None:
    await chat.open(server)
    sent: list[str] = []
    chat.page.on("request", lambda request: sent.append(request.url))
    content = bytes(2 * 1024 * 1024 + 1)
    await chat.page.locator("#file").set_input_files({"name": "ก.csv", "mimeType": "text/csv", "buffer": content})
    await expect(chat.page.locator(".line").last).to_have_text(say("page.file_too_large"))
    assert not any("/chat/file" in address for address in sent)
    assert chat.faults == []
