"""Replies and edits in Telegram, from its updates to the chat."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.turns.turn_handler import TurnHandler
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.standard.criteria import Criteria
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.recording_api import RecordingApi, VisibleMessage
from tests.fakes.platforms.telegram_updates import Update, bot_user
from tests.fakes.telegram_side import SOMCHAI, Telegram, connected
from tests.reported_cases import reported_case

CASE = reported_case("reply-to-older-question-answers-present-one")


@pytest.fixture
async def telegram(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with RecordingApi() as api, connected(api, turns, catalogues) as telegram:
        yield telegram


async def to_levels(telegram: Telegram) -> None:
    await telegram.start()
    await telegram.tap("agree")
    for text in ("การขออนุญาตก่อสร้าง", "เทศบาล", "ข้าม", "ข้าม"):
        await telegram.type(text)
    await telegram.tap("local_transaction")


def reply_to(telegram: Telegram, message: VisibleMessage, text: str, **more: Any) -> Update:
    update = telegram_updates.text_update(telegram.ids, SOMCHAI, text)
    markup = {"reply_markup": message.markup} if message.markup else {}
    replied = {
        "message_id": message.message_id,
        "date": 1,
        "chat": {"id": SOMCHAI, "type": "private"},
        "from": bot_user(),
        "text": message.text,
        **markup,
        **more,
    }
    update["message"]["reply_to_message"] = replied
    return update


async def test_a_reply_to_an_older_question_is_no_answer_to_the_present_one(telegram: Telegram, say: Wording) -> None:
    await to_levels(telegram)
    first = telegram.last()
    await telegram.type("มาตรฐาน")
    await telegram.type("มาตรฐาน")
    present = telegram.last().text
    await telegram.deliver(reply_to(telegram, first, CASE["telegram"]["message"]["text"]))
    assert say("replace.title") in telegram.last().text
    await telegram.tap("yes")
    assert present.splitlines()[1] in telegram.last().text


async def test_a_reply_to_the_newest_question_is_an_answer(telegram: Telegram) -> None:
    await to_levels(telegram)
    await telegram.deliver(reply_to(telegram, telegram.last(), "สูง"))
    assert "2/12" in telegram.last().text


@pytest.mark.parametrize(
    "markup", [None, {"inline_keyboard": []}, {"inline_keyboard": [[{"text": "a", "url": "https://a.example"}]]}]
)
async def test_a_reply_to_a_message_without_buttons_is_an_answer(telegram: Telegram, markup: object) -> None:
    await to_levels(telegram)
    await telegram.deliver(
        reply_to(telegram, VisibleMessage(5, "ประกาศ"), "สูง", **({"reply_markup": markup} if markup else {}))
    )
    assert "2/12" in telegram.last().text


@pytest.mark.parametrize("data", ["", "สวัสดี", "a:b", "a:b:c", ":::", 7, None])
async def test_any_button_may_be_replied_to(telegram: Telegram, data: object) -> None:
    await to_levels(telegram)
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    assert await telegram.deliver(reply_to(telegram, VisibleMessage(5, "x", markup=markup), "สูง")) == 200
    assert telegram.last().text


async def test_an_edit_answers_the_question_that_refused_the_message(telegram: Telegram, say: Wording) -> None:
    case = reported_case("edited-refused-message-gets-no-answer")
    await telegram.start()
    await telegram.tap("agree")
    long = telegram_updates.text_update(telegram.ids, SOMCHAI, "ก" * 250)
    await telegram.deliver(long)
    number, text = long["message"]["message_id"], case["events"][1]["edited_message"]["text"]
    await telegram.deliver(telegram_updates.edited_message_update(telegram.ids, SOMCHAI, number, text))
    assert say("agency.title") in telegram.last().text


async def test_an_edited_level_is_changed_with_a_notice(telegram: Telegram, say: Wording, criteria: Criteria) -> None:
    case = reported_case("edited-typed-level-keeps-old-level")
    await to_levels(telegram)
    typed = telegram_updates.text_update(telegram.ids, SOMCHAI, case["events"][0]["say"])
    await telegram.deliver(typed)
    number, text = typed["message"]["message_id"], case["events"][1]["edited_message"]["text"]
    await telegram.deliver(telegram_updates.edited_message_update(telegram.ids, SOMCHAI, number, text))
    process, level = criteria.processes[0].name[Language.THAI], criteria.levels[-1].name[Language.THAI]
    assert say("notice.corrected", question=process, answer=level) in telegram.last().text
