"""The privacy notice: whole on a page of its own, and who keeps the data on the chat page and the result page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.storage.store import Store
from flows.assessment.context import Controller
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests.fakes.web import HOSTILE, website
from tests.fakes.web_text import text_of
from tests.fakes.worked_result import publish

TOWN = Controller(
    "เทศบาลเมืองตัวอย่าง", "dpo@example.go.th", "ภารกิจของรัฐ (มาตรา 24 (4))", "https://example.go.th/privacy?id=5"
)
SECTIONS = ("stored_text", "readers_text", "rights_text")


@pytest.fixture
async def town(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    async with website(store, criteria, catalogues, controller=TOWN) as client:
        yield client


@pytest.mark.parametrize("language", [*Language])
async def test_the_page_has_the_whole_notice(
    town: httpx.AsyncClient, catalogues: Catalogues, language: Language
) -> None:
    page = await town.get(f"/privacy?lang={language}")
    shown, say = text_of(page.text), catalogues[language]
    assert page.status_code == 200
    for told in (TOWN.name, TOWN.contact, TOWN.legal_basis, say("privacy.rights_contact", contact=TOWN.contact)):
        assert told in shown
    for name in SECTIONS:
        assert " ".join(say(f"privacy.{name}").split()) in shown
    assert " ".join(say("privacy.period_text", session_days=180, result_days=365).split()) in shown
    assert 'href="https://example.go.th/privacy?id=5"' in page.text


@pytest.mark.parametrize("language", [*Language])
async def test_without_settings_nothing_stands_in_their_place(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues, language: Language
) -> None:
    say, address = catalogues[language], await publish(store, result)
    for path in ("/privacy", "/chat", address):
        page = await client.get(path, params={"lang": language.value})
        assert page.status_code == 200
        for key in ("privacy.controller", "privacy.contact", "privacy.basis", "privacy.policy", "page.controller"):
            assert f">{say(key)}<" not in page.text, path
        assert "()" not in text_of(page.text)


@pytest.mark.parametrize("language", [*Language])
async def test_chat_and_result_name_who_keeps_the_data_and_lead_to_the_notice(
    town: httpx.AsyncClient, store: Store, result: Result, language: Language
) -> None:
    for path in ("/chat", await publish(store, result)):
        page = await town.get(path, params={"lang": language.value})
        assert f"{TOWN.name} ({TOWN.contact})" in text_of(page.text)
        (link,) = [part.split('"')[0] for part in page.text.split('href="')[1:] if "privacy?lang=" in part]
        notice = await town.get(str(page.url.join(link)))
        assert notice.status_code == 200
        assert f'<html lang="{language.value}">' in notice.text


async def test_a_hostile_name_is_text(store: Store, criteria: Criteria, catalogues: Catalogues) -> None:
    async with website(store, criteria, catalogues, controller=Controller(HOSTILE, HOSTILE, HOSTILE)) as client:
        for path in ("/privacy", "/chat"):
            page = (await client.get(path)).text
            assert "<script>alert" not in page
            assert "{{ 7 * 7 }}" in page
