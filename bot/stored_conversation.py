"""What is stored of one conversation."""

from dataclasses import dataclass, replace
from typing import Self

from bot.digest import digest
from bot.pace import UNHURRIED, Pace
from flows.session import Session

#: Events remembered for each conversation, so that a repetition is known; platforms repeat within minutes.
REMEMBERED_EVENTS = 32

EVENT_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class AppliedEvent:
    """An event whose effect is stored: a digest of its id (48 bits), and when it was made.

    `at` is in seconds since 1970 (UTC), 0 where the platform does not tell.
    """

    digest: bytes
    at: int = 0


def applied_event(event_id: str, at: int = 0) -> AppliedEvent:
    """How an event is remembered."""
    return AppliedEvent(bytes.fromhex(digest(event_id, EVENT_DIGEST_BYTES)), at)


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as stored: `revision` guards the next save; `events` were applied last, the newest at the end.

    `forgotten` is when the newest event was made that is not among `events` any more (seconds since 1970; 0: none).
    `floor` is the position of the newest message that is not Radap's live one: buttons at or above it are old.
    `withdrawn` names results that are to be deleted once the record is saved; `has_left` marks an officer who blocked
    Radap, or a group that removed it. `pace` tells how fast events came. `is_former` marks what stood under the
    name that Radap 0.1 gave it.
    """

    revision: bytes = b""
    session: Session | None = None
    events: tuple[AppliedEvent, ...] = ()
    forgotten: int = 0
    floor: int = 0
    withdrawn: tuple[str, ...] = ()
    has_left: bool = False
    pace: Pace = UNHURRIED
    is_former: bool = False

    def has_applied(self, event: AppliedEvent) -> bool:
        """Whether this event's effect is in the session already, or it is older than what is remembered."""
        return self._is_late(event) or any(event.digest == known.digest for known in self.events)

    def _is_late(self, event: AppliedEvent) -> bool:
        """Older than all that is remembered; a clock that stands still tells nothing."""
        newest = max((known.at for known in self.events), default=0)
        return 0 < event.at <= self.forgotten < newest

    def with_event(self, event: AppliedEvent) -> Self:
        """The record with one more event applied."""
        events = (*self.events, event)
        forgotten = max((old.at for old in events[:-REMEMBERED_EVENTS]), default=0)
        return replace(self, events=events[-REMEMBERED_EVENTS:], forgotten=max(self.forgotten, forgotten))
