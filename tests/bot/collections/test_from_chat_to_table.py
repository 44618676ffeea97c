"""What an officer gives in the chat stands in the coordinator's table at its next reading, and goes when withdrawn."""

import time

import httpx

from bot.storage.collection_records import CollectionRecords, collection_name
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.collaboration.collection import Collection
from tests.bot.turns.test_collections import A, B, button_of, told, with_services
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.collected import open_collection, press_open
from tests.fakes.tables import LEVELS


class Coordinator:
    """The browser of a coordinator."""

    def __init__(self, client: httpx.AsyncClient, page: str) -> None:
        self.client, self.page = client, page

    @classmethod
    async def of(cls, client: httpx.AsyncClient, store: Store, collection: Collection) -> "Coordinator":
        code = await CollectionRecords(store).grant_access(collection, int(time.time()))
        assert (await press_open(client, code)).status_code == 303
        return cls(client, f"/c/{collection_name(collection.token)}")

    async def services(self) -> dict[str, str]:
        """The levels of the services in the table, by their names."""
        found = (await self.client.get(f"{self.page}/table.json")).json()["services"]
        return {each["service"]: "".join(each["levels"].values()) for each in found}

    async def expect(self, table: str) -> None:
        files = {"table": ("list.csv", table.encode(), "text/csv")}
        assert (await self.client.post(f"{self.page}/expected", files=files)).status_code == 303


async def join(officer: Officer, collection: Collection) -> None:
    await officer.type(collection.code)
    await officer.tap("agree")


async def test_given_withdrawn_and_deleted(turns: TurnHandler, store: Store, browser: httpx.AsyncClient) -> None:
    collection = await open_collection(store)
    coordinator = await Coordinator.of(browser, store, collection)
    officer = await with_services(turns, A, B)
    await join(officer, collection)
    assert await coordinator.services() == {}
    await officer.tap("give_all")
    assert await coordinator.services() == {A: LEVELS, B: LEVELS}
    await officer.tap(await button_of(store, "take_", A))
    assert await coordinator.services() == {B: LEVELS}
    await officer.type("/delete")
    await officer.tap("yes")
    assert await coordinator.services() == {}


async def test_a_result_that_the_coordinator_opens_is_counted_for_its_owner(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient
) -> None:
    collection = await open_collection(store)
    coordinator = await Coordinator.of(browser, store, collection)
    officer = await with_services(turns, A)
    await join(officer, collection)
    await officer.tap(await button_of(store, "give_", A))
    page = (await browser.get(coordinator.page)).text
    link = page.partition("<article")[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert (await browser.get(f"/c/{link}")).status_code == 200
    token = next(entry.token for entry in await store.load_finished(officer.conversation))
    assert await store.links.view_count(token) == 1


async def test_an_agency_that_is_nearly_one_of_the_list_is_asked_about(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient
) -> None:
    collection = await open_collection(store)
    coordinator = await Coordinator.of(browser, store, collection)
    await coordinator.expect("หน่วยงาน\nกรมตัวอย่างแห่งชาติ\nกรมที่ยังไม่มา\n")
    officer = await with_services(turns, A)
    await join(officer, collection)
    assert "กรมตัวอย่างแห่งชาติ" in told(officer)
    await officer.type("1")
    await officer.tap(await button_of(store, "give_", A))
    shown = (await browser.get(f"{coordinator.page}/expected")).text
    late = shown.partition('<ol class="late">')[2].partition("</ol>")[0]
    assert "กรมที่ยังไม่มา" in late
    assert "กรมตัวอย่างแห่งชาติ" not in late, "it finished"


async def test_a_closed_collection_keeps_its_last_state(
    turns: TurnHandler, store: Store, browser: httpx.AsyncClient
) -> None:
    collection = await open_collection(store)
    coordinator = await Coordinator.of(browser, store, collection)
    officer = await with_services(turns, A, B)
    await join(officer, collection)
    await officer.tap(await button_of(store, "give_", A))
    await CollectionRecords(store).close(collection, int(time.time()))
    await officer.tap(await button_of(store, "give_", B))
    assert await coordinator.services() == {A: LEVELS}
    await officer.type("/delete")
    await officer.tap("yes")
    assert await coordinator.services() == {}
