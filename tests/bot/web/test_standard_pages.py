"""The pages about the standard hold everything that the criteria say about it, in both languages."""

import json
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.config.data_files import criteria_file
from bot.shared.links import Links
from bot.storage.store import Store
from bot.web.security_headers import private_headers
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Greeting
from flows.model.messages import PageLink, PublicPage
from flows.model.question_ids import characteristic_of, process_of
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests.fakes.talk import Talk
from tests.fakes.web import HOSTILE, SITE, website
from tests.fakes.web_text import anchors_of, local_links_of, text_of

PAGES = ("about", "readings", "example")
FILES = ("example.pdf", "example.xlsx", "example.png", "example.json")


@pytest.fixture
async def hostile(store: Store, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    """The website by criteria whose texts about the standard look like HTML."""
    plain = json.loads(criteria_file().read_text("utf-8"))
    for part in (
        plain["about"][0]["full"],
        plain["readings"][0]["reading"],
        plain["example"]["service_data"]["service"],
    ):
        part.update(th=HOSTILE, en=HOSTILE)
    async with website(store, parse_criteria(json.dumps(plain)), catalogues) as client:
        yield client


@pytest.mark.parametrize("language", [*Language])
async def test_every_reading_is_shown_whole_with_what_rests_on_it(
    client: httpx.AsyncClient, criteria: Criteria, language: Language
) -> None:
    page = await client.get(f"/readings?lang={language}")
    assert page.status_code == 200
    shown = text_of(page.text)
    for reading in criteria.readings:
        parts = (reading.title, reading.reading, reading.effect)
        wordings = (part for item in reading.wordings for part in (item.place, item.words))
        for part in (*parts, *wordings):
            assert " ".join(part[language].split()) in shown, reading.id
    assert anchors_of(page.text) >= set(criteria.reading_by_id)
    for use in criteria.reading_uses:
        section = text_of(page.text.split(f'<section id="{use.reading}">')[1].split("</section>")[0])
        assert name_of(criteria, use.place, language) in section, use


def name_of(criteria: Criteria, place: str, language: Language) -> str:
    """What the section about a reading must at least say of a part that rests on it."""
    part, _, name = place.partition(".")
    match part:
        case "levels":
            return criteria.level_by_id[name].short[language]
        case "groups":
            return criteria.group_by_id[name].short[language]
        case "characteristics":
            return criteria.characteristic_by_id[name].name[language]
        case "processes":
            return criteria.process_by_id[name].short[language]
    return {
        "group": {Language.THAI: "การเลือกกลุ่ม", Language.ENGLISH: "choosing the group"},
        "levels": {Language.THAI: "การเลือกระดับ", Language.ENGLISH: "choosing levels"},
        "review": {Language.THAI: "การตรวจทานคำตอบ", Language.ENGLISH: "checking the answers"},
        "result": {Language.THAI: "ผลประเมิน", Language.ENGLISH: "the result"},
    }[name][language]


@pytest.mark.parametrize("language", [*Language])
async def test_every_page_that_the_chat_leads_to_has_the_part_that_is_named(
    client: httpx.AsyncClient, dialogue: Engine, language: Language
) -> None:
    links, found = Links(SITE), set(pages_in_chat(dialogue, language))
    anchors = {page.anchor for page in found if page.page is PublicPage.READINGS}
    assert len(anchors) >= 10
    for page in found:
        address = links.page(page)
        shown = await client.get(address)
        assert shown.status_code == 200
        assert f'<html lang="{language}">' in shown.text
        assert not page.anchor or page.anchor in anchors_of(shown.text), address


def pages_in_chat(dialogue: Engine, language: Language) -> Iterator[PageLink]:
    """Every page that is linked on the way, with an explanation of every question."""
    talk = Talk(dialogue, language).to_characteristics()
    for step in ("!explain", "no", "again"):
        yield from talk.tap(step).pages
    while characteristic_of(talk.state):
        yield from talk.tap("!explain").pages
        yield from talk.tap("no").pages
    talk.tap("list", "3.1")
    while process_of(talk.state):
        yield from talk.tap("!explain").pages
        yield from talk.tap("initial").pages
    yield from talk.tap("confirm").pages
    for message in (talk.type("/about"), *talk.messages):
        yield from message.pages
    new = Talk(dialogue, language)
    new.send(Greeting())
    yield from new.messages[-1].pages


@pytest.mark.parametrize("language", [*Language])
async def test_every_section_about_the_standard_is_shown_in_full(
    client: httpx.AsyncClient, criteria: Criteria, language: Language
) -> None:
    page = await client.get(f"/about?lang={language}")
    shown = text_of(page.text)
    for section in criteria.about:
        for part in (section.title, section.full, section.source):
            assert " ".join(part[language].split()) in shown, section.id
    for address in ("https://standard.dga.or.th", "mailto:contact@dga.or.th", "tel:026126060"):
        assert f'<a href="{address}"' in page.text
    assert {f"readings?lang={language}", f"example?lang={language}"} <= local_links_of(page.text)


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_thai_unless_asked_otherwise_and_leads_to_the_other_language(
    client: httpx.AsyncClient, page: str
) -> None:
    thai, english = await client.get(f"/{page}"), await client.get(f"/{page}?lang=en")
    assert '<html lang="th">' in thai.text
    assert '<html lang="en">' in english.text
    assert "?lang=en" in local_links_of(thai.text)
    assert "?lang=th" in local_links_of(english.text)
    assert (await client.get(f"/{page}?lang=xx")).text == thai.text


@pytest.mark.parametrize("page", PAGES)
async def test_the_notice_about_the_draft_and_the_edition_are_on_every_page(
    client: httpx.AsyncClient, criteria: Criteria, page: str
) -> None:
    for language in Language:
        shown = text_of((await client.get(f"/{page}?lang={language}")).text)
        for part in (criteria.edition.name, criteria.edition.notice, criteria.edition.source):
            assert part[language] in shown


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_a_page_is_cached_and_asked_for_again_by_its_tag(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(f"/{path}")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = await client.get(f"/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await client.head(f"/{path}")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert (await client.post(f"/{path}")).status_code == 405


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_the_security_headers_are_those_of_the_other_pages(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(f"/{path}")
    expected = private_headers()
    for name in set(expected) - {"Cache-Control", "Content-Security-Policy"}:
        assert page.headers[name] == expected[name]
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if path in PAGES:
        assert re.search(r"style-src 'sha256-[\w+/=]+'", policy)


async def test_no_text_of_the_criteria_becomes_html(hostile: httpx.AsyncClient) -> None:
    for page in PAGES:
        html = (await hostile.get(f"/{page}")).text
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{ 7 * 7 }}" in html
