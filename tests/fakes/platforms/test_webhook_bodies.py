import json

from linebot.v3 import SignatureValidator
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import MessageEvent, PostbackEvent, TextMessageContent
from telegram import Bot, Update

from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import SIGNATURE_HEADER, line_body, line_postback, line_text, line_user_id, sign
from tests.fakes.platforms.telegram_updates import blocked_update, secret_headers, tap_update, text_update, update_body

USER = line_user_id(1)


def test_the_same_source_of_ids_gives_different_ones_and_a_new_one_the_same_again() -> None:
    ids = Ids()
    first = [ids.ulid(), ids.ulid(), ids.hex32(), ids.digits()]
    again = Ids()
    assert first == [again.ulid(), again.ulid(), again.hex32(), again.digits()]
    assert len(set(first)) == 4
    assert first[0] < first[1]
    assert [len(identifier) for identifier in first] == [26, 26, 32, 18]


def test_line_s_own_parser_takes_a_signed_body() -> None:
    ids = Ids()
    body = line_body(line_text(ids, USER, "สวัสดี"), line_postback(ids, USER, "level=3"))
    signature = sign("secret", body)[SIGNATURE_HEADER]

    said, tapped = WebhookParser("secret").parse(body.decode(), signature)

    assert isinstance(said, MessageEvent)
    assert isinstance(said.message, TextMessageContent)
    assert (said.message.text, said.reply_token is not None) == ("สวัสดี", True)
    assert isinstance(tapped, PostbackEvent)
    assert tapped.postback.data == "level=3"


def test_a_signature_is_of_one_body_and_one_secret() -> None:
    body = line_body()
    signature = sign("secret", body)[SIGNATURE_HEADER]
    assert SignatureValidator("secret").validate(body.decode(), signature)
    assert not SignatureValidator("other").validate(body.decode(), signature)
    assert not SignatureValidator("secret").validate(line_body(line_text(Ids(), USER, "ก")).decode(), signature)


def test_python_telegram_bot_takes_a_message() -> None:
    update = Update.de_json(json.loads(update_body(text_update(Ids(), 42, "/start abc"))), Bot("1:x"))
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/start abc", "th")
    assert [entity.length for entity in update.message.entities] == [6]


def test_python_telegram_bot_takes_a_tap() -> None:
    update = Update.de_json(tap_update(Ids(), 42, 3, "level:3"), Bot("1:x"))
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert (update.callback_query.data, update.callback_query.message.message_id) == ("level:3", 3)
    assert update.callback_query.message.is_accessible


def test_python_telegram_bot_sees_that_it_was_blocked() -> None:
    update = Update.de_json(blocked_update(Ids(), 42), Bot("1:x"))
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"


def test_the_secret_of_telegram_is_a_header() -> None:
    assert secret_headers("abc")["x-telegram-bot-api-secret-token"] == "abc"
