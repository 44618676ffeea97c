"""Telegram's updates as events of the conversation."""

import logging
import re
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageEntity, Update, User

from bot.incoming import Incoming
from flows.event import Event, Greeting, Text, Unreadable, decode_tap
from flows.language import Language, language_from_tag

LOG = logging.getLogger("radap.telegram")

CHANNEL = "telegram"

#: What Telegram shall send; everything else is not even delivered.
ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)

#: `/name` or `/name@bot` at the beginning of a text.
COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?")
START = "start"

GROUPS = {Chat.GROUP, Chat.SUPERGROUP}
OUTSIDE = {ChatMember.LEFT, ChatMember.BANNED}


@dataclass(frozen=True, slots=True)
class PrivateEvent:
    """An event of a private chat, for a turn; `editable` is the tapped message where Telegram lets it be edited."""

    chat: int
    incoming: Incoming
    editable: int | None = None


@dataclass(frozen=True, slots=True)
class GroupCall:
    """Radap was added to a group, or was addressed there; `topic` is the thread of a forum."""

    chat: int
    language: Language | None
    topic: int | None = None


def parse_update(plain: object) -> Update | None:
    """Read an update from decoded JSON; None, with a line in the log, where it is none or cannot be understood."""
    try:
        if isinstance(plain, dict):
            return Update.de_json(plain)
        kind = type(plain).__name__
    except Exception as error:  # noqa: BLE001 - the parser fails in any way, and none may bring the update back for a day
        kind = type(error).__name__
    LOG.warning("update skipped", extra={"error": kind})
    return None


def read_update(update: Update, username: str | None) -> PrivateEvent | GroupCall | None:
    """What Radap answers in an update; `username` is the bot's, where it is known. None for all else.

    That is: edited messages, reactions, channels, blocking and unblocking, other people's talk in groups.
    """
    if update.message:
        return _of_message(update.update_id, update.message, username)
    if update.callback_query:
        return _of_tap(update.update_id, update.callback_query)
    return _of_membership(update.my_chat_member) if update.my_chat_member else None


def _of_message(update_id: int, message: Message, username: str | None) -> PrivateEvent | GroupCall | None:
    language = _language(message.from_user)
    if message.chat.type in GROUPS:
        topic = message.message_thread_id if message.is_topic_message else None
        return GroupCall(message.chat.id, language, topic) if _addresses_radap(message, username) else None
    said = _said(message) if message.chat.type == Chat.PRIVATE else None
    if said is None:
        return None
    return PrivateEvent(message.chat.id, _incoming(update_id, message.chat, said, language, message.message_id))


def _said(message: Message) -> Event | None:
    """None for what Telegram itself writes into a chat, such as `a message was pinned`."""
    if not message.text:
        return Unreadable() if message.effective_attachment else None
    command = COMMAND.match(message.text)
    if command is None:
        return Text(message.text)
    if command["name"].lower() == START:
        return Greeting()
    return Text(f"/{command['name']}{message.text[command.end() :]}")


def _of_tap(update_id: int, query: CallbackQuery) -> PrivateEvent | GroupCall | None:
    message, language = query.message, _language(query.from_user)
    if message is None:
        return None
    if message.chat.type in GROUPS:
        return GroupCall(message.chat.id, language)
    if message.chat.type != Chat.PRIVATE:
        return None
    said = decode_tap(query.data or "") or Unreadable()
    incoming = _incoming(update_id, message.chat, said, language, message.message_id)
    return PrivateEvent(message.chat.id, incoming, message.message_id if message.is_accessible else None)


def _of_membership(change: ChatMemberUpdated) -> GroupCall | None:
    was_added = change.old_chat_member.status in OUTSIDE and change.new_chat_member.status not in OUTSIDE
    if change.chat.type not in GROUPS or not was_added:
        return None
    return GroupCall(change.chat.id, _language(change.from_user))


def _addresses_radap(message: Message, username: str | None) -> bool:
    """A command to this bot or to none in particular, or a mention."""
    text, mine = message.text or "", (username or "").casefold()
    if command := COMMAND.match(text):
        return command["bot"] is None or command["bot"].casefold() == mine
    mentions = message.parse_entities([MessageEntity.MENTION]).values() if text else ()
    return bool(mine) and any(mention.casefold() == f"@{mine}" for mention in mentions)


def _incoming(update_id: int, chat: Chat, said: Event, language: Language | None, position: int) -> Incoming:
    return Incoming(f"{CHANNEL}:{chat.id}", f"update:{update_id}", said, language, position)


def _language(user: User | None) -> Language | None:
    return language_from_tag(user.language_code) if user else None
