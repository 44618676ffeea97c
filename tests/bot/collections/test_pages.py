"""The coordinator's table: what was given, its files, its parts, and who is expected."""

import csv
import io
import time
from dataclasses import replace

import httpx
import pytest
from openpyxl import load_workbook

from bot.storage.collection_records import CollectionRecords
from bot.storage.linked_records import Tombstone
from bot.storage.store import Store
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.collaboration.collection import Collection
from flows.collaboration.shared_record import record_to_json
from flows.model.link import Link, LinkKind
from flows.model.note_keys import NOTE_PREFIX
from flows.results.seen_result import seen_text
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_page import texts
from tests.fakes.collected import ORGANISER, contribute, open_collection, result_of, service_of, sign_in
from tests.fakes.web import HOSTILE, SITE
from tests.fakes.worked_result import publish

BEST = "AAAAAAAAAAAA"


@pytest.fixture
async def collection(store: Store, criteria: Criteria) -> Collection:
    """Three agencies with four services."""
    collection = await open_collection(store)
    worked = service_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS)
    best = service_of(criteria, "2", "บริการสอง", BEST, "approved")
    await contribute(store, collection, "กรม ข", [worked, best])
    await contribute(store, collection, "กรม ก", [service_of(criteria, "3", HOSTILE, worked_example.LEVELS, "open")])
    provisional = replace(result_of(criteria, "4", "บริการสี่", BEST), is_provisional=True)
    open_service = service_of(criteria, "4", "บริการสี่", BEST)._replace(
        is_provisional=True, processes_verdict="", levels_verdict="", gaps="?" * 12
    )
    assert provisional.is_provisional
    await contribute(store, collection, "กรม ค", [open_service])
    return collection


async def services(browser: httpx.AsyncClient, page: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await browser.get(f"{page}/table.json")).json()["services"]
    return found


async def test_the_page_and_its_files_say_the_same(
    collection: Collection, store: Store, browser: httpx.AsyncClient, criteria: Criteria
) -> None:
    page = await sign_in(browser, store, collection)
    answer = await browser.get(page)
    text = texts(answer.text)
    assert "<script" not in answer.text
    assert "4 บริการ จาก 3 หน่วยงาน" in text
    assert ORGANISER in text
    assert text.index("กรม ก") < text.index("กรม ข") < text.index("กรม ค")
    data = (await browser.get(f"{page}/table.json")).json()
    assert [each["agency"] for each in data["services"]] == ["กรม ก", "กรม ข", "กรม ข", "กรม ค"]
    worked = data["services"][1]
    assert worked["missing"] == list(worked_example.MISSING)
    assert "".join(worked["levels"].values()) == worked_example.LEVELS
    assert (worked["verdict"], worked["approval"]) == ({"processes": "partial", "levels": "partial"}, None)
    assert data["gaps"][0] == {"process": "identity", "name": criteria.process_by_id["identity"].name.th} | {
        "missing": data["gaps"][0]["missing"],
        "raise": data["gaps"][0]["raise"],
    }
    rows = list(csv.reader(io.StringIO((await browser.get(f"{page}/table.csv")).content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO((await browser.get(f"{page}/table.xlsx")).content))
    sheet = [
        ["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    assert len(rows) == len(data["services"]) + 1
    assert [row[1:] for row in sheet] == [row[1:] for row in rows]
    assert {len(row) for row in rows} == {22}


async def test_a_text_is_no_formula_and_no_markup(
    collection: Collection, store: Store, browser: httpx.AsyncClient, criteria: Criteria
) -> None:
    await contribute(store, collection, "=HYPERLINK(1)", [service_of(criteria, "9", "=1+1", BEST)])
    page = await sign_in(browser, store, collection)
    assert "<script>" not in (await browser.get(page)).text
    assert "'=1+1" in (await browser.get(f"{page}/table.csv")).text
    assert "'=HYPERLINK(1)" in (await browser.get(f"{page}/table.csv")).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 4),
        ("agency=ข", 2),
        ("state=gap", 2),
        ("state=conforms", 1),
        ("state=provisional", 1),
        ("state=approved", 1),
        ("state=not_approved", 3),
        ("agency=กรม%20ข&state=approved", 1),
        ("agency=ไม่มี", 0),
        ("state=unknown&page=99999", 4),
        ("page=²", 4),
    ],
)
async def test_a_part_of_the_table(
    collection: Collection, store: Store, browser: httpx.AsyncClient, query: str, shown: int
) -> None:
    page = await sign_in(browser, store, collection)
    answer = await browser.get(f"{page}?{query}")
    assert answer.status_code == 200
    assert answer.text.count('<article class="service">') == shown


async def test_a_long_table_has_pages(
    collection: Collection, store: Store, browser: httpx.AsyncClient, criteria: Criteria
) -> None:
    many = [service_of(criteria, str(1000 + number), f"บริการ {number}", BEST) for number in range(150)]
    await contribute(store, collection, "กรม ฮ", many)
    page = await sign_in(browser, store, collection)
    first = await browser.get(f"{page}?agency=ฮ")
    assert first.text.count('<article class="service">') == 100
    following = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = await browser.get(f"{page}{following}")
    assert second.text.count('<article class="service">') == 50
    assert 'rel="prev"' in second.text


async def test_the_page_changes_when_something_was_given_changed_or_withdrawn(
    collection: Collection, store: Store, browser: httpx.AsyncClient, criteria: Criteria
) -> None:
    page = await sign_in(browser, store, collection)
    answer = await browser.get(page)
    unchanged = await browser.get(page, headers={"if-none-match": answer.headers["etag"]})
    assert unchanged.status_code == 304
    changed = service_of(criteria, "3", "บริการที่แก้", BEST)
    link = await contribute(store, collection, "กรม ก", [changed], version=2)
    assert (await services(browser, page))[0]["service"] == "บริการที่แก้"
    await store.links.delete(link, Tombstone.DELETED)
    await store.contributions.remove(link)
    assert len(await services(browser, page)) == 3


async def test_an_index_that_a_crash_left_behind_is_repaired_when_it_is_read(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    await store.contributions.add(Link(LinkKind.CONTRIBUTION, f"{collection.token}.gone"), 600)
    assert await store.contributions.count(collection.token) == 4
    assert len(await services(browser, page)) == 4
    assert await store.contributions.count(collection.token) == 3


async def test_a_result_opens_without_what_stays_with_the_officer_and_is_counted(
    store: Store, browser: httpx.AsyncClient, criteria: Criteria
) -> None:
    collection = await open_collection(store)
    result = result_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS)
    process = next(iter(criteria.process_by_id))
    result = replace(result, notes={NOTE_PREFIX + process: "หลักฐานลับ"}, approval="approval-token-of-22-ch")
    approval = Approval("หัวหน้าคนหนึ่ง", "ผู้อำนวยการ", "", "line", 1, "", seen_text(result, "key", shows_private=False))
    request = ApprovalRequest(result.token, "th", 1, 2, state=ApprovalState.APPROVED, decision=approval)
    await store.shared.publish(Link(LinkKind.APPROVAL, result.approval), record_to_json(request), 600)
    await publish(store, result)
    await contribute(store, collection, "กรมหนึ่ง", [service_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS)])
    page = await sign_in(browser, store, collection)
    link = (await browser.get(page)).text.partition("<article")[2].partition('href="')[2].partition('"')[0]
    answer = await browser.get(f"/c/{link.replace('&amp;', '&')}")
    assert answer.status_code == 200
    for kept in ("หลักฐานลับ", "หัวหน้าคนหนึ่ง", worked_example.ASSESSOR, worked_example.DESCRIPTION, result.token):
        assert kept not in answer.text
    assert await store.links.view_count(result.token) == 1
    own_page = (await browser.get(f"/r/{result.token}")).text
    assert "หลักฐานลับ" in own_page
    assert "หัวหน้าคนหนึ่ง" in own_page


async def test_a_closed_collection_keeps_its_last_state(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    assert "ชุดรวม" in (await browser.get(f"/k/{collection.code}")).text
    await CollectionRecords(store).close(collection, int(time.time()))
    assert (await browser.get(f"/k/{collection.code}")).status_code == 404
    assert "ปิดแล้ว" in (await browser.get(page)).text
    assert len(await services(browser, page)) == 4


async def test_the_officers_page_tells_who_sees_what_and_has_every_chat(
    collection: Collection, browser: httpx.AsyncClient
) -> None:
    for language, words in (("th", "ไม่แสดงผู้ประเมิน หลักฐาน"), ("en", "The assessor, evidence")):
        page = (await browser.get(f"/k/{collection.code}?lang={language}")).text
        assert words in page
        assert collection.code in page
        assert ORGANISER in page
        for chat in (f"https://t.me/radap_bot?start={collection.code}", f"{SITE}/chat#code={collection.code}"):
            assert f'href="{chat}"' in page


TABLE = "หน่วยงาน,บริการ\nกรม ก,\nกรม ข,บริการหนึ่ง\n,บริการสาม\nกรม ง,บริการเก้า\nกรม  ค,\n"


async def upload(browser: httpx.AsyncClient, page: str, content: bytes) -> httpx.Response:
    return await browser.post(f"{page}/expected", files={"table": ("list.csv", content, "text/csv")})


async def test_expected_agencies_and_who_is_missing(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    answer = await upload(browser, page, TABLE.encode())
    assert answer.status_code == 303
    shown = (await browser.get(answer.headers["location"])).text
    text = texts(shown)
    counts = [part.partition("</b>")[0] for part in shown.partition('<ul class="outcome">')[2].split("<b>")[1:5]]
    assert counts == ["1", "2", "1", "0"], "invited, started, finished, approved"
    pasted = shown.partition("<textarea")[2].partition("</textarea>")[0]
    assert collection.code in pasted
    assert "- กรม ข: บริการสาม\n" in pasted
    assert "- กรม ง\n" in pasted
    assert "- กรม ค\n" in pasted
    assert "กรม ก" not in pasted
    assert "บริการเก้า" not in text, "who has done nothing needs no list of services"
    assert (await browser.post(f"{page}/expected/remove")).status_code == 303
    assert "<textarea" not in (await browser.get(f"{page}/expected")).text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 no workbook",
        b"\n\n\n",
        b"x" * (2 * 1024 * 1024 + 1),
        "".join(f"agency {number}\n" for number in range(5_001)).encode(),
        b'agency,service\nA,"not closed\nB,one\n',
    ],
    ids=["empty", "damaged", "without names", "too large", "too many", "a row that cannot be read"],
)
async def test_a_table_that_cannot_be_read_is_refused_and_changes_nothing(
    collection: Collection, store: Store, browser: httpx.AsyncClient, content: bytes
) -> None:
    page = await sign_in(browser, store, collection)
    await upload(browser, page, TABLE.encode())
    refused = await upload(browser, page, content)
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    assert "กรม ง" in (await browser.get(f"{page}/expected")).text


async def test_an_agency_that_is_on_no_list_is_named(
    collection: Collection, store: Store, browser: httpx.AsyncClient
) -> None:
    page = await sign_in(browser, store, collection)
    await upload(browser, page, "หน่วยงาน\nกรม ก\n".encode())
    others = (await browser.get(f"{page}/expected")).text.rpartition("<section>")[2]
    assert "กรม ข" in others
    assert "กรม ก" not in others
