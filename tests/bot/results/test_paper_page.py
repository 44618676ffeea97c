"""The code of a paper and its page: what `/v/{code}` tells of each state, and what it never tells."""

import re
from dataclasses import replace

import httpx
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument
from redis.asyncio import Redis

from bot.database.commands import get_bytes
from bot.storage.attempt_limit import MOST_ATTEMPTS
from bot.storage.encryption import RecordCipher
from bot.storage.keys import link_key
from bot.storage.linked_records import Tombstone
from bot.storage.paper_records import PaperRecord, paper_link, paper_to_json
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.collaboration.approval import ApprovalState
from flows.i18n.wording import Catalogues, Wording
from flows.model.finished import LINK_CLOSED
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_from_json
from flows.results.paper_code import paper_code
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_approval_shown import REQUEST, asked, store_request
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.approvals import NAME, POSITION
from tests.fakes.colleagues import session_of, to_result
from tests.fakes.web import HOSTILE, SITE, website
from tests.fakes.worked_result import publish, with_service_data

CODE = re.compile(r"V-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
DOTS_AN_INCH = 150
VERDICT = "ไม่สอดคล้องบางส่วน"


@pytest.fixture
def officer(turns: TurnHandler) -> Officer:
    return Officer(turns, "test:officer")


async def code_of(store: Store, officer: Officer) -> tuple[str, str]:
    """Return the token of the officer's only result, and the code of its paper."""
    (entry,) = (await session_of(store, officer)).finished.entries
    stored = await store.load_result(entry.token)
    return entry.token, paper_code(result_from_json(entry.token, stored or ""))


def state(page: httpx.Response, say: Wording) -> str:
    """Return the state that a page tells of."""
    names = ("current", "superseded", "withdrawn", "unread")
    (found,) = [name for name in names if f">{say(f'paper.state.{name}')}<" in page.text]
    return found


def scanned(picture: Image.Image) -> list[str]:
    """Return what an independent decoder reads."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


async def test_the_summary_carries_the_code_on_its_one_page(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    address, code = await publish(store, result), paper_code(result)
    with PdfDocument((await client.get(f"{address}.summary.pdf")).content) as document:  # type: ignore[no-untyped-call]
        (page,) = document
        assert CODE.findall(page.get_textpage().get_text_range()) == [code]
        (read,) = scanned(page.render(scale=DOTS_AN_INCH / 72).to_pil())
    assert read.endswith(f"/v/{code}")
    assert result.token not in read


@pytest.mark.parametrize("language", ["th", "en"])
async def test_page_and_form_carry_the_code_and_no_link(
    client: httpx.AsyncClient, store: Store, result: Result, language: str
) -> None:
    address, code = await publish(store, result), paper_code(result)
    page = (await client.get(address, params={"lang": language})).text
    assert set(CODE.findall(page)) == {code}
    form = (await client.get(f"{address}.pdf", params={"lang": language})).content
    with PdfDocument(form) as document:  # type: ignore[no-untyped-call]
        texts = [page.get_textpage().get_text_range() for page in document]
        pictures = [page.render(scale=DOTS_AN_INCH / 72).to_pil() for page in document]
    assert all(code in text for text in texts), "every sheet has it"
    assert not any(result.token in text for text in texts)
    assert [found for picture in pictures for found in scanned(picture)] == [f"{SITE}/v/{code}"]


@pytest.mark.parametrize("language", ["th", "en"])
async def test_the_link_is_printed_where_the_owner_wants_it(
    client: httpx.AsyncClient, store: Store, result: Result, language: str
) -> None:
    address = await publish(store, replace(result, prints_link=True))
    page = (await client.get(address, params={"lang": language})).text
    assert f'<a href="{SITE}{address}">' in page
    with PdfDocument((await client.get(f"{address}.pdf?lang={language}")).content) as form:  # type: ignore[no-untyped-call]
        assert f"{SITE}{address}" in form[len(form) - 1].get_textpage().get_text_range()
    await publish(store, result)
    assert f'<a href="{SITE}{address}">' not in (await client.get(address)).text


async def test_the_sample_carries_none(client: httpx.AsyncClient) -> None:
    assert not CODE.search((await client.get("/example")).text)
    with PdfDocument((await client.get("/example.pdf")).content) as document:  # type: ignore[no-untyped-call]
        assert not any(CODE.search(page.get_textpage().get_text_range()) for page in document)


async def test_a_confirmed_result_has_its_record_before_anybody_opens_it(
    officer: Officer, client: httpx.AsyncClient, store: Store, redis: Redis, say: Wording
) -> None:
    await to_result(officer)
    token, code = await code_of(store, officer)
    page = await client.get(f"/v/{code}")
    assert (page.status_code, state(page, say)) == (200, "current")
    for shown in (code, worked_example.SERVICE, VERDICT, "มสพร. 6-5", "ไม่ได้ยืนยันว่าคำตอบเป็นความจริง"):
        assert shown in page.text
    assert token not in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "private, no-store"
    lifetimes = [await redis.ttl(link_key(link)) for link in (Link(LinkKind.RESULT, token), paper_link(code))]
    assert abs(lifetimes[0] - lifetimes[1]) <= 1
    assert "Radap made this paper" in (await client.get(f"/v/{code}?lang=en")).text


async def test_opening_pages_and_codes_writes_nothing(
    officer: Officer, client: httpx.AsyncClient, store: Store, redis: Redis
) -> None:
    await to_result(officer)
    token, code = await code_of(store, officer)
    await store.cookie_key()  # Every check needs it, and makes it once.
    before = {key: await redis.dump(key) async for key in redis.scan_iter() if not key.endswith(b":views")}
    for address in (f"/r/{token}", f"/r/{token}.pdf", f"/v/{code}"):
        assert (await client.get(address)).status_code == 200
    left = {key: await redis.dump(key) async for key in redis.scan_iter() if not key.endswith(b":views")}
    assert left == before


async def test_a_result_of_an_earlier_release_gets_its_code_with_the_first_paper(
    client: httpx.AsyncClient, store: Store, result: Result, say: Wording
) -> None:
    address, code = await publish(store, result), paper_code(result)
    assert (await client.get(f"/v/{code}")).status_code == 404
    await client.get(f"{address}.pdf")
    page = await client.get(f"/v/{code}")
    assert state(page, say) == "current"
    assert "1 ม.ค. 2567" in page.text


async def test_a_full_database_shows_pages_without_a_code_that_leads_nowhere(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result
) -> None:
    address = await publish(store, result)
    await redis.config_set("maxmemory", 1)
    try:
        for kind in ("", ".pdf"):
            answer = await client.get(f"{address}{kind}")
            assert answer.status_code == 200
            assert not CODE.search(answer.text)
    finally:
        await redis.config_set("maxmemory", 0)
    assert CODE.search((await client.get(address)).text)


async def test_a_changed_answer_supersedes_the_paper_and_the_same_answer_brings_it_back(
    officer: Officer, client: httpx.AsyncClient, store: Store, say: Wording
) -> None:
    await to_result(officer)
    _, first = await code_of(store, officer)
    await officer.type("ข้อ 1 สูง")
    await officer.tap("yes", "confirm")
    _, second = await code_of(store, officer)
    assert second != first
    page = await client.get(f"/v/{first}")
    assert state(page, say) == "superseded"
    assert worked_example.SERVICE not in page.text, "a later version's answers are on another paper"
    assert VERDICT not in page.text
    assert say("paper.later") in page.text
    assert state(await client.get(f"/v/{second}"), say) == "current"


async def test_a_closed_link_hides_the_verdicts(
    client: httpx.AsyncClient, store: Store, result: Result, say: Wording
) -> None:
    await client.get(await publish(store, result))
    await publish(store, replace(result, open_until=LINK_CLOSED))
    page = await client.get(f"/v/{paper_code(result)}")
    assert state(page, say) == "current"
    assert say("paper.closed") in page.text
    assert worked_example.SERVICE not in page.text
    assert VERDICT not in page.text


async def test_a_deleted_result_leaves_that_there_was_one(
    officer: Officer, client: httpx.AsyncClient, store: Store, redis: Redis, say: Wording
) -> None:
    await to_result(officer, assessor="สมหญิง ใจดี")
    token, code = await code_of(store, officer)
    await officer.type("/delete")
    await officer.tap("yes")
    for _ in range(2):
        page = await client.get(f"/v/{code}")
        assert (page.status_code, state(page, say)) == (200, "withdrawn")
        assert worked_example.SERVICE not in page.text
        assert VERDICT not in page.text
        await redis.delete(link_key(Link(LinkKind.RESULT, token)))  # The tombstone goes, the record stays.
    left = await get_bytes(redis, link_key(paper_link(code))) or b""
    for planted in (worked_example.SERVICE, worked_example.AGENCY, "สมหญิง", "standard", officer.conversation):
        assert planted.encode() not in left


async def test_another_link_leaves_the_paper_as_it_was(
    officer: Officer, client: httpx.AsyncClient, store: Store, redis: Redis, say: Wording
) -> None:
    await to_result(officer)
    old, code = await code_of(store, officer)
    for _ in range(2):
        await officer.type("/results", "1")
        await officer.tap("withdraw")
    new, of_new = await code_of(store, officer)
    assert (new == old, of_new == code) == (False, False)
    await redis.delete(link_key(Link(LinkKind.RESULT, old)))
    for each in (code, of_new):
        page = await client.get(f"/v/{each}")
        assert state(page, say) == "current"
        assert new not in page.text
    await officer.type("/delete")
    await officer.tap("yes")
    assert state(await client.get(f"/v/{code}"), say) == "withdrawn"


async def test_an_approval_is_told_with_office_and_date_and_no_name(
    client: httpx.AsyncClient, store: Store, result: Result, say: Wording
) -> None:
    approved = replace(result, approval=REQUEST.token)
    await client.get(await publish(store, approved))
    await store_request(store, asked(approved))
    page = await client.get(f"/v/{paper_code(result)}")
    assert POSITION in page.text
    assert NAME not in page.text
    await store_request(store, asked(approved, state=ApprovalState.OPEN, decision=None))
    assert POSITION not in (await client.get(f"/v/{paper_code(result)}")).text
    changed = replace(approved, levels={**result.levels, "search": "none"})
    await client.get(await publish(store, changed))
    await store_request(store, asked(approved))
    for version in (approved, changed):
        assert POSITION not in (await client.get(f"/v/{paper_code(version)}")).text


async def test_wrong_codes_look_alike_and_are_limited(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    await client.get(await publish(store, result))
    code = paper_code(result)
    never = [paper_code(replace(result, token=f"never-made-of-22-let-{number:02}")) for number in range(MOST_ATTEMPTS)]
    mistyped = [code[:-1] + sign for sign in "0123456789" if sign != code[-1]] + ["x", "7KQ2-M9XA-04TC-WE5H", "%00"]
    answers = [await client.get(f"/v/{each}") for each in (*mistyped, *never)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    for each in (never[0], code):
        assert (await client.get(f"/v/{each}")).status_code == 429
    other = await client.get(f"/v/{code}", headers={"x-forwarded-for": "198.51.100.7"})
    assert other.status_code == 200


async def test_what_was_typed_is_text_on_the_page(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    hostile = with_service_data(result, service=HOSTILE, agency=HOSTILE)
    await client.get(await publish(store, hostile))
    page = (await client.get(f"/v/{paper_code(hostile)}")).text
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2


@pytest.mark.parametrize("stored", [b"", b"nonsense", b'["token"]', b"[]", b"{}", b"1"])
async def test_a_record_that_is_no_record_is_no_failure(
    client: httpx.AsyncClient, redis: Redis, result: Result, stored: bytes
) -> None:
    await redis.set(link_key(paper_link(paper_code(result))), stored)
    assert (await client.get(f"/v/{paper_code(result)}")).status_code in {404, 503}


async def test_a_result_that_cannot_be_read_leaves_what_the_record_tells(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result, say: Wording
) -> None:
    await client.get(await publish(store, result))
    await redis.set(link_key(Link(LinkKind.RESULT, result.token)), b"\0\0\0\x09nonsense")
    page = await client.get(f"/v/{paper_code(result)}")
    assert (page.status_code, state(page, say)) == (200, "unread")


async def test_an_edition_that_is_not_stored_is_named_by_its_id(
    client: httpx.AsyncClient, store: Store, result: Result, say: Wording
) -> None:
    other = replace(result, edition="final-2575-01")
    await publish(store, other)
    link = paper_link(paper_code(other))
    await store.papers.publish(link, paper_to_json(PaperRecord(other.token, 0, other.edition)), 60)
    page = await client.get(f"/v/{paper_code(other)}")
    assert state(page, say) == "unread"
    assert "final-2575-01" in page.text


async def test_records_are_encrypted_and_a_lost_key_is_told_as_a_failure_that_may_end(
    redis: Redis, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    store = Store(redis, session_seconds=60, result_seconds=60, cipher=RecordCipher([b"1" * 32]))
    async with website(store, criteria, catalogues) as client:
        await client.get(await publish(store, result))
        stored = await get_bytes(redis, link_key(paper_link(paper_code(result)))) or b""
        assert result.token.encode() not in stored
        assert (await client.get(f"/v/{paper_code(result)}")).status_code == 200
    await redis.delete("radap:{cookie}:key")
    other = Store(redis, session_seconds=60, result_seconds=60, cipher=RecordCipher([b"2" * 32]))
    async with website(other, criteria, catalogues) as client:
        assert (await client.get(f"/v/{paper_code(result)}")).status_code == 503


async def test_a_revoked_result_without_a_new_link_is_withdrawn(
    client: httpx.AsyncClient, store: Store, result: Result, say: Wording
) -> None:
    await client.get(await publish(store, result))
    await store.links.delete(Link(LinkKind.RESULT, result.token), Tombstone.REVOKED)
    assert state(await client.get(f"/v/{paper_code(result)}"), say) == "withdrawn"
