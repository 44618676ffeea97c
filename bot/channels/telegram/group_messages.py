"""What is said to Radap in a Telegram group, and by whom."""

import re

from telegram.constants import MessageEntityType

from bot.channels.common.text_limits import utf16_part, without_utf16
from bot.channels.telegram.account import CHANNEL
from bot.channels.telegram.update_models import Message, User
from bot.turns.incoming_event import group_member
from flows.model.events import Event, Greeting, Text, Unreadable
from flows.model.member import Member
from flows.understanding.group_addressing import GroupAddressing

#: `/name` or `/name@bot` at the beginning of a text.
COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?")
START = "start"

ANYONE = Member()

#: All anonymous administrators of a group are one: nothing tells them apart.
ANONYMOUS_ADMINISTRATOR = group_member(CHANNEL, "anonymous administrator")


def command_text(text: str, addressing: GroupAddressing) -> Event | None:
    """A command without the bot's name; /start is a greeting. None where the text begins with no command."""
    command = COMMAND.match(text)
    if command is None:
        return None
    if command["name"].lower() == START:
        return Greeting()
    return Text(addressing.strip_answer_prefix(f"/{command['name']}{text[command.end() :]}"))


def said_in_group(message: Message, username: str | None, addressing: GroupAddressing) -> Event | None:
    """What a message tells Radap; None for talk between people.

    Radap is addressed by a command to it or (where Radap knows the command) to no bot in particular, by a mention,
    and by a reply to a message of its own. `username` is the bot's, where it is known.
    """
    text, mine = message.text or "", (username or "").casefold()
    if command := COMMAND.match(text):
        if command["bot"] is not None:
            return command_text(text, addressing) if command["bot"].casefold() == mine else None
        is_known = command["name"].lower() == START or addressing.addressed_text(text) is not None
        return command_text(text, addressing) if is_known else None
    spoken = _without_mention(message, mine)
    if spoken is None and not _answers_radap(message, mine):
        return None
    if not text:
        return Unreadable() if message.has_attachment else None
    spoken = text if spoken is None else spoken
    return Text(addressing.strip_answer_prefix(spoken)) if spoken.strip() else Greeting()


def member_who_wrote(message: Message) -> Member:
    """Who wrote a message; nobody in particular where a channel speaks."""
    if message.sender_chat is None:
        return member_who_tapped(message.from_user) if message.from_user else ANYONE
    return ANONYMOUS_ADMINISTRATOR if message.sender_chat.id == message.chat.id else ANYONE


def member_who_tapped(user: User) -> Member:
    """Who tapped a button, by name: to be shown only where it is no anonymous administrator."""
    return group_member(CHANNEL, str(user.id), user.full_name)


def _without_mention(message: Message, mine: str) -> str | None:
    """The text without the mention of Radap; None where it is not mentioned."""
    if not mine or not message.text:
        return None
    for entity in message.entities or ():
        mention = utf16_part(message.text, entity.offset, entity.length)
        if entity.type == MessageEntityType.MENTION and mention.casefold() == f"@{mine}":
            return without_utf16(message.text, entity.offset, entity.length).strip()
    return None


def _answers_radap(message: Message, mine: str) -> bool:
    execute = message.reply_to_message
    author = execute.from_user if execute else None
    return bool(mine and author and author.is_bot and (author.username or "").casefold() == mine)
