"""Files in LINE: noted, acknowledged, fetched once from the data API, and answered with the same reply token."""

import logging
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.sheets.sheet_reader import CHAT_LIMITS
from bot.storage.store import Store
from flows.engine import Engine
from flows.i18n.wording import Catalogues, Wording
from tests.fakes.line_side import SOMCHAI, Line, connected, conversation
from tests.fakes.platforms import line_events
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import Event
from tests.fakes.platforms.recording_api import LINE_TOKEN, RecordingApi
from tests.fakes.services import plain_store
from tests.fakes.tables import csv_table, xlsx_table

CONTENT, REPLY, LOADING = "getMessageContent", "replyMessage", "showLoadingAnimation"


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis)


@pytest.fixture
async def line(api: RecordingApi, redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with connected(api, redis, dialogue, catalogues) as line:
        yield line


@pytest.fixture
async def agreed(line: Line, ids: Ids) -> Line:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    await line.deliver(line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree")))
    line.api.calls.clear()
    return line


def file(line: Line, ids: Ids, content: bytes | None, size: int | None = None) -> Event:
    event = line_events.line_file(ids, SOMCHAI, "บริการ.xlsx", len(content or b"") if size is None else size)
    if content is not None:
        line.api.line.files[event["message"]["id"]] = content
    return event


def shown(line: Line, event: Event) -> str:
    return str(line.replies(event))


@pytest.mark.parametrize("content", [csv_table("ขอใบอนุญาต"), xlsx_table("ขอใบอนุญาต")], ids=["csv", "xlsx"])
async def test_a_file_is_answered_with_its_own_reply_token(
    agreed: Line, ids: Ids, say: Wording, content: bytes
) -> None:
    event = file(agreed, ids, content)
    assert await agreed.deliver(event) == 200
    await agreed.api.wait_for(1, method=REPLY)
    assert say("batch.read_title") in shown(agreed, event)
    assert say.plural("batch.title", 1) in shown(agreed, event)
    (fetched,) = agreed.api.calls_of("line", CONTENT)
    assert fetched.headers["authorization"] == f"Bearer {LINE_TOKEN}"
    (loading,) = agreed.api.calls_of("line", LOADING)
    assert loading.body == {"chatId": SOMCHAI, "loadingSeconds": 30}


async def test_the_webhook_is_answered_before_the_file_is_fetched(agreed: Line, ids: Ids, store: Store) -> None:
    released = agreed.api.hold_next("line", CONTENT)
    event = file(agreed, ids, csv_table("ขอใบอนุญาต"))
    assert await agreed.deliver(event) == 200
    session = (await store.load(conversation(SOMCHAI))).session
    assert session
    assert session.reading
    assert agreed.sent() == []
    released.set()
    await agreed.api.wait_for(1, method=REPLY)
    session = (await store.load(conversation(SOMCHAI))).session
    assert session
    assert session.reading is None


async def test_the_table_is_saved_by_one_tap(agreed: Line, ids: Ids, store: Store) -> None:
    event = file(agreed, ids, csv_table("ขอใบอนุญาต ก", "ขอใบอนุญาต ข"))
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    assert await store.load_finished(conversation(SOMCHAI)) == ()
    await agreed.deliver(line_events.line_postback(ids, SOMCHAI, agreed.button(event, "yes")))
    listed = await store.load_finished(conversation(SOMCHAI))
    assert {entry.service for entry in listed} == {"ขอใบอนุญาต ก", "ขอใบอนุญาต ข"}
    assert all([await store.load_result(entry.token) for entry in listed])


async def test_a_redelivered_file_is_applied_once(agreed: Line, ids: Ids) -> None:
    event = file(agreed, ids, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    again = line_events.redelivery(event) | {"replyToken": "0" * 32}
    assert await agreed.deliver(again) == 200
    assert len(agreed.api.calls_of("line", CONTENT)) == 1
    report, question = map(str, agreed.replies(again))
    assert "อ่านตารางแล้ว" in report
    assert "บันทึก 1 บริการจากตารางหรือไม่" in question


async def test_a_file_that_is_redelivered_while_it_is_read_is_read_again_and_applied_once(
    agreed: Line, ids: Ids, store: Store
) -> None:
    released = agreed.api.hold_next("line", CONTENT)
    event = file(agreed, ids, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(event)
    await agreed.deliver(line_events.redelivery(event))
    await agreed.api.wait_for(1, method=REPLY)
    released.set()
    await agreed.api.wait_for(2, method=REPLY)
    assert "แล้ว" in shown(agreed, event)
    session = (await store.load(conversation(SOMCHAI))).session
    assert session
    assert session.batch
    assert session.batch.new == 1


@pytest.mark.parametrize("size", [None, 1], ids=["told", "not told"])
async def test_a_file_that_is_too_large_is_refused(agreed: Line, ids: Ids, size: int | None) -> None:
    event = file(agreed, ids, bytes(CHAT_LIMITS.file_bytes + 1), size)
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    assert "2 MiB" in shown(agreed, event)
    assert len(agreed.api.calls_of("line", CONTENT)) == (0 if size is None else 1)


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"%PDF-1.7", "table.file.pdf"), (b"PK\x03\x04broken", "table.file.damaged"), (None, "file.gone")],
    ids=["pdf", "damaged", "gone"],
)
async def test_why_a_file_is_not_read_is_told(
    agreed: Line, ids: Ids, say: Wording, content: bytes | None, key: str
) -> None:
    event = file(agreed, ids, content, 100)
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    assert say(key) in shown(agreed, event)


@pytest.mark.parametrize("status", [302, 401, 500])
async def test_no_answer_of_another_server_is_followed_or_read(
    agreed: Line, ids: Ids, say: Wording, status: int
) -> None:
    elsewhere = {"Location": f"{agreed.api.line_base_url}/elsewhere"}
    agreed.api.fail_next("line", CONTENT, status=status, body=csv_table("ขอใบอนุญาต"), headers=elsewhere)
    event = file(agreed, ids, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    assert say("file.gone") in shown(agreed, event)
    assert "GET /elsewhere" not in {call.method for call in agreed.api.calls}


async def test_the_longest_report_keeps_lines_limits(agreed: Line, ids: Ids) -> None:
    names = [f"{number:03} {'บริการชื่อยาวมาก' * 12}"[:200] for number in range(60)]
    first = file(agreed, ids, csv_table(*names[:30]))
    await agreed.deliver(first)
    await agreed.api.wait_for(1, method=REPLY)
    await agreed.deliver(line_events.line_postback(ids, SOMCHAI, agreed.button(first, "yes")))
    parts = (csv_table(*names[:30], levels="A" * 12), csv_table(*names[30:45], group="9"))
    content = b"\r\n".join((*parts, csv_table(*names[45:], group=""))).replace(b"\xef\xbb\xbf", b"")
    second = file(agreed, ids, content)
    await agreed.deliver(second)
    await agreed.api.wait_for(3, method=REPLY)
    assert "และอีก 22 รายการ" in shown(agreed, second)
    different = agreed.button(second, "different")
    asked = line_events.line_postback(ids, SOMCHAI, different)
    await agreed.deliver(asked)
    assert names[45] in shown(agreed, asked)


async def test_unsending_the_file_removes_its_rows(agreed: Line, ids: Ids, redis: Redis) -> None:
    event = file(agreed, ids, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    assert len([key async for key in redis.scan_iter("*:batch")]) == 1
    await agreed.deliver(line_events.line_unsend(ids, SOMCHAI, event["message"]["id"]))
    (key,) = [key async for key in redis.scan_iter("*:batch")]
    assert await redis.get(key) == b"d"


async def test_nothing_of_a_file_is_logged(agreed: Line, ids: Ids, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    event = file(agreed, ids, csv_table("ชื่อลับเฉพาะ"))
    await agreed.deliver(event)
    await agreed.api.wait_for(1, method=REPLY)
    told = caplog.text + str([record.__dict__ for record in caplog.records])
    assert "ชื่อลับเฉพาะ" not in told
    assert "บริการ.xlsx" not in told
