"""The warm-up runs right after the start, in a worker thread, so that the first officer does not wait."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.results.lookup import ResultLookup, blank_result
from bot.results.page import ResultPages
from bot.results.paper_codes import PaperCodes
from bot.shared.links import Links
from bot.storage.store import Store
from bot.web.pages import WebPages
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests.fakes.counted_calls import counted_calls
from tests.fakes.passing_time import pass_minutes
from tests.fakes.running_server import running_server
from tests.fakes.web import SITE
from tests.fakes.worked_result import publish

DONE, FAILED = "warm-up done", "warm-up failed"


async def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Wait for the end of the warm-up, and return its outcome."""
    async with asyncio.timeout(60):
        while True:
            for record in caplog.records:
                if record.message in {DONE, FAILED}:
                    return record.message
            await asyncio.sleep(0.01)


async def test_the_warm_up_renders_a_form_and_a_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "radap.start")
    async with running_server(tmp_path) as server, httpx.AsyncClient(base_url=server) as client:
        assert (await client.get("/readyz")).status_code == 200
        assert [record for record in caplog.records if record.name == "radap.start"] == [], "ready before"
        await pass_minutes(1, monkeypatch)
        assert await logged(caplog) == DONE


async def test_a_failed_warm_up_does_not_stop_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "radap.start")
    monkeypatch.setattr("bot.documents.typst_compiler.HOME", tmp_path)
    async with running_server(tmp_path) as server, httpx.AsyncClient(base_url=server) as client:
        await pass_minutes(1, monkeypatch)
        assert await logged(caplog) == FAILED
        assert caplog.records[-1].error == "FileNotFoundError"  # type: ignore[attr-defined]
        assert [(await client.get(path)).status_code for path in ("/readyz", "/chat")] == [200, 200]


@pytest.mark.parametrize("language", [*Language])
async def test_the_first_page_finds_its_template_compiled(
    store: Store, result: Result, criteria: Criteria, catalogues: Catalogues, language: Language
) -> None:
    page = ResultPages(ResultLookup(store, criteria, catalogues), PaperCodes(store), Links(SITE), WebPages(catalogues))
    transport = httpx.ASGITransport(Starlette(routes=page.routes()))
    address = f"{await publish(store, result)}?lang={language.value}"
    with counted_calls("compile") as warming:
        page.warm_up(blank_result(criteria, catalogues[language]))
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        with counted_calls("compile") as compiled:
            assert (await client.get(address)).status_code == 200
    assert warming
    assert compiled == []
