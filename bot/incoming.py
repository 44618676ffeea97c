"""One event as a channel hands it to a turn."""

from dataclasses import dataclass

from flows.event import Event
from flows.language import Language


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event with what the turn must know of its origin.

    `conversation` is `channel:peer` (such as `line:U123`); `event_id` names the event, so that its repetition is
    known; `language` is the platform's hint for a new conversation; `position` is the platform's running number of
    the message that carried the event (typed) or the button (tapped), where it has one.
    """

    conversation: str
    event_id: str
    event: Event
    language: Language | None = None
    position: int | None = None
