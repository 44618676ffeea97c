"""What an officer gives in a chat stands on the coordinator's page: given, changed, withdrawn, and opened."""

import re

import httpx

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Wording
from flows.model.events import Text
from tests import worked_example
from tests.bot.turns.test_collections import give_only
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.collected import open_collection, sign_in
from tests.fakes.collections import close_collection

ASSESSOR, EVIDENCE = worked_example.ASSESSOR, "หลักฐานที่เก็บไว้เอง"
RESULT = re.compile(r'href="([^"]*/result/[^"?]+)')


async def giving(turns: TurnHandler, code: str) -> Officer:
    officer = Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    await officer.type(worked_example.SERVICE, worked_example.AGENCY, ASSESSOR)
    await officer.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "!notes", "note_search")
    await officer.send(Text(EVIDENCE))
    await officer.tap("close", "confirm")
    await officer.type(code)
    await officer.tap("agree")
    await give_only(officer)
    return officer


async def test_the_page_follows_what_the_officer_does(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient, say: Wording
) -> None:
    collection = await open_collection(store)
    page = await sign_in(browser, store, collection)
    assert say("collection.nothing_yet") in (await browser.get(page)).text
    officer = await giving(turns, collection.code)
    shown = (await browser.get(page)).text
    assert worked_example.SERVICE in shown
    assert worked_example.AGENCY in shown
    await officer.type("ชุดรวม")
    await officer.tap("leave")
    assert say("collection.nothing_yet") in (await browser.get(page)).text


async def test_neither_table_nor_result_shows_what_the_officer_did_not_give(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient
) -> None:
    collection = await open_collection(store)
    await giving(turns, collection.code)
    page = await sign_in(browser, store, collection)
    shown = (await browser.get(page)).text
    (address,) = set(RESULT.findall(shown))
    opened = await browser.get(str(httpx.URL(page).join(address)))
    assert worked_example.SERVICE in opened.text
    files = [(await browser.get(f"{page}/table.{kind}")).text for kind in ("csv", "json")]
    (entry,) = await store.load_finished("test:1")
    for text in (shown, opened.text, *files):
        assert ASSESSOR not in text
        assert EVIDENCE not in text
        assert entry.token not in text
    assert await store.links.view_count(entry.token) == 1


async def test_a_closed_collection_shows_its_last_state(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient, say: Wording
) -> None:
    collection = await open_collection(store)
    officer = await giving(turns, collection.code)
    page = await sign_in(browser, store, collection)
    await close_collection(store, collection.token)
    await officer.tap("close", "!back", "level_search", "advanced", "confirm")
    table = (await browser.get(f"{page}/table.json")).json()
    assert '"advanced"' not in str(table)
    assert worked_example.SERVICE in str(table)
    await officer.type("/delete")
    await officer.tap("yes")
    assert say("collection.nothing_yet") in (await browser.get(page)).text
