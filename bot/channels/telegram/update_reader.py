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
    Document,
    InaccessibleMessage,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    TelegramObject,
    Update,
    User,
)

from bot.channels.common.json_body import read_json
from bot.channels.telegram.message_content import SERVICE_KINDS

LOG = logging.getLogger("radap.telegram")

Types = type | tuple[type, ...]

TEXT: Types = (str, NoneType)
NUMBER: Types = (int, NoneType)
FLAG: Types = (bool, NoneType)

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
            "caption": TEXT,
            "caption_entities": tuple,
            "document": (Document, NoneType),
            "is_topic_message": FLAG,
            "is_automatic_forward": FLAG,
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
        Chat: {"id": int, "type": str, "is_forum": FLAG},
        User: {"id": int, "first_name": str, "last_name": TEXT, "username": TEXT, "language_code": TEXT},
        Document: {"file_id": str, "file_size": NUMBER},
        MessageEntity: {"type": str, "offset": int, "length": int, "user": (User, NoneType)},
    }
)

#: What Radap reads in a message. Of its other content only the name matters: some kinds are service messages.
READ_IN_MESSAGE = SERVICE_KINDS | {
    *("message_id", "date", "chat", "from", "sender_chat", "reply_to_message", "forward_origin"),
    *("text", "entities", "caption", "caption_entities", "message_thread_id", "is_topic_message"),
    "is_automatic_forward",
}

#: The tapped message is Radap's own, and nothing reads its text and buttons. Building them takes longer than building
#: the rest of a tap: 0.10 of 0.17 ms.
READ_IN_TAPPED_MESSAGE = ("message_id", "date", "chat", "is_topic_message", "message_thread_id")


def parse_update(plain: Any) -> Update | None:
    """Read an update from decoded JSON. Return None, and log a line, if it is malformed."""
    return _parse(plain)[1]


def _parse(plain: Any) -> tuple[Any, Update | None]:
    """Return the JSON that the library reads, and the update; None, after a line in the log, if it is malformed.

    A kind of message that the library knows in another form, or not yet, is read without its content.
    """
    try:
        return plain, _checked(plain)
    except Exception as error:  # noqa: BLE001 - the library names no error for JSON that is no update
        try:
            reduced = _without_content(plain)
            return reduced, _checked(reduced)
        except Exception:  # noqa: BLE001 - as above
            LOG.warning("update skipped", extra={"error": type(error).__name__})
            return plain, None


def _checked(plain: Any) -> Update:
    update = Update.de_json(_without_unread(plain))
    _check_types(update)
    return update


def _without_content(plain: dict[str, Any]) -> dict[str, Any]:
    """Return an update whose message has only those parts that Radap reads."""
    message = {name: value for name, value in plain["message"].items() if name in READ_IN_MESSAGE}
    return {**plain, "message": message}


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
    parsed = [_parse(plain) for plain in numbered]
    return orjson.dumps(
        {"result": [plain if update else {"update_id": plain["update_id"]} for plain, update in parsed]}
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
