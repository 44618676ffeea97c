import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.channels.line.batch import SLICE
from bot.channels.line.webhook import CONVERSATIONS_AT_ONCE
from bot.database.client import MAX_CONNECTIONS
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.conversation_record import ConversationRecord
from bot.storage.keys import session_key
from bot.web.request_body import BODY_LIMIT
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.model.events import ButtonPress, decode_button_press
from flows.model.session import Assessment, Session
from flows.standard.criteria import Criteria
from tests.fakes.button_data import button_data
from tests.fakes.call_trace import CallTrace, traced
from tests.fakes.line_side import SECRET, SOMCHAI, SOMSRI, Line, connected, conversation
from tests.fakes.platforms import line_events
from tests.fakes.platforms.contracts import line_problems
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.services import plain_store


@pytest.fixture
async def api() -> AsyncIterator[RecordingApi]:
    async with RecordingApi() as recording:
        recording.line.profiles |= {SOMCHAI: {}, SOMSRI: {}}
        yield recording


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Redis]:
    server = EmbeddedRedis(tmp_path)
    async with Redis.from_url(await server.start(), max_connections=MAX_CONNECTIONS) as client:
        yield client
    await server.stop()


@pytest.fixture
async def line(api: RecordingApi, redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with connected(api, redis, dialogue, catalogues) as line:
        yield line


@pytest.fixture
async def line_without_redis(
    api: RecordingApi, tmp_path: Path, dialogue: Engine, catalogues: Catalogues
) -> AsyncIterator[Line]:
    nobody = Redis.from_url(f"unix://{tmp_path}/nobody.sock")
    async with nobody, connected(api, nobody, dialogue, catalogues) as line:
        yield line


async def test_a_conversation_by_text_and_buttons(line: Line, ids: Ids, say: Wording) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    assert await line.deliver(follow) == 200
    assert line.title(follow) == say("welcome.title")

    agree = line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree"))
    assert await line.deliver(agree) == 200
    assert line.title(agree) == say("service.title")

    service = line_events.line_text(ids, SOMCHAI, "การขออนุญาตก่อสร้างอาคาร")
    assert await line.deliver(service) == 200
    assert line.title(service) == say("agency.title")


async def test_a_tap_is_followed_through_few_files(line: Line, ids: Ids) -> None:
    await _tap_a_level(line, ids, SOMSRI)  # renders the screens that are the same for everybody
    trace = await _tap_a_level(line, ids, SOMCHAI)
    # 44 and 117 when this was written. A change that lengthens the path has to say why.
    assert len(trace.files) <= 45
    # Three more since a step knows the digest by which shared records name its conversation, and one that asks a step
    # whether it still waits for something.
    assert trace.changes <= 124


async def _tap_a_level(line: Line, ids: Ids, user: str) -> CallTrace:
    """Lead a user to the second level question and trace the tap that answers it."""
    event = line_events.line_follow(ids, user)
    await line.deliver(event)
    for tap in ("agree", "การขออนุญาตก่อสร้าง", "เทศบาล", "skip", "skip", "local_transaction", "standard"):
        event = (
            line_events.line_postback(ids, user, line.button(event, tap))
            if tap.isascii()
            else line_events.line_text(ids, user, tap)
        )
        await line.deliver(event)
    tap_again = line_events.line_postback(ids, user, line.button(event, "initial"))
    with traced() as trace:
        await line.deliver(tap_again)
    return trace


async def test_several_characteristics_are_ticked_by_buttons_and_by_typing(line: Line, ids: Ids, say: Wording) -> None:
    event = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(event)
    taps = ("agree", "การขออนุญาตก่อสร้าง", "เทศบาล", "skip", "skip", "!ticks", "is_general_request", "ข้อ ๕", "done")
    for tap in taps:
        if tap == "done":
            assert str(line.replies(event)).count("☑") > 1
        event = (
            line_events.line_postback(ids, SOMCHAI, line.button(event, tap))
            if tap.isascii()
            else line_events.line_text(ids, SOMCHAI, tap)
        )
        assert await line.deliver(event) == 200
    assert "กลุ่ม 4" in str(line.replies(event))


async def test_an_unpaired_surrogate_in_a_text_is_replaced(line: Line, ids: Ids, say: Wording) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    await line.deliver(line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree")))
    cut = line_events.line_text(ids, SOMCHAI, "CUT")
    body = line_body(cut).replace(b"CUT", b"\\ud83d half")
    assert await line.post(body, sign(SECRET, body)) == 200
    assert line.title(cut) == say("agency.title")


async def test_every_reply_is_as_line_describes_it(line: Line, ids: Ids) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    await line.deliver(line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree")))
    await line.deliver(line_events.line_join(ids), line_events.line_text(ids, SOMSRI, "/help"))
    assert len(line.sent()) == 4
    assert [line_problems(call) for call in line.sent()] == [[]] * 4


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {b"x-line-signature": b""},
        {b"x-line-signature": b"nonsense"},
        {b"x-line-signature": "ลายเซ็น".encode()},
        {b"x-line-signature": b"\xff\xfe"},
        {b"x-line-signature": sign("another secret", line_body())["x-line-signature"].encode()},
        {b"x-line-signature": sign(SECRET, line_body() + b" ")["x-line-signature"].encode()},
    ],
    ids=["missing", "empty", "nonsense", "Thai", "no text", "another secret", "another body"],
)
async def test_an_unsigned_call_is_refused(line: Line, headers: dict[bytes, bytes]) -> None:
    headers = {b"content-type": b"application/json", **headers}
    assert await line.post(line_body(), headers) == 401


@pytest.mark.parametrize(("headers", "status"), [(sign("another secret", b"\xff"), 400), ({}, 401)])
async def test_a_body_that_is_not_utf8_is_refused_even_if_signed(
    line: Line, headers: dict[str, str], status: int
) -> None:
    assert await line.post(b"\xff", headers or {"content-type": "application/json"}) == status


async def test_an_unsigned_event_has_no_effect(line: Line, ids: Ids, redis: Redis) -> None:
    body = line_body(line_events.line_follow(ids, SOMCHAI))
    assert await line.post(body, sign("another secret", body)) == 401
    assert line.sent() == []
    assert await redis.dbsize() == 0


async def test_the_consoles_verification_is_answered(line: Line) -> None:
    assert await line.deliver() == 200
    assert line.sent() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"5", b"{}", b'{"events":{}}', b"[" * 100_000])
async def test_a_signed_body_that_is_no_webhook_is_refused(line: Line, body: bytes) -> None:
    assert await line.post(body, sign(SECRET, body)) == 400


async def test_a_body_may_have_half_a_mebibyte_and_no_more(line: Line) -> None:
    largest = line_body().ljust(BODY_LIMIT)
    assert await line.post(largest) == 200
    assert await line.post(largest + b" ") == 413


async def test_a_body_without_a_length_is_read_no_further_than_the_limit(line: Line) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65536

    answer = await line.http.post("/line/webhook", content=endless())
    assert answer.status_code == 413
    assert sent == BODY_LIMIT // 65536 + 1


async def test_a_malformed_event_does_not_lose_the_others_of_its_batch(line: Line, ids: Ids, say: Wording) -> None:
    first, last = line_events.line_follow(ids, SOMCHAI), line_events.line_follow(ids, SOMSRI)
    broken = {**line_events.line_text(ids, SOMCHAI, "ใช่"), "mode": "sleeping"}
    assert await line.deliver(first, broken, {"type": "brandNew"}, last) == 200
    assert [line.title(first), line.title(last)] == [say("welcome.title")] * 2
    assert len(line.sent()) == 2


async def test_the_malformed_events_of_a_batch_are_logged_in_one_line_without_content(
    line: Line, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {**line_events.line_text(ids, SOMCHAI, "ความลับ"), "mode": "sleeping"}
    many = 2 * SLICE + 1
    with caplog.at_level(logging.INFO, "radap.line"):
        assert await line.deliver(*[broken] * many) == 200
    (record,) = caplog.records
    assert (record.name, record.levelname, record.exc_info) == ("radap.line", "WARNING", None)
    assert (vars(record)["error"], vars(record)["number"]) == ("MalformedEvent", many)
    assert SOMCHAI not in str(vars(record))
    assert "ความลับ" not in str(vars(record))


async def test_events_of_one_conversation_are_handled_in_order_across_the_slices_of_a_batch(
    line: Line, ids: Ids, say: Wording
) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    agree = line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree"))
    service, agency = (line_events.line_text(ids, SOMCHAI, text) for text in ("การขออนุญาตก่อสร้างอาคาร", "เทศบาล"))
    between: list[line_events.Event] = [{}] * SLICE
    assert await line.deliver(agree, *between, service, *between, agency) == 200
    titles = [line.title(event) for event in (agree, service, agency)]
    assert titles == [say("service.title"), say("agency.title"), say("assessor.title")]


async def test_every_conversation_of_a_large_batch_is_handled(line: Line, ids: Ids) -> None:
    events = [line_events.line_follow(ids, line_user_id(number)) for number in range(1, 2 * CONVERSATIONS_AT_ONCE + 2)]
    line.api.fail_next("line", "replyMessage", status=500)
    assert await line.deliver(*events) == 503
    assert sorted(len(line.replies(event)) for event in events) == [0] + [1] * (len(events) - 1)


async def test_the_events_of_one_conversation_are_handled_in_order(line: Line, ids: Ids, say: Wording) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    agree = line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree"))
    service = line_events.line_text(ids, SOMCHAI, "การขออนุญาตก่อสร้างอาคาร")
    agency = line_events.line_text(ids, SOMCHAI, "เทศบาลนครตัวอย่าง")
    assert await line.deliver(agree, service, agency) == 200
    titles = [line.title(event) for event in (agree, service, agency)]
    assert titles == [say("service.title"), say("agency.title"), say("assessor.title")]


async def test_one_slow_conversation_does_not_delay_another(
    line: Line, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.line.client.REPLY_TIMEOUT", 60.0)
    released = line.api.hold_next("line", "replyMessage")
    both = (line_events.line_follow(ids, SOMCHAI), line_events.line_follow(ids, SOMSRI))
    delivery = asyncio.create_task(line.deliver(*both))
    await line.api.wait_for(2)
    released.set()
    assert await delivery == 200


async def test_a_sticker_is_answered_with_the_question_again(line: Line, ids: Ids, say: Wording) -> None:
    await line.deliver(line_events.line_follow(ids, SOMCHAI))
    sticker = line_events.line_sticker(ids, SOMCHAI)
    assert await line.deliver(sticker) == 200
    assert line.title(sticker) == say("welcome.title")
    assert say("notice.unreadable") in json.dumps(line.replies(sticker), ensure_ascii=False)


async def test_an_old_button_changes_nothing(line: Line, ids: Ids, say: Wording) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    tap = decode_button_press(line.button(follow, "agree"))
    assert tap is not None
    for data in ("richmenu=help", button_data(ButtonPress("gone00", tap.question, tap.choice))):
        old = line_events.line_postback(ids, SOMCHAI, data)
        assert await line.deliver(old) == 200
        assert line.title(old) == say("welcome.title")


async def test_events_without_a_reply_get_none(line: Line, ids: Ids) -> None:
    text = line_events.line_text(ids, SOMCHAI, "ใช่")
    events = (line_events.line_unfollow(ids, SOMCHAI), line_events.line_leave(ids), line_events.in_standby(text))
    assert await line.deliver(*events) == 200
    assert line.sent() == []


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_reply_that_line_does_not_accept_now_is_sent_at_the_redelivery(
    line: Line, ids: Ids, say: Wording, status: int
) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    line.api.fail_next("line", "replyMessage", status=status)
    assert await line.deliver(follow) == 503
    assert await line.deliver(line_events.redelivery(follow)) == 200
    assert line.title(follow) == say("welcome.title")


async def test_a_dropped_connection_makes_line_deliver_again(line: Line, ids: Ids, say: Wording) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    line.api.drop_next("line", "replyMessage")
    assert await line.deliver(follow) == 503
    assert await line.deliver(line_events.redelivery(follow)) == 200
    assert line.title(follow) == say("welcome.title")


async def test_a_reply_that_was_sent_despite_a_timeout_is_not_sent_twice_and_logs_no_warning(
    line: Line, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    line.api.drop_next("line", "replyMessage", has_effect=True)
    assert await line.deliver(follow) == 503
    caplog.clear()
    with caplog.at_level(logging.INFO, "radap.line"):
        assert await line.deliver(line_events.redelivery(follow)) == 200
    assert len(line.replies(follow)) == 1
    assert [record.levelname for record in caplog.records] == ["INFO"]


async def test_an_answer_that_does_not_come_in_time_makes_line_deliver_again(
    line: Line, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.line.client.REPLY_TIMEOUT", 0.05)
    line.api.hold_next("line", "replyMessage")
    assert await line.deliver(line_events.line_follow(ids, SOMCHAI)) == 503


async def test_a_redelivery_for_one_conversation_has_no_second_effect_on_another(
    line: Line, ids: Ids, say: Wording
) -> None:
    both = (line_events.line_follow(ids, SOMCHAI), line_events.line_follow(ids, SOMSRI))
    line.api.fail_next("line", "replyMessage", status=429)
    assert await line.deliver(*both) == 503
    assert sorted(len(line.replies(event)) for event in both) == [0, 1]
    assert await line.deliver(*map(line_events.redelivery, both)) == 200
    assert [line.title(event) for event in both] == [say("welcome.title")] * 2


async def test_a_failed_event_skips_the_later_ones_of_its_conversation_until_the_redelivery(
    line: Line, ids: Ids
) -> None:
    first, second = line_events.line_text(ids, SOMCHAI, "สวัสดี"), line_events.line_text(ids, SOMCHAI, "ตกลง")
    line.api.fail_next("line", "replyMessage", status=500)
    assert await line.deliver(first, second) == 503
    assert line.replies(second) == []


async def test_a_reply_that_line_refuses_permanently_is_logged_and_not_redelivered(
    line: Line, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    line.api.fail_next("line", "replyMessage", status=401)
    with caplog.at_level(logging.INFO, "radap.line"):
        assert await line.deliver(line_events.line_follow(ids, SOMCHAI)) == 200
    (record,) = caplog.records
    assert vars(record)["error"] == "PlatformRefused"
    assert SOMCHAI not in str(vars(record))
    assert len(line.sent()) == 1


@pytest.mark.parametrize("body", [{}, [], {"sentMessages": "none"}, "ok", b""])
async def test_a_success_with_an_odd_body_counts_as_sent(line: Line, ids: Ids, body: Any) -> None:
    line.api.fail_next("line", "replyMessage", status=200, body=body)
    assert await line.deliver(line_events.line_follow(ids, SOMCHAI)) == 200
    assert len(line.sent()) == 1


async def test_an_answer_of_line_that_is_not_text_makes_line_redeliver(line: Line, ids: Ids) -> None:
    line.api.fail_next("line", "replyMessage", status=502, body=b"\xff\xfe")
    assert await line.deliver(line_events.line_follow(ids, SOMCHAI)) == 503


async def test_without_a_database_line_redelivers(line_without_redis: Line, ids: Ids) -> None:
    assert await line_without_redis.deliver(line_events.line_follow(ids, SOMCHAI)) == 503
    assert line_without_redis.sent() == []


def in_every_language(catalogues: Catalogues) -> str:
    """Return the text in every language: before the conversation is read, its language is not known."""
    return "\n".join(wording("failure.try_again") for wording in catalogues.all)


async def test_a_conversation_that_cannot_be_read_gets_an_apology(
    line: Line, ids: Ids, catalogues: Catalogues, redis: Redis
) -> None:
    await redis.set(session_key(conversation(SOMCHAI)), "a record of another release")
    follow = line_events.line_follow(ids, SOMCHAI)
    assert await line.deliver(follow) == 200
    assert line.replies(follow) == [{"type": "text", "text": in_every_language(catalogues)}]


async def test_an_unexpected_failure_gets_an_apology_and_is_logged_without_content(
    line: Line,
    ids: Ids,
    criteria: Criteria,
    catalogues: Catalogues,
    redis: Redis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    say = catalogues[Language.THAI]
    lost = Session(Language.THAI, Assessment("abc12345", criteria.edition.id, "no_such_state"))
    store = plain_store(redis)
    await store.save(conversation(SOMCHAI), ConversationRecord(), ConversationRecord(session=lost))
    odd = line_events.line_text(ids, SOMCHAI, "ความลับ")
    other = line_events.line_follow(ids, SOMSRI)
    with caplog.at_level(logging.INFO, "radap.line"):
        assert await line.deliver(odd, other) == 200
    assert line.replies(odd) == [{"type": "text", "text": in_every_language(catalogues)}]
    assert line.title(other) == say("welcome.title")
    (record,) = caplog.records
    assert vars(record)["error"] == "ValueError"
    assert "ความลับ" not in str(vars(record))
    assert SOMCHAI not in str(vars(record))


async def test_a_closed_client_asks_for_another_delivery(line: Line, ids: Ids) -> None:
    await line.client.close()
    assert await line.deliver(line_events.line_follow(ids, SOMCHAI)) == 503
    assert line.sent() == []
