"""One event as a channel hands it to a turn."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.shared.hashing import digest
from flows.i18n.language import Language
from flows.model.events import Event
from flows.model.member import Member

DIGEST_BYTES = 6


class IncomingEvent(NamedTuple):
    """An event with what the turn must know of its origin.

    `conversation` is `channel:bot:peer` (such as `telegram:7000000001:501`), for several bots may share a database;
    a browser's is `browser:visitor`. `event_id` names the event, so that its repetition is known; `language` is the
    platform's hint for a new conversation; `position` is the platform's running number of the message that carried
    the event (typed) or the button (tapped), where it has one. `member` is who did it in a group chat, whose
    conversation is the group's; None in a private chat. `at` is when the event was made, in seconds since 1970 (UTC),
    where the platform vouches for it; 0 where it does not.
    """

    conversation: str
    event_id: str
    event: Event
    language: Language | None = None
    position: int | None = None
    member: Member | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class ChatLeft:
    """The officer blocked Radap, or a group removed it: nobody can be answered any more."""

    conversation: str


def group_member(channel: str, user: str, name: str = "") -> Member:
    """Who speaks in a group: a digest of the platform's user id tells them apart; empty where it is not known."""
    return Member(_digest(channel, user) if user else "", name)


def source_digest(channel: str, message: str) -> str:
    """The name under which a typed message is remembered; `message` is its id on the platform."""
    return _digest(channel, message)


def _digest(channel: str, name: str) -> str:
    return digest(f"{channel}:{name}", DIGEST_BYTES)
