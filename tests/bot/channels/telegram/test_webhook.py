import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.storage.keys import session_key
from bot.turns.turn_handler import TurnHandler
from bot.web.request_body import BODY_LIMIT
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.model.events import ButtonPress, decode_button_press
from tests.fakes.button_data import button_data
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.contracts import telegram_problems
from tests.fakes.platforms.recording_api import DROPPED, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.platforms.telegram_updates import secret_headers, update_body
from tests.fakes.services import make_turns, plain_store
from tests.fakes.telegram_side import GROUP, SOMCHAI, SOMSRI, Telegram, connected, conversation

SEND, EDIT, ANSWER = "sendMessage", "editMessageText", "answerCallbackQuery"


@pytest.fixture
async def telegram(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with RecordingApi() as api, connected(api, turns, catalogues) as telegram:
        yield telegram


@pytest.fixture
async def telegram_without_redis(tmp_path: Path, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody, RecordingApi() as api:
        turns = make_turns(dialogue, plain_store(nobody))
        async with connected(api, turns, catalogues) as telegram:
            yield telegram


async def test_a_tap_costs_one_call_and_is_acknowledged_by_the_webhooks_answer(telegram: Telegram) -> None:
    agree = telegram.tap_on(await telegram.start(), "agree")
    answer = await telegram.http.post(
        "/telegram/webhook", content=update_body(agree), headers=secret_headers("telegram-webhook-secret")
    )
    assert answer.json() == {"method": ANSWER, "callback_query_id": agree["callback_query"]["id"]}
    assert telegram.calls() == [SEND, EDIT]


async def test_a_tap_edits_the_message_it_was_made_on(telegram: Telegram, say: Wording) -> None:
    welcome = await telegram.start()
    assert welcome.text.startswith(say("welcome.title"))
    assert await telegram.tap("agree") == 200
    (question,) = telegram.api.telegram_chat(SOMCHAI)
    assert question.message_id == welcome.message_id
    assert question.text.split("\n")[1] == say("service.title")
    assert sorted(telegram.calls()) == sorted([SEND, EDIT, ANSWER])


async def test_a_typed_text_is_answered_below_it(telegram: Telegram, say: Wording) -> None:
    await telegram.start()
    await telegram.tap("agree")
    assert await telegram.type("การขออนุญาต <ก> & ข") == 200
    assert [shown.text.split("\n")[1] for shown in telegram.api.telegram_chat(SOMCHAI)] == [
        say("service.title"),
        say("agency.title"),
    ]


async def test_several_characteristics_are_ticked_in_one_message(telegram: Telegram) -> None:
    await telegram.start()
    await telegram.tap("agree")
    await telegram.type("การขออนุญาตก่อสร้าง")
    await telegram.type("เทศบาล")
    for choice in ("skip", "skip", "!ticks", "is_general_request", "is_local_transaction"):
        assert await telegram.tap(choice) == 200
    shown = telegram.api.telegram_chat(SOMCHAI)
    assert shown[-1].text.count("☑") == 2
    assert await telegram.tap("done") == 200
    assert len(telegram.api.telegram_chat(SOMCHAI)) == len(shown)
    assert "กลุ่ม 3.1" in telegram.api.telegram_chat(SOMCHAI)[-1].text


async def test_an_unpaired_surrogate_in_a_text_is_replaced(telegram: Telegram, say: Wording) -> None:
    await telegram.start()
    await telegram.tap("agree")
    body = update_body(telegram_updates.text_update(telegram.ids, SOMCHAI, "CUT")).replace(b"CUT", b"\\ud83d half")
    assert (await telegram.post(body)).status_code == 200
    assert telegram.api.telegram_chat(SOMCHAI)[-1].text.split("\n")[1] == say("agency.title")


async def test_a_tap_above_a_typed_text_is_answered_below_the_text(telegram: Telegram) -> None:
    old = await telegram.start()
    await telegram.type("สวัสดี")
    assert await telegram.deliver(telegram.tap_on(old, "agree")) == 200
    assert len(telegram.api.telegram_chat(SOMCHAI)) == 3
    assert telegram.api.telegram_chat(SOMCHAI)[0] == old


async def test_every_call_is_as_telegram_describes_it(telegram: Telegram) -> None:
    agree = telegram.tap_on(await telegram.start(), "agree")
    for _ in range(2):
        await telegram.deliver(agree)
    await telegram.type("บริการตัวอย่าง")
    await telegram.deliver(telegram_updates.added_to_group_update(telegram.ids, GROUP, SOMCHAI))
    assert len(telegram.sent()) == 7
    assert [telegram_problems(call) for call in telegram.sent()] == [[]] * 7
    assert all("link_preview_options" in call.body for call in telegram.sent() if call.method != ANSWER)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        secret_headers(""),
        secret_headers("telegram-webhook-secret2"),
        secret_headers("telegram-webhook-secre"),
    ],
    ids=["missing", "empty", "longer", "shorter"],
)
async def test_a_call_without_the_secret_is_refused_unread(
    telegram: Telegram, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    start = telegram_updates.start_update(telegram.ids, SOMCHAI)
    with caplog.at_level(logging.DEBUG, "radap.telegram"):
        for body in (update_body(start), b"{", b" " * (BODY_LIMIT + 1)):
            assert (await telegram.post(body, headers)).status_code == 401
    assert telegram.calls() == []
    assert caplog.records == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"5", b"null", b"{}", b'{"update_id":1,"message":{}}', b"[" * 100_000]
)
async def test_malformed_bodies_are_accepted_so_that_they_are_not_redelivered_for_a_day(
    telegram: Telegram, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await telegram.post(body)).status_code == 200
    assert telegram.calls() == []
    assert [record.message for record in caplog.records] == ["update skipped"]


async def test_a_field_of_another_type_than_telegram_promises_is_accepted_too(telegram: Telegram) -> None:
    update = telegram_updates.text_update(telegram.ids, SOMCHAI, "ก")
    update["message"]["text"] = 5
    assert await telegram.deliver(update) == 200


async def test_a_body_may_have_half_a_mebibyte_and_no_more(telegram: Telegram) -> None:
    largest = update_body(telegram_updates.start_update(telegram.ids, SOMCHAI)).ljust(BODY_LIMIT)
    assert (await telegram.post(largest + b" ")).status_code == 413
    assert telegram.calls() == []
    assert (await telegram.post(largest)).status_code == 200
    assert telegram.calls() == [SEND]


async def test_a_double_tap_has_one_effect(telegram: Telegram, say: Wording) -> None:
    welcome = await telegram.start()
    taps = [telegram.tap_on(welcome, "agree") for _ in range(2)]
    assert await asyncio.gather(*map(telegram.deliver, taps)) == [200, 200]
    (shown,) = telegram.api.telegram_chat(SOMCHAI)
    assert say("service.title") in shown.text
    assert len(telegram.api.calls_of("telegram", ANSWER)) == 2


async def test_a_redelivered_tap_shows_the_question_once(telegram: Telegram, say: Wording) -> None:
    agree = telegram.tap_on(await telegram.start(), "agree")
    assert [await telegram.deliver(agree), await telegram.deliver(agree)] == [200, 200]
    (shown,) = telegram.api.telegram_chat(SOMCHAI)
    assert say("service.title") in shown.text
    assert [call.status for call in telegram.api.calls_of("telegram", EDIT)] == [200, 400]


async def test_a_redelivered_text_has_one_effect(telegram: Telegram, say: Wording) -> None:
    await telegram.start()
    await telegram.tap("agree")
    service = telegram_updates.text_update(telegram.ids, SOMCHAI, "บริการตัวอย่าง")
    assert [await telegram.deliver(service), await telegram.deliver(service)] == [200, 200]
    assert say("agency.title") in telegram.last().text


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message can't be edited",
        "Bad Request: message to edit not found",
        "Bad Request: MESSAGE_ID_INVALID",
    ],
)
async def test_where_a_message_cannot_be_edited_a_new_one_is_sent(
    telegram: Telegram, say: Wording, description: str
) -> None:
    await telegram.start()
    refusal = {"ok": False, "error_code": 400, "description": description}
    telegram.api.fail_next("telegram", EDIT, status=400, body=refusal)
    assert await telegram.tap("agree") == 200
    assert len(telegram.api.telegram_chat(SOMCHAI)) == 2
    assert say("service.title") in telegram.last().text


async def test_a_message_that_telegram_lost_is_not_edited(telegram: Telegram, say: Wording) -> None:
    welcome = await telegram.start()
    assert await telegram.deliver(telegram.tap_on(welcome, "agree", inaccessible=True)) == 200
    assert EDIT not in telegram.calls()
    assert say("service.title") in telegram.last().text


async def test_a_tap_that_waited_too_long_is_harmless(telegram: Telegram, say: Wording) -> None:
    await telegram.start()
    description = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    telegram.api.fail_next(
        "telegram", ANSWER, status=400, body={"ok": False, "error_code": 400, "description": description}
    )
    assert await telegram.tap("agree") == 200
    assert say("service.title") in telegram.last().text


async def test_a_tap_whose_answer_is_slow_to_arrive_is_acknowledged_before_it(telegram: Telegram) -> None:
    await telegram.start()
    released = telegram.api.hold_next("telegram", EDIT)
    delivery = asyncio.create_task(telegram.tap("agree"))
    await telegram.api.wait_for(1, platform="telegram", method=EDIT)
    await telegram.api.wait_for(1, platform="telegram", method=ANSWER)
    released.set()
    assert await delivery == 200


async def test_a_rate_limit_is_passed_on_and_the_redelivery_gets_the_reply(telegram: Telegram, say: Wording) -> None:
    start = telegram_updates.start_update(telegram.ids, SOMCHAI)
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
    telegram.api.fail_next("telegram", SEND, status=429, body=body)
    answer = await telegram.post(update_body(start))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert await telegram.deliver(start) == 200
    assert telegram.last().text.startswith(say("welcome.title"))


@pytest.mark.parametrize("parameters", ["soon", ["soon"], {"retry_after": "soon"}, {"retry_after": None}])
async def test_a_refusal_in_another_form_makes_telegram_deliver_again(telegram: Telegram, parameters: Any) -> None:
    start = telegram_updates.start_update(telegram.ids, SOMCHAI)
    telegram.api.fail_next("telegram", SEND, status=429, body={"ok": False, "parameters": parameters})
    assert [await telegram.deliver(start), await telegram.deliver(start)] == [503, 200]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_reply_that_telegram_does_not_accept_now_is_sent_at_the_redelivery(
    telegram: Telegram, say: Wording, status: int
) -> None:
    agree = telegram.tap_on(await telegram.start(), "agree")
    telegram.api.fail_next("telegram", EDIT, status=status)
    assert await telegram.deliver(agree) == 503
    assert await telegram.deliver(agree) == 200
    (shown,) = telegram.api.telegram_chat(SOMCHAI)
    assert say("service.title") in shown.text


@pytest.mark.parametrize("has_effect", [False, True])
async def test_a_dropped_connection_makes_telegram_deliver_again(telegram: Telegram, *, has_effect: bool) -> None:
    agree = telegram.tap_on(await telegram.start(), "agree")
    telegram.api.drop_next("telegram", EDIT, has_effect=has_effect)
    assert await telegram.deliver(agree) == 503
    assert [call.status for call in telegram.api.calls_of("telegram", EDIT)] == [DROPPED]
    assert await telegram.deliver(agree) == 200
    assert len(telegram.api.telegram_chat(SOMCHAI)) == 1


async def test_no_answer_in_time_makes_telegram_deliver_again(turns: TurnHandler, catalogues: Catalogues) -> None:
    async with RecordingApi() as api, connected(api, turns, catalogues, answer_seconds=0.05) as telegram:
        api.hold_next("telegram", SEND)
        assert await telegram.deliver(telegram_updates.start_update(telegram.ids, SOMCHAI)) == 503


async def test_a_user_who_blocked_the_bot_is_left_alone(telegram: Telegram) -> None:
    await telegram.start()
    telegram.api.telegram.blocked.add(SOMCHAI)
    assert await telegram.type("ใช่") == 200
    assert await telegram.deliver(telegram_updates.blocked_update(telegram.ids, SOMCHAI)) == 200
    assert [call.status for call in telegram.api.calls_of("telegram", SEND)] == [200, 403]


async def test_an_answer_that_telegram_refuses_for_good_becomes_an_apology(telegram: Telegram, say: Wording) -> None:
    telegram.api.fail_next("telegram", SEND, status=400)
    assert await telegram.deliver(telegram_updates.start_update(telegram.ids, SOMCHAI)) == 200
    assert telegram.last().text == say("failure.try_again")


@pytest.mark.parametrize("body", [{}, [], {"ok": True}, {"ok": True, "result": 5}])
async def test_an_accepted_message_counts_as_sent_whatever_telegram_says_about_it(
    telegram: Telegram, body: Any
) -> None:
    telegram.api.fail_next("telegram", SEND, status=200, body=body)
    assert await telegram.deliver(telegram_updates.start_update(telegram.ids, SOMCHAI)) == 200
    assert telegram.calls() == [SEND]


async def test_without_the_database_the_update_is_redelivered_and_the_tap_gets_a_notice(
    telegram_without_redis: Telegram, say: Wording
) -> None:
    telegram = telegram_without_redis
    assert await telegram.type("ใช่") == 503
    tap = telegram_updates.tap_update(
        telegram.ids, SOMCHAI, 1, button_data(ButtonPress("abc12345", "welcome", "agree"))
    )
    assert await telegram.deliver(tap) == 503
    assert [(call.method, call.body["text"]) for call in telegram.sent()] == [(ANSWER, say("failure.try_again"))]


@pytest.mark.parametrize("language", ["th", "en-GB", "de", None])
async def test_a_permanent_failure_gets_one_apology_and_is_not_redelivered(
    telegram: Telegram, redis: Redis, catalogues: Catalogues, language: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    await redis.set(session_key(conversation(SOMCHAI)), "0123456789abcdef" + '{"s": "ความลับ"}')
    spoken = Language.ENGLISH if language == "en-GB" else Language.THAI
    update = telegram_updates.text_update(telegram.ids, SOMCHAI, "ความลับ", language=language)
    assert await telegram.deliver(update) == 200
    assert [shown.text for shown in telegram.api.telegram_chat(SOMCHAI)] == [catalogues[spoken]("failure.try_again")]
    data = button_data(ButtonPress("abc12345", "welcome", "agree"))
    assert await telegram.deliver(telegram_updates.tap_update(telegram.ids, SOMCHAI, 1, data)) == 200
    assert telegram.calls() == [SEND, SEND, ANSWER]
    assert "ความลับ" not in caplog.text


async def test_an_unexpected_failure_gets_one_apology_and_is_logged_without_the_text(
    telegram: Telegram, say: Wording, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written = "ความลับ"

    def fail(*_: object) -> None:
        raise ZeroDivisionError(written)

    monkeypatch.setattr("bot.channels.telegram.update_handler.render_messages", fail)
    assert await telegram.type(written) == 200
    assert telegram.last().text == say("failure.try_again")
    (record,) = caplog.records
    assert (record.levelname, vars(record)["error"]) == ("ERROR", "ZeroDivisionError")
    assert "update_handler" in vars(record)["where"]
    assert written not in str(vars(record))


async def test_a_sticker_is_answered_with_the_question_again(telegram: Telegram, say: Wording) -> None:
    await telegram.start()
    assert await telegram.deliver(telegram_updates.sticker_update(telegram.ids, SOMCHAI)) == 200
    assert say("notice.unreadable") in telegram.last().text


async def test_an_old_button_changes_nothing(telegram: Telegram, say: Wording) -> None:
    welcome = await telegram.start()
    tap = decode_button_press(welcome.button(say("welcome.agree"))["callback_data"])
    assert tap
    for data in ("nonsense", button_data(ButtonPress("gone0000", tap.question, tap.choice))):
        update = telegram_updates.tap_update(telegram.ids, SOMCHAI, welcome.message_id, data)
        assert await telegram.deliver(update) == 200
        assert say("welcome.title") in telegram.last().text
    assert len(telegram.api.calls_of("telegram", ANSWER)) == 2


async def test_two_chats_have_separate_conversations(telegram: Telegram, say: Wording) -> None:
    await telegram.start(SOMCHAI)
    await telegram.start(SOMSRI)
    await telegram.tap("agree", SOMSRI)
    assert say("welcome.title") in telegram.last(SOMCHAI).text
    assert say("service.title") in telegram.last(SOMSRI).text


async def test_a_group_where_the_bot_may_not_write_is_no_failure(telegram: Telegram) -> None:
    telegram.api.fail_next("telegram", SEND, status=403)
    update = telegram_updates.added_to_group_update(telegram.ids, GROUP, SOMCHAI)
    assert await telegram.deliver(update) == 200
    assert telegram.calls() == [SEND]


async def test_no_log_line_holds_the_token(telegram: Telegram, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "radap.telegram"):
        telegram.api.drop_next("telegram", SEND)
        await telegram.deliver(telegram_updates.start_update(telegram.ids, SOMCHAI))
    own = [str(vars(record)) for record in caplog.records if record.name == "radap.telegram"]
    assert own
    assert not [line for line in own if TELEGRAM_TOKEN in line or TELEGRAM_TOKEN.split(":")[1] in line]
