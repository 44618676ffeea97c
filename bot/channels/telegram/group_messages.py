"""Messages in Telegram groups: the ones that address Radap, and their authors."""

import re

from telegram import Message, User
from telegram.constants import MessageEntityType

from bot.channels.common.text_limits import utf16_part, without_utf16
from bot.channels.telegram.account import CHANNEL
from bot.turns.incoming_event import group_member
from flows.model.events import Event, Greeting, Text, Unreadable
from flows.model.member import Member
from flows.understanding.group_addressing import GroupAddressing

#: `/name` or `/name@bot` at the beginning of a text.
COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?")
START = "start"

ANYONE = Member()

#: One member represents all anonymous administrators of a group: Telegram does not distinguish them.
ANONYMOUS_ADMINISTRATOR = group_member(CHANNEL, "anonymous administrator")


def command_text(text: str, addressing: GroupAddressing) -> Event | None:
    """Return the event of a command, without the bot's name. None if the text begins with no command."""
    command = COMMAND.match(text)
    if command is None:
        return None
    if command["name"].lower() == START:
        return Greeting()
    return Text(addressing.strip_answer_prefix(f"/{command['name']}{text[command.end() :]}"))


def said_in_group(message: Message, username: str | None, addressing: GroupAddressing) -> Event | None:
    """Return the event of a message in a group. None if it does not address Radap.

    A message addresses Radap by a command to it, by a command that Radap knows to no bot in particular, by a mention,
    or by a reply to a message of Radap's. `username` is the bot's, None while it is unknown.
    """
    text, mine = message.text or "", (username or "").casefold()
    if command := COMMAND.match(text):
        return command_text(text, addressing) if _is_for_radap(command, mine, addressing) else None
    spoken = _addressed_text(message, mine)
    if spoken is None:
        return None
    if not text:
        return Unreadable() if message.effective_attachment else None
    return Text(addressing.strip_answer_prefix(spoken)) if spoken.strip() else Greeting()


def topic_of(message: Message) -> int | None:
    """Return the forum topic of a message."""
    return message.message_thread_id if message.is_topic_message else None


def member_who_wrote(message: Message) -> Member:
    """Return the author of a message; nobody in particular if a channel speaks."""
    if message.sender_chat is None:
        return member_who_tapped(message.from_user) if message.from_user else ANYONE
    return ANONYMOUS_ADMINISTRATOR if message.sender_chat.id == message.chat.id else ANYONE


def member_who_tapped(user: User) -> Member:
    """Return the user who tapped a button, by name. Anonymous administrators must not be shown by it."""
    return group_member(CHANNEL, str(user.id), user.full_name or "")


def _is_for_radap(command: re.Match[str], mine: str, addressing: GroupAddressing) -> bool:
    """Return whether a command names Radap's bot, or names none and is one that Radap knows."""
    if command["bot"] is not None:
        return command["bot"].casefold() == mine
    return command["name"].lower() == START or addressing.addressed_text(command.string) is not None


def _addressed_text(message: Message, mine: str) -> str | None:
    """Return the text of a message that mentions Radap, without the mention, or replies to Radap; None for others."""
    spoken = _without_mention(message, mine)
    if spoken is None and _is_reply_to_radap(message, mine):
        return message.text or ""
    return spoken


def _without_mention(message: Message, mine: str) -> str | None:
    """Return the text without the mention of Radap; None if it is not mentioned."""
    if not mine or not message.text:
        return None
    for entity in message.entities or ():
        mention = utf16_part(message.text, entity.offset, entity.length)
        if entity.type == MessageEntityType.MENTION and mention.casefold() == f"@{mine}":
            return without_utf16(message.text, entity.offset, entity.length).strip()
    return None


def _is_reply_to_radap(message: Message, mine: str) -> bool:
    answered = message.reply_to_message
    author = answered.from_user if answered else None
    return bool(mine and author and author.is_bot and (author.username or "").casefold() == mine)
