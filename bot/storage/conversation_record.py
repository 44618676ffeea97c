"""What is stored of one conversation."""

from typing import NamedTuple, Self

from bot.storage.outbox import Write
from bot.storage.rate_limit import NO_TRAFFIC, RateLimitState
from bot.storage.recent_events import HandledEvent, RecentEvents
from flows.model.session import Session

NO_EVENTS = RecentEvents()


class ConversationRecord(NamedTuple):
    """A conversation as stored: `revision` guards the next save; `events` were applied last, the newest at the end.

    `forgotten` is when the newest event was made that is not among `events` any more (seconds since 1970; 0: none).
    `floor` is the position of the newest message that is not Radap's live one: buttons at or above it are old.
    `outbox` holds the writes to other keys that the last save owes, and `writes` counts the saves that owed some.
    `has_left` marks an officer who blocked Radap, or a group that removed it. `pace` tells how fast events came.
    """

    revision: bytes = b""
    session: Session | None = None
    events: RecentEvents = NO_EVENTS
    forgotten: int = 0
    floor: int = 0
    outbox: tuple[Write, ...] = ()
    writes: int = 0
    has_left: bool = False
    pace: RateLimitState = NO_TRAFFIC

    def has_applied(self, event: HandledEvent) -> bool:
        """Whether this event's effect is in the session already, or it is older than what is remembered."""
        return self._is_late(event) or event in self.events

    def _is_late(self, event: HandledEvent) -> bool:
        """Older than all that is remembered; a clock that stands still tells nothing."""
        return 0 < event.at <= self.forgotten < self.events.newest_time()

    def owing(self, *writes: Write) -> Self:
        """The record with writes to other keys that are to be done once it is saved."""
        return self._replace(outbox=writes, writes=self.writes + 1) if writes else self._replace(outbox=())

    def with_event(self, event: HandledEvent) -> Self:
        """The record with one more event applied."""
        forgotten, events = self.events.with_event(event).parted()
        return self._replace(events=events, forgotten=max(self.forgotten, forgotten.newest_time()))
