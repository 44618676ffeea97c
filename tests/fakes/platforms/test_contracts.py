from typing import Any

import pytest

from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.call import Call, UploadedFile
from tests.fakes.platforms.contracts import (
    line_problems,
    line_webhook_problems,
    problems,
    telegram_problems,
    telegram_update_problems,
)
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_user_id

USER = line_user_id(1)
CHAT = 4242
POSTBACK = {"type": "postback", "label": "สูง", "data": "3", "displayText": "สูง"}
BUTTON = {"type": "button", "style": "primary", "action": POSTBACK}
TEXT = {"type": "text", "text": "คำถาม", "wrap": True, "size": "sm", "color": "#111111"}
BOX = {"type": "box", "layout": "vertical", "contents": [TEXT, {"type": "box", "layout": "vertical", "contents": []}]}
BUBBLE = {"type": "bubble", "size": "giga", "body": BOX, "footer": {**BOX, "contents": [BUTTON]}}
FLEX = {"type": "flex", "altText": "คำถาม", "contents": BUBBLE}
QUICK = {"items": [{"type": "action", "action": POSTBACK}]}


def line_call(messages: list[Any], **changes: Any) -> Call:
    return Call(
        platform="line",
        method=changes.pop("method", "replyMessage"),
        path=changes.pop("path", "/v2/bot/message/reply"),
        headers={},
        body={"replyToken": "t", "messages": messages} | changes,
        status=200,
    )


def loading_call(**body: Any) -> Call:
    return Call("line", "showLoadingAnimation", "/v2/bot/chat/loading/start", {}, body, 202)


def destined(event: line_events.Event) -> dict[str, Any]:
    return {"destination": line_events.BOT_USER_ID, "events": [event]}


def bubble_with(component: dict[str, Any]) -> dict[str, Any]:
    return {**FLEX, "contents": {**BUBBLE, "body": {**BOX, "contents": [component]}}}


def telegram_call(method: str, **body: Any) -> Call:
    return Call("telegram", method, f"/bot1:x/{method}", {}, body, 200)


def sent(**body: Any) -> Call:
    return telegram_call("sendMessage", **({"chat_id": CHAT, "text": "ก"} | body))


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": "สวัสดี", "quickReply": QUICK},
        FLEX,
        {"type": "flex", "altText": "ก", "contents": {"type": "carousel", "contents": [BUBBLE, BUBBLE]}},
        {
            "type": "template",
            "altText": "ก",
            "template": {"type": "confirm", "text": "ใช่ไหม", "actions": [POSTBACK, {"type": "uri", "uri": "tel:1"}]},
        },
    ],
)
def test_a_valid_line_message_passes(message: dict[str, Any]) -> None:
    assert line_problems(line_call([message])) == []


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"type": "text"}, "'text' is a required property"),
        ({"type": "text", "text": None}, "None"),
        ({"type": "text", "text": 7}, "7 is not of type 'string'"),
        ({"type": "texte", "text": "ก"}, "is not valid under any of the given schemas"),
        ({"type": "text", "text": "ก", "quickreply": QUICK}, "'quickreply' was unexpected"),
        ({"type": "text", "text": "ก", "quickReply": {"items": [QUICK["items"][0]] * 14}}, "$.messages[0].quickReply"),
        ({"type": "flex", "contents": BUBBLE}, "'altText' is a required property"),
        (bubble_with({**TEXT, "colour": "red"}), "'colour' was unexpected"),
        (bubble_with({**TEXT, "weight": "heavy"}), "'heavy' is not one of"),
        (bubble_with({**TEXT, "wrap": "true"}), "'true' is not of type 'boolean'"),
        (bubble_with({"type": "box", "contents": []}), "'layout' is a required property"),
        (bubble_with({"type": "button", "style": "primary"}), "'action' is a required property"),
        (bubble_with({**BUTTON, "action": {**POSTBACK, "data": "x" * 301}}), "action.data"),
        (bubble_with({**BUTTON, "action": {**POSTBACK, "type": "callback"}}), "is not valid under any"),
        ({**FLEX, "contents": {**BUBBLE, "size": "huge"}}, "'huge' is not one of"),
    ],
)
def test_a_wrong_line_message_is_caught_and_named(message: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in line_problems(line_call([message])))


@pytest.mark.parametrize(
    "call",
    [
        line_call([]),
        line_call([{"type": "text", "text": "ก"}] * 6),
        line_call([FLEX], replyTokens="t"),
        line_call([FLEX], path="/v2/bot/message/push"),
        line_call([FLEX], method="replyMesage"),
        line_call([FLEX], method="getBotInfo", path="/v2/bot/info"),
        loading_call(loadingSeconds=5),
        Call(
            "line", "showLoadingAnimation", "/v2/bot/chat/loading/start", {}, {"chatId": "U", "loadingSeconds": 61}, 202
        ),
    ],
)
def test_a_wrong_line_request_is_caught(call: Call) -> None:
    assert line_problems(call) != []
    assert problems(call) == line_problems(call)


@pytest.mark.parametrize(
    "call",
    [
        telegram_call("getMe"),
        telegram_call(
            "sendMessage", chat_id=CHAT, text="ก", parse_mode="HTML", reply_markup=keyboard(text="ก", url="u")
        ),
        sent(chat_id="@channel", reply_markup={"remove_keyboard": True}),
        sent(link_preview_options={"is_disabled": True}),
        telegram_call("editMessageText", chat_id=CHAT, message_id=1, text="ก", reply_markup={"inline_keyboard": []}),
        telegram_call("answerCallbackQuery", callback_query_id="1"),
        telegram_call("sendDocument", chat_id=CHAT, document=UploadedFile("a", "b", b"c")),
        telegram_call("sendDocument", chat_id=CHAT, document="BQAC"),
        telegram_call("setMyCommands", commands=[{"command": "a", "description": "b"}], scope={"type": "default"}),
        telegram_call("setMyCommands", commands=[], scope={"type": "chat", "chat_id": CHAT}),
        telegram_call("getUpdates", timeout=50, allowed_updates=["message"]),
    ],
)
def test_a_valid_telegram_call_passes(call: Call) -> None:
    assert telegram_problems(call) == []


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (telegram_call("sendMesage"), "no such method"),
        (telegram_call("sendMessage", chat_id=CHAT), "sendMessage.text: is missing"),
        (sent(markup={}), "sendMessage.markup: is unknown"),
        (telegram_call("sendMessage", chat_id=True, text="ก"), "sendMessage.chat_id"),
        (telegram_call("sendMessage", chat_id=CHAT, text=7), "7 is not String"),
        (sent(disable_notification="yes"), "'yes' is not Boolean"),
        (sent(reply_markup=keyboard(text="ก")), "exactly one action"),
        (
            telegram_call(
                "sendMessage", chat_id=CHAT, text="ก", reply_markup=keyboard(text="ก", callback_data="1", url="u")
            ),
            "exactly one action",
        ),
        (
            sent(reply_markup=keyboard(callback_data="1")),
            ".text: is missing",
        ),
        (
            sent(reply_markup=keyboard(text="ก", callback="1")),
            ".callback: is unknown",
        ),
        (
            sent(reply_markup=keyboard(text="ก", copy_text="x")),
            "'x' is not CopyTextButton",
        ),
        (
            sent(reply_markup={"inline_keyboard": [{"text": "ก"}]}),
            "is not Array of",
        ),
        (
            telegram_call("editMessageText", text="ก", reply_markup={"remove_keyboard": True}),
            "inline_keyboard: is missing",
        ),
        (telegram_call("setMyCommands", commands=[{"command": "a"}]), "description: is missing"),
        (telegram_call("setMyCommands", commands=[], scope={"type": "chat"}), "chat_id: is missing"),
        (telegram_call("setMyCommands", commands=[], scope={"type": "chats"}), "'chats' is not"),
        (telegram_call("getMe", chat_id=CHAT), "getMe.chat_id: is unknown"),
    ],
)
def test_a_wrong_telegram_call_is_caught_and_named(call: Call, told: str) -> None:
    assert any(told in problem for problem in telegram_problems(call))
    assert problems(call) == telegram_problems(call)


def line_events_of_every_kind(ids: Ids) -> dict[str, line_events.Event]:
    return {
        "text": line_events.line_text(ids, USER, "สวัสดี"),
        "text in a room": line_events.line_text(ids, USER, "ก", source="room"),
        "text of nobody": line_events.line_text(ids, None, "ก", source="group", redelivered=True),
        "standby": line_events.line_text(ids, USER, "ก", standby=True),
        "redelivery": line_events.redelivery(line_events.line_text(ids, USER, "ก")),
        "postback": line_events.line_postback(ids, USER, "a=1"),
        "follow": line_events.line_follow(ids, USER, unblocked=True),
        "unfollow": line_events.line_unfollow(ids, USER),
        "join": line_events.line_join(ids),
        "leave": line_events.line_leave(ids),
        "memberJoined": line_events.line_member_joined(ids, USER),
        "unsend": line_events.line_unsend(ids, USER, ids.digits()),
        "sticker": line_events.line_sticker(ids, USER),
        "image": line_events.line_image(ids, USER),
        "file": line_events.line_file(ids, USER, "ก.pdf", 1024),
        "location": line_events.line_location(ids, USER),
    }


def updates_of_every_kind(ids: Ids) -> dict[str, telegram_updates.Update]:
    return {
        "text": telegram_updates.text_update(ids, CHAT, "สวัสดี"),
        "command in a group": telegram_updates.text_update(ids, -CHAT, "/start@bot ก", user=7, kind="group"),
        "text without language": telegram_updates.text_update(ids, -CHAT, "ก", language=None, kind="supergroup"),
        "start": telegram_updates.start_update(ids, CHAT, "payload"),
        "tap": telegram_updates.tap_update(ids, CHAT, 1, "level:3"),
        "tap on an old message": telegram_updates.tap_update(ids, CHAT, 1, "level:3", inaccessible=True),
        "edited": telegram_updates.edited_message_update(ids, CHAT, 1, "ใหม่"),
        "sticker": telegram_updates.sticker_update(ids, CHAT),
        "photo": telegram_updates.photo_update(ids, CHAT, caption="ก"),
        "document": telegram_updates.document_update(ids, CHAT, "ก.pdf"),
        "blocked": telegram_updates.blocked_update(ids, CHAT),
        "unblocked": telegram_updates.unblocked_update(ids, CHAT),
        "added to a group": telegram_updates.added_to_group_update(ids, -CHAT, 7),
    }


def test_the_made_up_line_events_are_as_line_describes_them() -> None:
    events = line_events_of_every_kind(Ids())
    assert {name: line_webhook_problems(destined(event)) for name, event in events.items()} == {
        name: [] for name in events
    }


def test_the_made_up_updates_are_as_telegram_describes_them() -> None:
    updates = updates_of_every_kind(Ids())
    assert {name: telegram_update_problems(update) for name, update in updates.items()} == {
        name: [] for name in updates
    }


def test_a_wrong_webhook_body_is_caught() -> None:
    event = line_events.line_text(Ids(), USER, "ก") | {"mode": "sleeping"}
    assert line_webhook_problems(destined(event)) != []
    assert telegram_update_problems({"update_id": "1"}) != []
