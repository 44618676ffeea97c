"""LINE's webhook events as events of the conversation."""

from dataclasses import dataclass

from pydantic import ValidationError

from bot.channels.line.event_models import Event, Message
from bot.channels.line.mentions import said_in_group, spoken_text
from bot.channels.line.sources import CHANNEL, Speaker, conversation_of, speaker_of
from bot.errors import MalformedEvent
from bot.turns.incoming_event import ChatLeft, IncomingEvent, group_member, source_digest
from flows.model.events import Correction, Greeting, Retraction, Text, Unreadable, decode_tap
from flows.model.events import Event as ConversationEvent
from flows.understanding.group_addressing import GroupAddressing

#: The mode of events that are ours to answer; in standby another module of the account does.
ACTIVE = "active"
GREETINGS = frozenset({"follow", "join"})
DEPARTURES = frozenset({"unfollow", "leave"})


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """An event for a turn. The token is good for one reply, and empty where none is possible.

    `user` is set in private chats, `speaker` in groups where LINE says who it was; `is_new_friend` marks the start of
    a private chat.
    """

    reply_token: str
    incoming: IncomingEvent
    user: str = ""
    speaker: Speaker | None = None
    is_new_friend: bool = False


def read_event(plain: object, account: str, addressing: GroupAddressing) -> ChatEvent | ChatLeft | None:
    """Read one event of a webhook's batch to the bot of this user id; None for what Radap does nothing about.

    That is: what another module of the account handles (standby), other people's talk in groups, and events that are
    newer than this release. Raises MalformedEvent for what is no event of LINE's.
    """
    event = _parse(plain)
    conversation = conversation_of(event.source, account)
    if conversation is None or event.mode != ACTIVE:
        return None
    if event.type in DEPARTURES:
        return ChatLeft(conversation)
    if event.type == "unsend" and event.unsend:
        retraction = Retraction(source_digest(CHANNEL, event.unsend.message_id))
        return ChatEvent("", _incoming(event, conversation, retraction))
    said = _said(event, addressing)
    if not event.reply_token or said is None:
        return None
    user = event.source.user_id or "" if _is_private(event) and event.source else ""
    incoming, speaker = _incoming(event, conversation, said), speaker_of(event.source)
    return ChatEvent(event.reply_token, incoming, user, speaker, is_new_friend=event.type == "follow")


def _parse(plain: object) -> Event:
    """The event. The parser's own error quotes what was sent, so it goes no further than here."""
    try:
        return Event.model_validate(plain)
    except ValidationError:
        raise MalformedEvent from None


def _is_private(event: Event) -> bool:
    return event.source is not None and event.source.is_private


def _incoming(event: Event, conversation: str, said: ConversationEvent) -> IncomingEvent:
    speaker = speaker_of(event.source)
    member = None if _is_private(event) else group_member(CHANNEL, speaker.user if speaker else "")
    made_at = max(0, event.timestamp // 1000)
    return IncomingEvent(CHANNEL, conversation, event.webhook_event_id, said, member=member, at=made_at)


def _said(event: Event, addressing: GroupAddressing) -> ConversationEvent | None:
    if event.type in GREETINGS:
        return Greeting()
    if event.type == "postback" and event.postback:
        return decode_tap(event.postback.data) or Unreadable()
    message = event.message
    if event.type == "messageEdited" and message and message.type == "text":
        text = addressing.strip_answer_prefix(spoken_text(message))
        return Correction(source_digest(CHANNEL, message.id), text)
    if event.type == "message" and message:
        return _typed(message, addressing, is_private=_is_private(event))
    return None


def _typed(message: Message, addressing: GroupAddressing, *, is_private: bool) -> ConversationEvent | None:
    """A message; in a group only what is said to Radap."""
    if message.type != "text" or message.text is None:
        return Unreadable() if is_private else None
    text = message.text if is_private else said_in_group(message, addressing)
    if text is None:
        return None
    spoken = addressing.strip_answer_prefix(text)
    return Text(spoken, source_digest(CHANNEL, message.id)) if spoken.strip() or is_private else Greeting()
