"""LINE's webhook events as events of the conversation."""

import logging
from dataclasses import dataclass
from typing import Any

from linebot.v3.webhooks import (
    Event,
    EventMode,
    FollowEvent,
    JoinEvent,
    LeaveEvent,
    MessageEditedEvent,
    MessageEvent,
    PostbackEvent,
    TextMessageContent,
    UnfollowEvent,
    UnsendEvent,
    UserSource,
)

from bot.channels.line_sources import CHANNEL, Speaker, conversation_of, speaker_of
from bot.channels.line_text import said_in_group, spoken_text
from bot.incoming import Departure, Incoming, group_member, source_digest
from flows.addressing import Addressing
from flows.event import Correction, Greeting, Retraction, Text, Unreadable, decode_tap
from flows.event import Event as ConversationEvent

LOG = logging.getLogger("radap.line")


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """An event for a turn. The token is good for one reply, and empty where none is possible.

    `user` is set in private chats, `speaker` in groups where LINE says who it was; `is_new_friend` marks the start of
    a private chat.
    """

    reply_token: str
    incoming: Incoming
    user: str = ""
    speaker: Speaker | None = None
    is_new_friend: bool = False


def read_event(plain: object, addressing: Addressing) -> ChatEvent | Departure | None:
    """Read one event of a webhook's batch; None for what Radap does nothing about.

    That is: what another module of the account handles (standby), other people's talk in groups, and events that are
    malformed or newer than this release, which leave a line in the log.
    """
    event = _parse(plain)
    conversation = conversation_of(event.source) if event else None
    if event is None or conversation is None or event.mode != EventMode.ACTIVE:
        return None
    if isinstance(event, UnfollowEvent | LeaveEvent):
        return Departure(conversation)
    if isinstance(event, UnsendEvent):
        retraction = Retraction(source_digest(CHANNEL, event.unsend.message_id))
        return ChatEvent("", _incoming(event, conversation, retraction))
    token = getattr(event, "reply_token", None)
    said = _said(event, addressing)
    if not token or said is None:
        return None
    user = event.source.user_id or "" if isinstance(event.source, UserSource) else ""
    is_new_friend = isinstance(event, FollowEvent)
    return ChatEvent(token, _incoming(event, conversation, said), user, speaker_of(event.source), is_new_friend)


def _parse(plain: Any) -> Event | None:
    """Errors of the parser quote the event, so only their kind is logged."""
    try:
        event: Event = Event.from_dict(plain)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        LOG.warning("webhook event skipped", extra={"error": type(error).__name__})
        return None
    return event


def _incoming(event: Event, conversation: str, said: ConversationEvent) -> Incoming:
    is_private = isinstance(event.source, UserSource)
    speaker = speaker_of(event.source)
    member = None if is_private else group_member(CHANNEL, speaker.user if speaker else "")
    made_at = max(0, int(event.timestamp) // 1000)
    return Incoming(conversation, event.webhook_event_id, said, member=member, at=made_at)


def _said(event: Event, addressing: Addressing) -> ConversationEvent | None:
    is_private = isinstance(event.source, UserSource)
    if isinstance(event, FollowEvent | JoinEvent):
        return Greeting()
    if isinstance(event, PostbackEvent):
        return decode_tap(event.postback.data) or Unreadable()
    if isinstance(event, MessageEditedEvent) and isinstance(event.message, TextMessageContent):
        text = spoken_text(event.message)
        return Correction(source_digest(CHANNEL, event.message.id), addressing.without_sign(text))
    if isinstance(event, MessageEvent):
        return _typed(event, addressing, is_private=is_private)
    return None


def _typed(event: MessageEvent, addressing: Addressing, *, is_private: bool) -> ConversationEvent | None:
    """A message; in a group only what is said to Radap."""
    if not isinstance(event.message, TextMessageContent):
        return Unreadable() if is_private else None
    text = event.message.text if is_private else said_in_group(event.message, addressing)
    if text is None:
        return None
    spoken = addressing.without_sign(text)
    return Text(spoken, source_digest(CHANNEL, event.message.id)) if spoken.strip() or is_private else Greeting()
