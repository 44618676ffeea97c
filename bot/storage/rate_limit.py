"""Per-conversation rate limit (GCRA): bursts up to one minute's quota, then evenly spaced."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

MINUTE_MS = 60_000


class Decision(Enum):
    """The decision about an event. The first one above the limit is answered with a notice."""

    ALLOW = auto()
    REJECT_WITH_NOTICE = auto()
    REJECT = auto()


class RateLimitState(NamedTuple):
    """The state that is stored between events.

    `full_until_ms` is GCRA's theoretical arrival time: until then the events so far use up the quota, in milliseconds
    since 1970 (UTC). `notified` marks that the officer was told about the limit.
    """

    full_until_ms: int = 0
    notified: bool = False


NO_TRAFFIC = RateLimitState()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A number of events a minute for one conversation. Times are in milliseconds since 1970 (UTC)."""

    events_per_minute: int

    def check(self, state: RateLimitState, now_ms: int) -> Decision:
        """Decide whether an event is handled now."""
        state = _ignore_clock_ahead(state, now_ms)
        if state.full_until_ms - now_ms <= MINUTE_MS - self._interval_ms:
            return Decision.ALLOW
        return Decision.REJECT if state.notified else Decision.REJECT_WITH_NOTICE

    def after_event(self, state: RateLimitState, now_ms: int) -> RateLimitState:
        """Return the state after an event that was allowed now."""
        full_until_ms = _ignore_clock_ahead(state, now_ms).full_until_ms
        return RateLimitState(max(full_until_ms, now_ms) + self._interval_ms)

    @property
    def _interval_ms(self) -> int:
        return max(1, MINUTE_MS // self.events_per_minute)


def _ignore_clock_ahead(state: RateLimitState, now_ms: int) -> RateLimitState:
    """Discard a state that a worker whose clock is ahead has written: no quota lasts longer than a minute."""
    return NO_TRAFFIC if state.full_until_ms > now_ms + MINUTE_MS else state
