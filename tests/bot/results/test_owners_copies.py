"""The owner's copy over HTTP, and who does not see the assessor's name: nobody who has a shared link."""

import io
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import permutations

import httpx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from redis.asyncio import Redis

from bot.storage.keys import link_key, views_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.turns.turn_writer import COPY_SECONDS
from flows.i18n.wording import Catalogues
from flows.model.link import Link, LinkKind
from flows.model.messages import LinkPurpose
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_files import squeezed
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.services import plain_store
from tests.fakes.web import website
from tests.fakes.worked_result import publish, publish_text, with_service_data

NAMES = ("นางสาวกุลธิดา ศรีสุวรรณ์ (ผู้อำนวยการกลุ่มฯ)", "Ms Kulthida O'Srisuwan-Test")
LANGUAGES = ("", "?lang=th", "?lang=en")


@dataclass(frozen=True, slots=True)
class Shared:
    """A finished assessment: its officer, the path of its shared page and of its copy."""

    officer: Officer
    page: str
    copy: str


async def finish(turns: TurnHandler, name: str) -> Shared:
    officer = Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    await officer.type(worked_example.SERVICE, worked_example.AGENCY, name, worked_example.DESCRIPTION)
    await officer.tap("close", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    return shown(officer)


def shown(officer: Officer) -> Shared:
    by_purpose = {link.purpose: link.token for message in officer.reply.messages for link in message.links}
    page, copy = by_purpose[LinkPurpose.OPEN], by_purpose[LinkPurpose.COPY]
    return Shared(officer, f"/r/{page}", f"/o/{copy}.pdf")


@pytest.fixture
async def shared(turns: TurnHandler) -> Shared:
    return await finish(turns, NAMES[0])


def text_of(pdf: bytes) -> str:
    """As the PDF viewer of Chromium reads it: it gives Thai marks as they were typed."""
    with PdfDocument(pdf) as document:  # type: ignore[no-untyped-call]
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def data_in(pdf: bytes) -> str:
    (attached,) = PdfReader(io.BytesIO(pdf)).attachments.values()
    return attached[0].decode()


def metadata_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    xmp = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
    return squeezed(f"{reader.metadata}{xmp}")


def sheet_texts(content: bytes) -> str:
    """Every cell and every property of a workbook."""
    book = load_workbook(io.BytesIO(content))
    cells = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    return squeezed(f"{cells}{book.properties}{book.defined_names}{book.sheetnames}")


@pytest.mark.parametrize("name", NAMES)
async def test_the_name_is_in_the_copy_and_in_nothing_that_is_shared(
    turns: TurnHandler, client: httpx.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shared, said = await finish(turns, name), []
    await shared.officer.type("/results")
    portfolio = f"/p/{(await shared.officer.tap('share_all')).messages[-1].links[0].token}"
    for language in LANGUAGES:
        copy = (await client.get(f"{shared.copy}{language}")).content
        assert squeezed(name) in text_of(copy)
        assert name in data_in(copy)
        form = (await client.get(f"{shared.page}.pdf{language}")).content
        said += [text_of(form), data_in(form), metadata_of(form)]
        said += [(await client.get(f"{path}{language}")).text for path in (shared.page, portfolio)]
        said += [(await client.get(f"{path}.json{language}")).text for path in (shared.page, portfolio)]
        said += [sheet_texts((await client.get(f"{path}.xlsx{language}")).content) for path in (shared.page, portfolio)]
    said += [record.getMessage() + str(record.__dict__) for record in caplog.records]
    longest_word = max(name.split(), key=len)
    for text in map(unescape, said):
        assert longest_word not in text
        assert longest_word.encode("unicode_escape").decode() not in text
        assert squeezed(name) not in squeezed(text)
    assert any("og:description" in text for text in said)


async def test_the_picture_is_the_same_whoever_assessed(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    hidden, pictures = replace(result, shows_assessor=False), set()
    for number, name in enumerate(("", *NAMES)):
        named = with_service_data(replace(hidden, token=f"{number}" * 22), assessor=name)
        pictures.add((await client.get(f"{await publish(store, named)}.png")).content)
    assert len(pictures) == 1


@pytest.mark.parametrize("order", [*permutations(("shared", "copy"))])
async def test_the_two_forms_never_stand_in_for_each_other(
    client: httpx.AsyncClient, shared: Shared, order: tuple[str, ...]
) -> None:
    paths = {"shared": f"{shared.page}.pdf", "copy": shared.copy}
    for _ in range(2):
        for kind in order:
            answer = await client.get(paths[kind])
            assert (squeezed(NAMES[0]) in text_of(answer.content)) is (kind == "copy")


async def test_the_copy_is_a_file_that_nobody_stores_or_lists(client: httpx.AsyncClient, shared: Shared) -> None:
    answer = await client.get(shared.copy, headers={"range": "bytes=0-9"})
    assert answer.status_code == 200, "it is sent whole"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-disposition"].startswith('inline; filename="radap-')
    assert "etag" not in answer.headers
    head = await client.head(shared.copy)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


async def test_neither_link_reveals_the_other(client: httpx.AsyncClient, shared: Shared) -> None:
    page, copy = shared.page.removeprefix("/r/"), shared.copy.removeprefix("/o/").removesuffix(".pdf")
    answer = await client.get(shared.copy)
    assert page not in str(answer.headers)
    assert copy not in data_in(answer.content)
    assert copy not in metadata_of(answer.content)
    for kind in ("", ".json"):
        answer = await client.get(f"{shared.page}{kind}")
        assert copy not in answer.text + str(answer.headers)
        assert "/o/" not in answer.text
    assert copy not in data_in((await client.get(f"{shared.page}.pdf")).content)


@pytest.mark.parametrize("ending", ["", ".json", ".xlsx", ".png", ".html", ".pdf.json", "/"])
async def test_the_copy_is_no_page_and_has_no_other_form(
    client: httpx.AsyncClient, shared: Shared, ending: str
) -> None:
    answer = await client.get(f"{shared.copy.removesuffix('.pdf')}{ending}")
    assert answer.status_code == 404
    assert squeezed(NAMES[0]) not in squeezed(answer.text)


@pytest.mark.parametrize("token", ["x" * 22, "short", "x" * 65, "ก" * 22, "%00", "x" * 22 + "%0A"])
async def test_an_unknown_copy_says_how_to_get_a_new_one(
    client: httpx.AsyncClient, catalogues: Catalogues, redis: Redis, token: str
) -> None:
    answer = await client.get(f"/o/{token}.pdf")
    assert answer.status_code == 404
    assert all(text("page.unknown_copy_text") in unescape(answer.text) for text in catalogues.all)
    assert await redis.dbsize() == 0


async def test_a_token_of_one_kind_opens_no_other(client: httpx.AsyncClient, shared: Shared) -> None:
    page, copy = shared.page.removeprefix("/r/"), shared.copy.removeprefix("/o/").removesuffix(".pdf")
    assert (await client.get(f"/o/{page}.pdf")).status_code == 404
    for kind in ("", ".pdf", ".xlsx", ".png", ".json"):
        assert (await client.get(f"/r/{copy}{kind}")).status_code == 404
    assert (await client.get(f"/x/{copy}.json")).status_code == 404


async def test_it_opens_for_an_hour_by_the_clock_of_the_database(
    client: httpx.AsyncClient, shared: Shared, redis: Redis
) -> None:
    key = link_key(Link(LinkKind.COPY, shared.copy.removeprefix("/o/").removesuffix(".pdf")))
    assert COPY_SECONDS - 60 < await redis.ttl(key) <= COPY_SECONDS
    assert (await client.get(shared.copy)).status_code == 200
    await redis.pexpire(key, 0)
    assert (await client.get(shared.copy)).status_code == 404


async def test_opening_it_is_no_view(client: httpx.AsyncClient, shared: Shared, redis: Redis) -> None:
    page, copy = shared.page.removeprefix("/r/"), shared.copy.removeprefix("/o/").removesuffix(".pdf")
    await client.get(shared.copy)
    assert not await redis.exists(views_key(page), views_key(copy))


async def test_it_shows_the_present_result(client: httpx.AsyncClient, shared: Shared) -> None:
    before = data_in((await client.get(shared.copy)).content)
    await shared.officer.tap("!back", "level_tracking", "none", "confirm")
    assert shown(shared.officer) == shared
    after = data_in((await client.get(shared.copy)).content)
    assert before != after
    assert after == data_in((await client.get(shared.copy)).content)


@pytest.mark.parametrize(
    "moves",
    [
        ("/results", "a", "withdraw"),
        ("/results", "a", "delete", "yes"),
        ("/delete", "yes"),
        ("/form",),
    ],
)
async def test_a_new_link_a_deletion_and_another_copy_end_it(
    client: httpx.AsyncClient, shared: Shared, store: Store, moves: tuple[str, ...]
) -> None:
    (entry,) = await store.load_finished(shared.officer.conversation)
    assert (await client.get(shared.copy)).status_code == 200
    for move in moves:
        await (
            shared.officer.type(move)
            if move.startswith("/")
            else shared.officer.tap(entry.assessment if move == "a" else move)
        )
    answer = await client.get(shared.copy)
    assert answer.status_code == 404
    assert squeezed(NAMES[0]) not in squeezed(answer.text)


async def test_a_closed_shared_link_does_not_close_it(client: httpx.AsyncClient, shared: Shared, store: Store) -> None:
    (entry,) = await store.load_finished(shared.officer.conversation)
    await shared.officer.type("/results")
    await shared.officer.tap(entry.assessment, "link", "close_link")
    assert (await client.get(f"{shared.page}.pdf")).status_code == 410
    assert (await client.get(shared.copy)).status_code == 200
    assert (await client.get(f"{shared.page}.pdf")).status_code == 410


@pytest.mark.parametrize("stored", ["", "{}", '{"v":2,"result":"x"}', "[]", "no json"])
async def test_a_record_that_cannot_be_read_opens_nothing(client: httpx.AsyncClient, store: Store, stored: str) -> None:
    await publish_text(store, "c" * 22, stored, LinkKind.COPY)
    assert (await client.get(f"/o/{'c' * 22}.pdf")).status_code == 404


@pytest.fixture
async def cut_off(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    """The website over a Redis that is not there."""
    nowhere = Redis(unix_socket_path="/nowhere/redis.sock")
    async with website(plain_store(nowhere, session_seconds=60, result_seconds=60), criteria, catalogues) as client:
        yield client


async def test_without_the_database_it_asks_to_wait(cut_off: httpx.AsyncClient, catalogues: Catalogues) -> None:
    answer = await cut_off.get(f"/o/{'c' * 22}.pdf")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert catalogues.all[0]("page.unavailable_title") in answer.text
