"""Messages in Telegram groups: the ones that address Radap, and their authors."""

import re

from telegram import Message, User

from bot.channels.telegram.account import CHANNEL, BotAccount
from bot.channels.telegram.message_content import (
    file_of,
    is_service_message,
    message_with_file,
    words_of,
    words_without_mentions,
)
from bot.turns.incoming_event import group_member
from flows.collaboration.codes import find_code
from flows.model.events import Event, FileSent, Greeting, Text, Unreadable
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
        code = find_code(text[command.end() :])
        return Text(code) if code else Greeting()
    return Text(addressing.strip_answer_prefix(f"/{command['name']}{text[command.end() :]}"))


def said_in_group(message: Message, account: BotAccount, addressing: GroupAddressing) -> Event | None:
    """Return the event of a message in a group. None if it does not address Radap.

    A message addresses Radap by a command to it, by a command that Radap knows to no bot in particular, by a mention,
    or by a reply to a message of Radap's. A forwarded message addresses nobody: its author did not write it here.
    A mention that replies to another person's file, and says no more than that it should be read, sends that file.
    """
    if message.forward_origin is not None:
        return None
    mine = (account.username or "").casefold()
    spoken = words_without_mentions(message, account)
    is_addressed = spoken is not None or _is_reply_to_radap(message, mine)
    words = words_of(message) if spoken is None else spoken
    if command := COMMAND.match(words):
        is_mine = _is_for_radap(command, mine, addressing, is_addressed=spoken is not None)
        return command_text(words, addressing) if is_mine else None
    if not is_addressed:
        return None
    if file_of(message) or (spoken is not None and _points_at_file(message, spoken, mine, addressing)):
        return FileSent("")
    if not words_of(message):
        return None if is_service_message(message) else Unreadable()
    return Text(addressing.strip_answer_prefix(words)) if words.strip() else Greeting()


def member_who_wrote(message: Message) -> Member:
    """Return the author of a message; nobody in particular if a channel speaks."""
    if message.sender_chat is None:
        return member_who_tapped(message.from_user) if message.from_user else ANYONE
    return ANONYMOUS_ADMINISTRATOR if message.sender_chat.id == message.chat.id else ANYONE


def member_who_tapped(user: User) -> Member:
    """Return the user who tapped a button, by name. Anonymous administrators must not be shown by it."""
    return group_member(CHANNEL, str(user.id), user.full_name or "")


def _is_for_radap(command: re.Match[str], mine: str, addressing: GroupAddressing, *, is_addressed: bool) -> bool:
    """Return whether a command names Radap's bot, or names none and is one that Radap knows, or mentions Radap."""
    if command["bot"] is not None:
        return command["bot"].casefold() == mine
    is_known = command["name"].lower() == START or addressing.addressed_text(command.string) is not None
    return is_known or is_addressed


def _points_at_file(message: Message, spoken: str, mine: str, addressing: GroupAddressing) -> bool:
    is_of_another = not _is_reply_to_radap(message, mine) and message_with_file(message) is not None
    return is_of_another and addressing.is_about_quoted_file(spoken)


def _is_reply_to_radap(message: Message, mine: str) -> bool:
    answered = message.reply_to_message
    author = answered.from_user if answered else None
    return bool(mine and author and author.is_bot and (author.username or "").casefold() == mine)
