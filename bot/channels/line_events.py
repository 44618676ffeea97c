"""LINE's webhook events as events of the conversation."""

import logging
from dataclasses import dataclass
from typing import Any

from linebot.v3.webhooks import (
    Event,
    EventMode,
    FollowEvent,
    JoinEvent,
    MessageEvent,
    PostbackEvent,
    TextMessageContent,
    UserMentionee,
    UserSource,
)

from bot.incoming import Incoming
from flows.event import Event as ConversationEvent
from flows.event import Greeting, Text, Unreadable, decode_tap

LOG = logging.getLogger("radap.line")

CHANNEL = "line"
COMMAND_SIGN = "/"


@dataclass(frozen=True, slots=True)
class PrivateEvent:
    """An event of a private chat, for a turn; the token is good for one reply."""

    reply_token: str
    incoming: Incoming


@dataclass(frozen=True, slots=True)
class GroupCall:
    """Radap was added to a group or a room, or was addressed there."""

    reply_token: str


def read_event(plain: object) -> PrivateEvent | GroupCall | None:
    """Read one event of a webhook's batch; None for what Radap does not answer.

    That is: what cannot be replied to, what another module of the account handles (standby), other people's talk in
    groups, and events that are malformed or newer than this release, which leave a line in the log.
    """
    event = _parse(plain)
    if event is None or event.mode != EventMode.ACTIVE:
        return None
    token = getattr(event, "reply_token", None)
    if not token:
        return None
    if not isinstance(event.source, UserSource):
        return GroupCall(token) if _calls_radap(event) else None
    said = _said(event)
    if said is None or not event.source.user_id:
        return None
    return PrivateEvent(token, Incoming(f"{CHANNEL}:{event.source.user_id}", event.webhook_event_id, said))


def _parse(plain: Any) -> Event | None:
    """Errors of the parser quote the event, so only their kind is logged."""
    try:
        event: Event = Event.from_dict(plain)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        LOG.warning("webhook event skipped", extra={"error": type(error).__name__})
        return None
    return event


def _said(event: Event) -> ConversationEvent | None:
    if isinstance(event, FollowEvent):
        return Greeting()
    if isinstance(event, PostbackEvent):
        return decode_tap(event.postback.data) or Unreadable()
    if isinstance(event, MessageEvent):
        return Text(event.message.text) if isinstance(event.message, TextMessageContent) else Unreadable()
    return None


def _calls_radap(event: Event) -> bool:
    if isinstance(event, MessageEvent):
        return isinstance(event.message, TextMessageContent) and _addresses_radap(event.message)
    return isinstance(event, JoinEvent | PostbackEvent)


def _addresses_radap(message: TextMessageContent) -> bool:
    mentionees = message.mention.mentionees if message.mention else []
    is_mentioned = any(isinstance(mentionee, UserMentionee) and mentionee.is_self for mentionee in mentionees)
    return is_mentioned or message.text.startswith(COMMAND_SIGN)
