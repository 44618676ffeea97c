"""An event as a channel passes it to the turn handler."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from bot.shared.hashing import digest
from flows.engine import AnyEvent
from flows.i18n.language import Language
from flows.model.events import FileNotRead, Settled
from flows.model.member import Member
from flows.service_table.table_event import TableRead

DIGEST_BYTES = 6

#: What is added to the id of an event for the one that follows it.
FOLLOWING: Mapping[type, str] = {TableRead: "read", FileNotRead: "read", Settled: "settled"}


class IncomingEvent(NamedTuple):
    """An event and its origin.

    `channel` is the channel's name, such as `telegram`. `conversation` begins with it and names the chat among those of
    all channels and bots that share a database, such as `telegram:7000000001:501`. `event_id` identifies the event, so
    that a redelivery is recognized. `language` is the platform's hint for a new conversation. `position` is the
    platform's running number of the message that was typed, or whose button was pressed, where it has one. `member` is
    the sender in a group chat; None in a private chat. `at` is when the event was made, in seconds since 1970 (UTC),
    where the platform vouches for it; 0 where it does not. `forum` is the conversation of the whole group where
    `conversation` is that of one of its topics; empty elsewhere.
    """

    channel: str
    conversation: str
    event_id: str
    event: AnyEvent
    language: Language | None = None
    position: int | None = None
    member: Member | None = None
    at: int = 0
    forum: str = ""

    @property
    def topic(self) -> int:
        """Return the number of the topic in `forum`."""
        return int(self.conversation.removeprefix(topic_conversation(self.forum, "")))

    def followed_by(self, event: AnyEvent) -> Self:
        """Return what follows this event at once: the same each time this event comes."""
        return self._replace(event=event, event_id=f"{self.event_id}:{FOLLOWING[type(event)]}", at=0)


@dataclass(frozen=True, slots=True)
class ChatLeft:
    """The officer blocked Radap, or a group removed it: Radap can send nothing to this conversation any more."""

    conversation: str


def group_member(channel: str, user: str, name: str = "") -> Member:
    """Return the sender in a group, identified by a hash of the platform's user id; empty where that is unknown."""
    return Member(_digest(channel, user) if user else "", name)


def topic_conversation(forum: str, topic: int | str) -> str:
    """Return the id of the conversation of a topic; `forum` is that of its group."""
    return f"{forum}:{topic}"


def source_digest(channel: str, message_id: str) -> str:
    """Return the hash under which a typed message is remembered."""
    return _digest(channel, message_id)


def _digest(channel: str, name: str) -> str:
    return digest(f"{channel}:{name}", DIGEST_BYTES)
