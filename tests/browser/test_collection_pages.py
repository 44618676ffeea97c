"""The coordinator's pages in Chromium, on a phone and on a desk: from the code to the table and back; axe is clean."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize

from bot.assembly import make_store
from bot.cli.main import main
from bot.config.settings import Settings, load_settings
from bot.database.open_database import open_database
from bot.storage.collection_records import CollectionRecords
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.browser.test_accessibility import DESK, PHONE, violations
from tests.fakes.collected import contribute, result_of, service_of
from tests.fakes.running_server import running_server
from tests.fakes.worked_result import publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
LAST_DAY = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
SERVICES = 6


class Installation:
    """A running server, and its database as commands of the operator open it."""

    def __init__(self, address: str, folder: Path, settings: Settings) -> None:
        self.address, self.folder, self.settings = address, folder, settings

    async def open_collection(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
        """Run `radap collect new`, and return the two codes: the officers', the coordinator's."""
        monkeypatch.setenv("DATA_DIR", str(self.folder))
        arguments = ["collect", "new", "สำรวจบริการ e-Service 2570", "--until", LAST_DAY, "--organiser", "กระทรวงทดสอบ"]
        assert await asyncio.to_thread(main, arguments) == 0
        codes = [*dict.fromkeys(CODE.findall(capsys.readouterr().out))]
        assert len(codes) == 2
        return codes


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    folder = tmp_path_factory.mktemp("collections")
    async with running_server(folder, CHAT_PAGE="on") as address:
        yield Installation(address, folder, load_settings({"DATA_DIR": str(folder)}))


async def give(store: Store, collection: Collection, criteria: Criteria) -> None:
    """Services of two agencies; the result of the first can be opened."""
    await publish(store, result_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS))
    first = service_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS, "approved")
    others = [
        service_of(criteria, str(number), f"บริการ {number}", "AAAAAAAAAAAA" if number % 2 else "-" * 12, "open")
        for number in range(2, SERVICES + 1)
    ]
    await contribute(store, collection, "กรมการทดสอบ", [first])
    await contribute(store, collection, "เทศบาลทดสอบ", others)


@pytest.mark.parametrize(
    ("scheme", "size", "locale"), [("light", PHONE, "th-TH"), ("dark", DESK, "en-GB")], ids=["phone", "desk"]
)
async def test_the_pages_of_a_coordinator(
    chromium: Browser,
    installation: Installation,
    criteria: Criteria,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    scheme: Literal["light", "dark"],
    size: ViewportSize,
    locale: str,
) -> None:
    officers, coordinator = await installation.open_collection(monkeypatch, capsys)
    async with open_database(installation.settings) as database:
        store = make_store(installation.settings, database.redis)
        found = [each for each in await CollectionRecords(store).all() if each.code == officers]
        await give(store, found[0], criteria)
    table = tmp_path / "list.csv"
    table.write_text("หน่วยงาน,บริการ\nกรมการทดสอบ,บริการหนึ่ง\nเทศบาลทดสอบ,บริการอื่น\nกรมที่ยังไม่มา,\n", "utf-8")
    async with await chromium.new_context(color_scheme=scheme, viewport=size, locale=locale) as context:
        page = await context.new_page()

        async def check(place: str) -> None:
            assert await violations(page) == [], place
            assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], place

        language = locale[:2]
        await page.goto(f"{installation.address}/k/{officers}?lang={language}")
        await check("officers")
        await page.goto(f"{installation.address}/k/{coordinator}?lang={language}")
        await check("code")
        await page.click("button")
        await page.wait_for_url("**/c/*")
        await page.goto(f"{page.url}?lang={language}")
        await check("table")
        assert await page.locator("article.service").count() == SERVICES
        await page.fill("input[name=agency]", "กรม")
        await page.select_option("select", "approved")
        await page.click("form button")
        assert await page.locator("article.service").count() == 1
        await check("part")
        await page.click("article.service a")
        await check("result")
        assert "กรมการ" not in page.url
        await page.go_back()
        await page.click("nav.tabs a:nth-child(2)")
        await check("invite")
        await page.click("#live button")
        live = await page.input_value("#live input")
        await check("live")
        await page.click("nav.tabs a:nth-child(3)")
        await check("nobody expected")
        await page.set_input_files("input[type=file]", table)
        await page.click("form button")
        await check("expected")
        assert "กรมที่ยังไม่มา" in await page.input_value("textarea")
        answer = await context.request.get(live)
        assert (await answer.text()).count("\n") == SERVICES + 1
