"""Reading of updates with python-telegram-bot, whose objects take values of any type."""

import logging
from collections.abc import Mapping
from types import MappingProxyType, NoneType
from typing import Any

import orjson
from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    InaccessibleMessage,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    TelegramObject,
    Update,
    User,
)

from bot.channels.common.json_body import read_json

LOG = logging.getLogger("radap.telegram")

Types = type | tuple[type, ...]

TEXT: Types = (str, NoneType)
NUMBER: Types = (int, NoneType)

#: Numbers of the Bot API have 64 bits at most, and orjson writes no longer ones.
INT64_LIMIT = 2**63

#: The attributes that Radap reads, with the types that the Bot API promises.
FIELDS: Mapping[type[TelegramObject], Mapping[str, Types]] = MappingProxyType(
    {
        Update: {
            "update_id": int,
            "message": (Message, NoneType),
            "edited_message": (Message, NoneType),
            "callback_query": (CallbackQuery, NoneType),
            "my_chat_member": (ChatMemberUpdated, NoneType),
        },
        Message: {
            "message_id": int,
            "chat": Chat,
            "from_user": (User, NoneType),
            "sender_chat": (Chat, NoneType),
            "reply_to_message": (Message, NoneType),
            "text": TEXT,
            "entities": tuple,
            "message_thread_id": NUMBER,
            "migrate_from_chat_id": NUMBER,
        },
        InaccessibleMessage: {"message_id": int, "chat": Chat},
        CallbackQuery: {"id": str, "from_user": User, "message": (MaybeInaccessibleMessage, NoneType), "data": TEXT},
        ChatMemberUpdated: {
            "chat": Chat,
            "from_user": User,
            "old_chat_member": ChatMember,
            "new_chat_member": ChatMember,
        },
        Chat: {"id": int, "type": str},
        User: {"id": int, "first_name": str, "last_name": TEXT, "username": TEXT, "language_code": TEXT},
        MessageEntity: {"type": str, "offset": int, "length": int},
    }
)

#: The tapped message is Radap's own, and nothing reads its text and buttons. Building them takes longer than building
#: the rest of a tap: 0.10 of 0.17 ms.
READ_IN_TAPPED_MESSAGE = ("message_id", "date", "chat", "is_topic_message", "message_thread_id")


def parse_update(plain: Any) -> Update | None:
    """Read an update from decoded JSON. Return None, and log a line, if it is malformed."""
    try:
        update = Update.de_json(_without_unread(plain))
        _check_types(update)
    except Exception as error:  # noqa: BLE001 - the library names no error for JSON that is no update
        LOG.warning("update skipped", extra={"error": type(error).__name__})
        return None
    return update


def without_malformed_updates(answer: bytes) -> bytes:
    """Return an answer to getUpdates in which a malformed update is reduced to its number, so that it is confirmed.

    `Bot.get_updates` rejects all updates because of one that it cannot read, and logs what they hold. Each update is
    therefore read twice while polling.
    """
    try:
        updates = read_json(answer)["result"]
        numbered = [update for update in updates if isinstance(update.get("update_id"), int)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return b"null"
    return orjson.dumps(
        {"result": [plain if parse_update(plain) else {"update_id": plain["update_id"]} for plain in numbered]}
    )


def _without_unread(plain: dict[str, Any]) -> dict[str, Any]:
    """Return an update of which only those parts of a tapped message are left that Radap reads."""
    query = plain.get("callback_query")
    if not query or not query.get("message"):
        return plain
    tapped = {name: value for name, value in query["message"].items() if name in READ_IN_TAPPED_MESSAGE}
    return {**plain, "callback_query": {**query, "message": tapped}}


def _check_types(value: TelegramObject) -> None:
    """Raise TypeError for an attribute of another type, OverflowError for a number of more than 64 bits."""
    for name, types in FIELDS.get(type(value), {}).items():
        field = getattr(value, name)
        if not isinstance(field, types):
            raise TypeError(name)
        if isinstance(field, int) and not -INT64_LIMIT <= field < INT64_LIMIT:
            raise OverflowError(name)
        for part in field if isinstance(field, tuple) else (field,):
            if isinstance(part, TelegramObject):
                _check_types(part)
