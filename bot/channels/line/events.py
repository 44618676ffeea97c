"""Reads LINE's webhook events: the conversation, the speaker, and the text addressed to Radap."""

from dataclasses import dataclass
from typing import Any

from linebot.v3.webhooks import Event as LineEvent
from linebot.v3.webhooks import (
    EventMode,
    FileMessageContent,
    FollowEvent,
    GroupSource,
    JoinEvent,
    LeaveEvent,
    MessageContent,
    MessageEditedEvent,
    MessageEvent,
    PostbackEvent,
    RoomSource,
    Source,
    TextMessageContent,
    UnfollowEvent,
    UnsendEvent,
    UserMentionee,
    UserSource,
)

from bot.channels.common.text_limits import without_addresses
from bot.errors import MalformedEvent
from bot.turns.incoming_event import ChatLeft, IncomingEvent, group_member, source_digest
from flows.model.events import Correction, Event, FileSent, Greeting, Retraction, Text, Unreadable, decode_button_press
from flows.understanding.group_addressing import GroupAddressing

CHANNEL = "line"

#: Every event that Radap handles. Of other kinds, which may be newer than the SDK, only the common fields are read.
HANDLED = frozenset({"message", "messageEdited", "postback", "follow", "join", "unfollow", "leave", "unsend"})

Repliable = FollowEvent | JoinEvent | MessageEvent | MessageEditedEvent | PostbackEvent

#: What the SDK raises for a malformed event: pydantic's ValidationError is a ValueError, and fields of another type
#: than LINE's fail where the SDK first uses them. It puts an unknown event into its message by a recursive function.
SDK_ERRORS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A member who spoke in a group or a room, by LINE's ids. Exactly one of `group` and `room` is set."""

    user: str
    group: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file by the id of its message, and its size in bytes as LINE tells it (0: it does not)."""

    message: str
    size: int


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """An event for a turn. The reply token is good for one reply, and empty where none is possible.

    `user` is set in private chats, `speaker` in groups where LINE names the user. `is_new_friend` marks the start of a
    private chat. `quoted` is the id of the message that this one quotes. A message in a group that is not
    `is_addressed` is for Radap only if it quotes a message of Radap's. `file` is set where a file was sent, and where a
    text in a group points at the message that it quotes, if that is not Radap's: a file itself cannot address Radap.
    """

    reply_token: str
    incoming: IncomingEvent
    user: str = ""
    speaker: Speaker | None = None
    is_new_friend: bool = False
    quoted: str = ""
    is_addressed: bool = True
    file: SentFile | None = None


def read_event(plain: object, account: str, addressing: GroupAddressing) -> ChatEvent | ChatLeft | None:
    """Read one event of a webhook call; `account` is the bot's own user id.

    Return None for an event that is not handled: another module of the account handles it (standby), people talk among
    themselves in a group, or it is of another kind. Raise MalformedEvent for anything but an event of LINE's.
    """
    event = _parse(plain)
    conversation = _conversation_of(event.source, account)
    if conversation is None or event.mode != EventMode.ACTIVE:
        return None
    if isinstance(event, UnfollowEvent | LeaveEvent):
        return ChatLeft(conversation)
    said, quoted = _said(event, addressing), _quoted(event)
    is_addressed = said is not None
    if said is None and quoted:
        said = _said_to_somebody(event)
    if said is None:
        return None
    incoming = _incoming(event, conversation, said)
    if isinstance(event, UnsendEvent):
        return ChatEvent("", incoming)
    if not isinstance(event, Repliable) or not event.reply_token:
        return None
    user = (event.source.user_id or "") if isinstance(event.source, UserSource) else ""
    speaker, is_new_friend = _speaker_of(event.source), isinstance(event, FollowEvent)
    file = _file(event)
    if is_addressed and quoted and not _is_private(event) and _points_at_file(said, addressing):
        file = SentFile(quoted, 0)
    return ChatEvent(event.reply_token, incoming, user, speaker, is_new_friend, quoted, is_addressed, file)


def _parse(plain: Any) -> LineEvent:
    """Return the SDK's event. Its errors quote what was sent, so they are not passed on."""
    try:
        if plain["type"] not in HANDLED:
            return LineEvent.parse_obj(plain)
        if plain["type"] == "message" and plain["message"]["type"] not in {"text", "file"}:
            return _parse_other_than_text(plain)
        event: LineEvent = LineEvent.from_dict(plain)
    except SDK_ERRORS:
        raise MalformedEvent from None
    return event


def _parse_other_than_text(plain: dict[str, Any]) -> MessageEvent:
    """Return a sticker, a picture or any other message with nothing but its kind.

    Radap answers all kinds alike. The SDK refuses those that are newer than itself.
    """
    source = plain.get("source")
    return MessageEvent.parse_obj({**plain, "source": None if source is None else Source.from_dict(source)})


def _conversation_of(source: Source | None, account: str) -> str | None:
    """Return the conversation of a user, or that of a whole group; None where LINE names neither.

    The bot's user id is a part of it: bots of one provider know a user, or a group, by the same id.
    """
    peer: str | None = None
    if isinstance(source, GroupSource):
        peer = source.group_id
    elif isinstance(source, RoomSource):
        peer = source.room_id
    elif isinstance(source, UserSource):
        peer = source.user_id
    return f"{CHANNEL}:{account}:{peer}" if peer else None


def _speaker_of(source: Source | None) -> Speaker | None:
    """Return the member who spoke; None in a private chat, and where LINE does not name the user."""
    if isinstance(source, GroupSource) and source.user_id:
        return Speaker(source.user_id, group=source.group_id)
    if isinstance(source, RoomSource) and source.user_id:
        return Speaker(source.user_id, room=source.room_id)
    return None


def _incoming(event: LineEvent, conversation: str, said: Event) -> IncomingEvent:
    speaker = _speaker_of(event.source)
    member = None if _is_private(event) else group_member(CHANNEL, speaker.user if speaker else "")
    return IncomingEvent(
        CHANNEL, conversation, event.webhook_event_id, said, member=member, at=max(0, event.timestamp // 1000)
    )


def _is_private(event: LineEvent) -> bool:
    return isinstance(event.source, UserSource)


def _said(event: LineEvent, addressing: GroupAddressing) -> Event | None:
    """Return the neutral event; None if the conversation is not affected."""
    if isinstance(event, FollowEvent | JoinEvent):
        return Greeting()
    if isinstance(event, PostbackEvent):
        return decode_button_press(event.postback.data) or Unreadable()
    if isinstance(event, UnsendEvent):
        return Retraction(source_digest(CHANNEL, event.unsend.message_id))
    if isinstance(event, MessageEditedEvent) and isinstance(event.message, TextMessageContent):
        text = addressing.strip_answer_prefix(_words(event.message))
        return Correction(source_digest(CHANNEL, event.message.id), text)
    if isinstance(event, MessageEvent):
        return _typed(event.message, addressing, is_private=_is_private(event))
    return None


def _quoted(event: LineEvent) -> str:
    """Return the id of the message that a text quotes; empty for none."""
    message = event.message if isinstance(event, MessageEvent | MessageEditedEvent) else None
    return (message.quoted_message_id or "") if isinstance(message, TextMessageContent) else ""


def _said_to_somebody(event: LineEvent) -> Event | None:
    """Return the text of a group message that names nobody; None for none."""
    message = event.message if isinstance(event, MessageEvent) else None
    words = _words(message) if isinstance(message, TextMessageContent) else ""
    return Text(words, source_digest(CHANNEL, message.id)) if message and words else None


def _file(event: LineEvent) -> SentFile | None:
    message = event.message if isinstance(event, MessageEvent) else None
    return SentFile(message.id, message.file_size) if isinstance(message, FileMessageContent) else None


def _points_at_file(said: Event, addressing: GroupAddressing) -> bool:
    """Return whether a message says nothing, or no more than that the quoted file should be read."""
    return isinstance(said, Greeting) or (isinstance(said, Text) and addressing.is_about_quoted_file(said.text))


def _typed(message: MessageContent, addressing: GroupAddressing, *, is_private: bool) -> Event | None:
    """Return the event of a message; None for one of a group that is not addressed to Radap."""
    if isinstance(message, FileMessageContent):
        # A file mentions nobody: in a group it is for the other people, until somebody quotes it for Radap.
        return FileSent(source_digest(CHANNEL, message.id)) if is_private else None
    if not isinstance(message, TextMessageContent):
        return Unreadable() if is_private else None
    text = _words(message) if is_private else _addressed_text(message, addressing)
    if text is None:
        return None
    spoken = addressing.strip_answer_prefix(text)
    return Text(spoken, source_digest(CHANNEL, message.id)) if spoken.strip() or is_private else Greeting()


def _addressed_text(message: TextMessageContent, addressing: GroupAddressing) -> str | None:
    """Return a group message that is addressed to Radap by a mention or a known command; None for other talk."""
    words = _words(message)
    return words if _own_mentions(message) else addressing.addressed_text(words)


def _words(message: TextMessageContent) -> str:
    """Return the text without the mentions of Radap, and without the words that stand for LINE's own emoji.

    LINE counts in UTF-16 code units.
    """
    text: str = message.text
    mentions = [(mention.index, mention.length) for mention in _own_mentions(message)]
    emojis = [(emoji.index, emoji.length) for emoji in message.emojis or ()]
    return without_addresses(text, mentions, emojis)


def _own_mentions(message: TextMessageContent) -> list[UserMentionee]:
    mentionees = message.mention.mentionees if message.mention else ()
    return [mentionee for mentionee in mentionees if isinstance(mentionee, UserMentionee) and mentionee.is_self]
