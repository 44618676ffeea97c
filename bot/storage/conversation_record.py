"""The stored state of one conversation."""

from typing import NamedTuple, Self

from bot.storage.outbox import PendingWrite
from bot.storage.rate_limit import NO_TRAFFIC, RateLimitState
from bot.storage.recent_events import HandledEvent, RecentEvents
from flows.model.session import Session

NO_EVENTS = RecentEvents()


class ConversationRecord(NamedTuple):
    """A conversation as stored.

    `revision` guards the next save (compare-and-set). `events` are the events applied last, the newest at the end.
    `newest_evicted_at` is when the newest event was made that is not among `events` any more, in seconds since 1970
    (0: none). `newest_other_message` is the position of the latest message below which Radap's live message must be;
    buttons on it and on older messages are stale. `outbox` holds the writes to linked records that the last save left
    to do. `links_version` numbers the saves that left some. `is_blocked` marks an officer who blocked Radap, or a group
    that removed it. `rate_limit` is the state of the conversation's rate limit.
    """

    revision: bytes = b""
    session: Session | None = None
    events: RecentEvents = NO_EVENTS
    newest_evicted_at: int = 0
    newest_other_message: int = 0
    outbox: tuple[PendingWrite, ...] = ()
    links_version: int = 0
    is_blocked: bool = False
    rate_limit: RateLimitState = NO_TRAFFIC

    def has_applied(self, event: HandledEvent) -> bool:
        """Return whether the session contains this event's effect, or the event is older than all in `events`."""
        return self._is_late(event) or event in self.events

    def _is_late(self, event: HandledEvent) -> bool:
        """Compare times only where they advance: a platform's clock that stands still tells nothing."""
        return 0 < event.at <= self.newest_evicted_at < self.events.newest_time()

    def with_outbox(self, *writes: PendingWrite) -> Self:
        """Return the record with these writes to do once it is saved, under a new version where there are any."""
        if not writes:
            return self._replace(outbox=())
        return self._replace(outbox=writes, links_version=self.links_version + 1)

    def with_event(self, event: HandledEvent) -> Self:
        """Return the record with one more event applied."""
        evicted, events = self.events.with_event(event).evict()
        return self._replace(events=events, newest_evicted_at=max(self.newest_evicted_at, evicted.newest_time()))
