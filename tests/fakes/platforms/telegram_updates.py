"""Webhook updates as Telegram sends them."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from tests.fakes.platforms.ids import Ids

Update = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]

BOT_ID = 7000000001
BOT_USERNAME = "radap_test_bot"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
FIRST_MESSAGE_OF_A_USER = 100_000  # far above the numbers that the recording server gives to the bot's own messages


ADMINISTRATOR_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)
MEMBER_RIGHTS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
    *("can_react_to_messages", "can_edit_tag"),
)


def bot_user() -> dict[str, Any]:
    """The bot as Telegram names it in messages."""
    return {"id": BOT_ID, "is_bot": True, "first_name": "ระดับ", "username": BOT_USERNAME}


def text_update(
    ids: Ids,
    chat: int,
    text: str,
    *,
    user: int | None = None,
    update_id: int | None = None,
    language: str | None = "th",
    kind: ChatKind = "private",
) -> Update:
    """A text message; a leading `/command` is marked as one. In a group name its sender with `user`."""
    message = _message(ids, chat, user, kind, language) | {"text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return _update(ids, "message", message, update_id)


def start_update(ids: Ids, chat: int, payload: str = "", *, language: str | None = "th") -> Update:
    """`/start`, with the payload of a deep link."""
    return text_update(ids, chat, f"/start {payload}".rstrip(), language=language)


def tap_update(
    ids: Ids,
    chat: int,
    message_id: int,
    data: str,
    *,
    user: int | None = None,
    update_id: int | None = None,
    language: str | None = "th",
    kind: ChatKind = "private",
    inaccessible: bool = False,
    content: Mapping[str, Any] | None = None,
) -> Update:
    """A tap on an inline button under the bot's message `message_id`; `content` is the message's, such as its text."""
    query = {
        "id": str(4_000_000_000_000_000_000 + ids.number()),
        "from": _user(chat if user is None else user, language),
        "message": {
            "message_id": message_id,
            "date": 0 if inaccessible else ids.second(),
            "chat": _chat(chat, kind),
            **({} if inaccessible else {"from": bot_user(), **(content or {"text": "…"})}),
        },
        "chat_instance": str(-chat),
        "data": data,
    }
    return _update(ids, "callback_query", query, update_id)


def edited_message_update(ids: Ids, chat: int, message_id: int, text: str) -> Update:
    """The user changed a message that was sent before."""
    message = _message(ids, chat, None, "private", "th")
    return _update(ids, "edited_message", message | {"message_id": message_id, "edit_date": ids.second(), "text": text})


def sticker_update(ids: Ids, chat: int) -> Update:
    """A sticker."""
    sticker = _file(ids) | {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    }
    return _update(ids, "message", _message(ids, chat, None, "private", "th") | {"sticker": sticker})


def photo_update(ids: Ids, chat: int, *, caption: str | None = None) -> Update:
    """A photograph, with or without a caption."""
    photo = {"photo": [_file(ids) | {"width": 90, "height": 67}, _file(ids) | {"width": 800, "height": 600}]}
    words = {} if caption is None else {"caption": caption}
    return _update(ids, "message", _message(ids, chat, None, "private", "th") | photo | words)


def document_update(ids: Ids, chat: int, name: str) -> Update:
    """A file with a name."""
    document = _file(ids) | {"file_name": name, "mime_type": "application/pdf", "file_size": 1024}
    return _update(ids, "message", _message(ids, chat, None, "private", "th") | {"document": document})


def blocked_update(ids: Ids, chat: int) -> Update:
    """The user blocked the bot."""
    return _membership_update(ids, chat, before="member", after="kicked")


def unblocked_update(ids: Ids, chat: int) -> Update:
    """The user unblocked the bot."""
    return _membership_update(ids, chat, before="kicked", after="member")


def anonymous_update(update: Update) -> Update:
    """A message by an anonymous administrator of a supergroup, sent on behalf of the group."""
    message = update["message"]
    sender = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    return {**update, "message": {**message, "from": sender, "sender_chat": message["chat"]}}


def administrator(user: int, *, is_anonymous: bool) -> dict[str, Any]:
    """An administrator of a group, as getChatAdministrators lists it."""
    return chat_member("administrator") | {"user": _user(user, "th"), "is_anonymous": is_anonymous}


def chat_member(status: str) -> dict[str, Any]:
    """The bot as a ChatMember of this status, with the fields that the Bot API requires for it."""
    required: dict[str, dict[str, Any]] = {
        "administrator": {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(ADMINISTRATOR_RIGHTS, True)},
        "restricted": {"is_member": True, "until_date": 0, **dict.fromkeys(MEMBER_RIGHTS, True)},
        "kicked": {"until_date": 0},
    }
    return {"status": status, "user": bot_user(), **required.get(status, {})}


def added_to_group_update(ids: Ids, chat: int, user: int) -> Update:
    """A user added the bot to a group."""
    return _membership_update(ids, chat, before="left", after="member", user=user, kind="group")


def update_body(update: Update) -> bytes:
    """The body of one webhook request."""
    return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode()


def secret_headers(secret: str) -> dict[str, str]:
    """The headers that Telegram sends with an update."""
    return {SECRET_HEADER: secret, "content-type": "application/json"}


def _membership_update(
    ids: Ids, chat: int, *, before: str, after: str, user: int | None = None, kind: ChatKind = "private"
) -> Update:
    change = {
        "chat": _chat(chat, kind),
        "from": _user(chat if user is None else user, "th"),
        "date": ids.second(),
        "old_chat_member": chat_member(before),
        "new_chat_member": chat_member(after),
    }
    return _update(ids, "my_chat_member", change)


def _update(ids: Ids, kind: str, content: dict[str, Any], update_id: int | None = None) -> Update:
    return {"update_id": 800_000_000 + ids.number() if update_id is None else update_id, kind: content}


def _message(ids: Ids, chat: int, user: int | None, kind: ChatKind, language: str | None) -> dict[str, Any]:
    return {
        "message_id": FIRST_MESSAGE_OF_A_USER + ids.number(),
        "from": _user(chat if user is None else user, language),
        "chat": _chat(chat, kind),
        "date": ids.second(),
    }


def _user(number: int, language: str | None) -> dict[str, Any]:
    known = {} if language is None else {"language_code": language}
    return {"id": number, "is_bot": False, "first_name": "สมชาย", **known}


def _chat(number: int, kind: ChatKind) -> dict[str, Any]:
    name = {"first_name": "สมชาย"} if kind == "private" else {"title": "กองดิจิทัล"}
    return {"id": number, "type": kind, **name}


def _file(ids: Ids) -> dict[str, str]:
    number = ids.hex32()
    return {"file_id": f"BQACAgUAAx{number}", "file_unique_id": f"AgAD{number[-12:]}"}
