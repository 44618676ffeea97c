"""Telegram's updates as events of the conversation."""

import logging
from dataclasses import dataclass, replace

from pydantic import ValidationError
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from bot.channels.telegram.account import CHANNEL, BotAccount
from bot.channels.telegram.group_messages import (
    ANYONE,
    command_text,
    member_who_tapped,
    member_who_wrote,
    said_in_group,
)
from bot.channels.telegram.update_models import CallbackQuery, ChatMemberUpdated, Message, Update, User
from bot.turns.incoming_event import ChatLeft, IncomingEvent, source_digest
from flows.i18n.language import Language, language_from_tag
from flows.model.events import Correction, Event, Greeting, Text, Unreadable, decode_tap
from flows.understanding.group_addressing import GroupAddressing

LOG = logging.getLogger("radap.telegram")

#: What Telegram shall send; everything else is not even delivered.
ALLOWED_UPDATES = (UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
OUTSIDE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """An event of a chat, for a turn.

    `editable` is the tapped message where Telegram lets it be edited; `topic` is the thread of a forum. `tapped_by` is
    the user behind the event's member where that may be an anonymous administrator, who must not be named.
    """

    chat: int
    incoming: IncomingEvent
    editable: int | None = None
    topic: int | None = None
    tapped_by: int | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """A group became a supergroup and has another id from now on."""

    before: str
    after: str


def parse_update(plain: object) -> Update | None:
    """Read an update from decoded JSON; None, with a line in the log, where it is none or cannot be understood."""
    try:
        return Update.model_validate(plain)
    except (ValidationError, RecursionError) as error:
        LOG.warning("update skipped", extra={"error": type(error).__name__})
        return None


TelegramEvent = ChatEvent | ChatLeft | Migration


def read_update(update: Update, account: BotAccount, addressing: GroupAddressing) -> TelegramEvent | None:
    """What Radap does something about in an update for this bot. None for all else.

    That is: reactions, channels, other people's talk in groups.
    """
    if update.edited_message:
        return _of_correction(update.update_id, update.edited_message, account, addressing)
    if update.message:
        return _of_message(update.update_id, update.message, account, addressing)
    if update.callback_query:
        return _of_tap(update.update_id, update.callback_query, account)
    return _of_membership(update.update_id, update.my_chat_member, account) if update.my_chat_member else None


def _of_message(
    update_id: int, message: Message, account: BotAccount, addressing: GroupAddressing
) -> ChatEvent | Migration | None:
    chat, member, said, topic = message.chat, None, None, None
    if chat.type in GROUPS:
        if message.migrate_from_chat_id:
            return Migration(account.conversation(message.migrate_from_chat_id), account.conversation(chat.id))
        said, member = said_in_group(message, account.username, addressing), member_who_wrote(message)
        topic = message.topic
    elif chat.type == ChatType.PRIVATE:
        said = _said(message, addressing)
    if said is None:
        return None
    conversation, language = account.conversation(chat.id), _language(message.from_user)
    said = _with_source(said, message)
    incoming = IncomingEvent(CHANNEL, conversation, _event_id(update_id), said, language, message.message_id, member)
    return ChatEvent(chat.id, incoming, topic=topic)


def _of_correction(
    update_id: int, message: Message, account: BotAccount, addressing: GroupAddressing
) -> ChatEvent | None:
    """A message was changed: it matters where an answer was typed in it, which the conversation knows."""
    chat = message.chat
    if not message.text or chat.type not in {*GROUPS, ChatType.PRIVATE}:
        return None
    member = member_who_wrote(message) if chat.type in GROUPS else None
    event_id = f"{_event_id(update_id)}:edited"
    said = Correction(_source(message), addressing.strip_answer_prefix(message.text))
    return ChatEvent(chat.id, IncomingEvent(CHANNEL, account.conversation(chat.id), event_id, said, member=member))


def _said(message: Message, addressing: GroupAddressing) -> Event | None:
    """None for what Telegram itself writes into a chat, such as `a message was pinned`."""
    if not message.text:
        return Unreadable() if message.has_attachment else None
    return command_text(message.text, addressing) or Text(message.text)


def _with_source(said: Event, message: Message) -> Event:
    return replace(said, source=_source(message)) if isinstance(said, Text) else said


def _source(message: Message) -> str:
    return source_digest(CHANNEL, f"{message.chat.id}:{message.message_id}")


def _of_tap(update_id: int, query: CallbackQuery, account: BotAccount) -> ChatEvent | None:
    message = query.message
    if message is None or message.chat.type not in {*GROUPS, ChatType.PRIVATE}:
        return None
    member = None if message.chat.type == ChatType.PRIVATE else member_who_tapped(query.from_user)
    said = decode_tap(query.data or "") or Unreadable()
    chat, position, language = message.chat, message.message_id, _language(query.from_user)
    incoming = IncomingEvent(
        CHANNEL, account.conversation(chat.id), _event_id(update_id), said, language, position, member
    )
    return ChatEvent(
        chat.id,
        incoming,
        editable=position if message.date else None,
        topic=message.topic,
        tapped_by=query.from_user.id if chat.type == ChatType.SUPERGROUP else None,
    )


def _of_membership(update_id: int, change: ChatMemberUpdated, account: BotAccount) -> ChatEvent | ChatLeft | None:
    """Whoever added the bot may be anonymous in the group, and has said nothing that would need a name."""
    was_outside = change.old_chat_member.status in OUTSIDE
    is_outside = change.new_chat_member.status in OUTSIDE
    conversation = account.conversation(change.chat.id)
    if is_outside and not was_outside:
        return ChatLeft(conversation)
    if change.chat.type not in GROUPS or not was_outside or is_outside:
        return None
    language = _language(change.from_user)
    incoming = IncomingEvent(CHANNEL, conversation, _event_id(update_id), Greeting(), language, member=ANYONE)
    return ChatEvent(change.chat.id, incoming)


def _event_id(update_id: int) -> str:
    return f"update:{update_id}"


def _language(user: User | None) -> Language | None:
    return language_from_tag(user.language_code) if user else None
