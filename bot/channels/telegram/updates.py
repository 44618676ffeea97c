"""Conversion of Telegram's updates into events of the conversation."""

from dataclasses import dataclass, replace

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from bot.channels.telegram.account import CHANNEL, BotAccount
from bot.channels.telegram.group_messages import (
    ANYONE,
    command_text,
    member_who_tapped,
    member_who_wrote,
    said_in_group,
)
from bot.channels.telegram.message_content import (
    SentFile,
    file_of,
    is_forwarded_post,
    is_service_message,
    message_with_file,
    words_of,
    words_without_mentions,
)
from bot.channels.telegram.place import Place, place_of
from bot.channels.telegram.replies import question_replied_to
from bot.turns.incoming_event import ChatLeft, IncomingEvent, source_digest
from flows.i18n.language import Language, language_from_tag
from flows.model.events import Correction, Event, FileSent, Greeting, Text, Unreadable, decode_button_press
from flows.understanding.group_addressing import GroupAddressing

#: The kinds of updates that Telegram delivers to Radap.
ALLOWED_UPDATES = (UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
OUTSIDE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """An event of a chat, for a turn.

    `editable` is the id of the tapped message if Telegram lets it be edited. `topic` and `reply_to` are those of the
    answer's place. `tapped_by` is the id of the event's user if that may be an anonymous administrator, who must not be
    named. `sought` is the assessment of a button in a forum whose topic Telegram does not tell any more. `file` is set
    where a file was sent.
    """

    chat: int
    incoming: IncomingEvent
    editable: int | None = None
    topic: int | None = None
    tapped_by: int | None = None
    reply_to: int | None = None
    sought: str = ""
    file: SentFile | None = None

    @property
    def place(self) -> Place:
        """Return where the answer is shown."""
        return Place(self.chat, self.topic, self.reply_to)


@dataclass(frozen=True, slots=True)
class Migration:
    """The upgrade of a group to a supergroup, which changes the id of its chat."""

    before: str
    after: str


TelegramEvent = ChatEvent | ChatLeft | Migration


def read_update(update: Update, account: BotAccount, addressing: GroupAddressing) -> TelegramEvent | None:
    """Return the event of an update for this bot. None if it needs no answer, such as other people's talk in groups."""
    message = update.edited_message or update.message
    if message and message.chat.type in GROUPS and is_forwarded_post(message):
        return None
    if update.edited_message:
        return _read_edited_message(update.update_id, update.edited_message, account, addressing)
    if update.message:
        return _read_message(update.update_id, update.message, account, addressing)
    if update.callback_query:
        return _read_callback_query(update.update_id, update.callback_query, account)
    if update.my_chat_member:
        return _read_membership(update.update_id, update.my_chat_member, account)
    return None


def _read_message(
    update_id: int, message: Message, account: BotAccount, addressing: GroupAddressing
) -> ChatEvent | Migration | None:
    chat, member, said, place = message.chat, None, None, place_of(message)
    if chat.type in GROUPS:
        if message.migrate_from_chat_id:
            return Migration(account.conversation(message.migrate_from_chat_id), account.conversation(chat.id))
        said, member = said_in_group(message, account, addressing), member_who_wrote(message)
    elif chat.type == ChatType.PRIVATE:
        said = _private_message_event(message, account, addressing)
    if said is None:
        return None
    conversation, forum = _conversation_at(place, chat, account)
    incoming = IncomingEvent(
        CHANNEL,
        conversation,
        _event_id(update_id),
        _with_source(said, message),
        _language(message.from_user),
        message.message_id,
        member,
        forum=forum,
    )
    sent = message_with_file(message) if isinstance(said, FileSent) else None
    file = file_of(sent) if sent else None
    return ChatEvent(chat.id, incoming, topic=place.topic, reply_to=place.reply_to, file=file)


def _read_edited_message(
    update_id: int, message: Message, account: BotAccount, addressing: GroupAddressing
) -> ChatEvent | None:
    """Return the correction of a message. The conversation knows whether an answer was typed in it."""
    chat, words = message.chat, _words_said(message, account)
    if not words or chat.type not in {*GROUPS, ChatType.PRIVATE}:
        return None
    member, place = member_who_wrote(message) if chat.type in GROUPS else None, place_of(message)
    event_id = f"{_event_id(update_id)}:edited"
    said = Correction(_source(message), _edited_text(message, account, addressing), question_replied_to(message))
    conversation, forum = _conversation_at(place, chat, account)
    incoming = IncomingEvent(CHANNEL, conversation, event_id, said, member=member, forum=forum)
    return ChatEvent(chat.id, incoming, topic=place.topic, reply_to=place.reply_to)


def _private_message_event(message: Message, account: BotAccount, addressing: GroupAddressing) -> Event | None:
    """Return the event of a private message. None for a service message, such as `a message was pinned`."""
    if file_of(message):
        return FileSent("")
    if not words_of(message):
        return None if is_service_message(message) else Unreadable()
    words = _words_said(message, account)
    return (command_text(words, addressing) or Text(words)) if words else Greeting()


def _words_said(message: Message, account: BotAccount) -> str:
    """Return the words of a message without mentions of the bot."""
    spoken = words_without_mentions(message, account)
    return words_of(message) if spoken is None else spoken


def _conversation_at(place: Place, chat: Chat, account: BotAccount) -> tuple[str, str]:
    """Return the conversation at a place, and, where that is a topic of a forum, the conversation of the group.

    The topics of a private chat are one conversation: the same person speaks in all of them.
    """
    group = account.conversation(chat.id)
    if place.topic is None or chat.type not in GROUPS:
        return group, ""
    return account.conversation(chat.id, place.topic), group


def _with_source(said: Event, message: Message) -> Event:
    """Return the event of a typed text with its message, and with the question that it replies to."""
    if isinstance(said, FileSent):
        return FileSent(_source(message_with_file(message) or message))
    if not isinstance(said, Text):
        return said
    return replace(said, source=_source(message), about=question_replied_to(message))


def _edited_text(message: Message, account: BotAccount, addressing: GroupAddressing) -> str:
    """Return the new text as it would have been read, had it been sent like this; in a group without the mention."""
    text = _words_said(message, account)
    if message.chat.type in GROUPS:
        said = said_in_group(message, account, addressing)
    else:
        said = command_text(text, addressing)
    return said.text if isinstance(said, Text) else addressing.strip_answer_prefix(text)


def _source(message: Message) -> str:
    return source_digest(CHANNEL, f"{message.chat.id}:{message.message_id}")


def _read_callback_query(update_id: int, query: CallbackQuery, account: BotAccount) -> ChatEvent | None:
    message = query.message
    if message is None or message.chat.type not in {*GROUPS, ChatType.PRIVATE}:
        return None
    chat = message.chat
    tapped = message if isinstance(message, Message) and message.is_accessible else None
    press = decode_button_press(query.data or "")
    place = place_of(tapped) if tapped else Place(chat.id)
    conversation, forum = _conversation_at(place, chat, account)
    incoming = IncomingEvent(
        CHANNEL,
        conversation,
        _event_id(update_id),
        press or Unreadable(),
        _language(query.from_user),
        message.message_id,
        None if chat.type == ChatType.PRIVATE else member_who_tapped(query.from_user),
        forum=forum,
    )
    return ChatEvent(
        chat.id,
        incoming,
        editable=message.message_id if tapped else None,
        topic=place.topic,
        tapped_by=query.from_user.id if chat.type == ChatType.SUPERGROUP else None,
        reply_to=place.reply_to,
        sought=press.assessment if press and not tapped and chat.is_forum else "",
    )


def _read_membership(update_id: int, change: ChatMemberUpdated, account: BotAccount) -> ChatEvent | ChatLeft | None:
    """Return the event of a change of the bot's own membership.

    The user who added the bot is not named: that may be an anonymous administrator.
    """
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
