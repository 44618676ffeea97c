"""How fast events of one conversation may come: any number at once up to a minute's worth, then evenly."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

MINUTE_MS = 60_000


class Decision(Enum):
    """What becomes of an event: it is taken, or too much; the first of those that are too much is told so."""

    TAKEN = auto()
    TOO_FAST = auto()
    TOLD_ALREADY = auto()


class RateLimitState(NamedTuple):
    """Until when the events so far use up what is allowed, in milliseconds since 1970 (UTC).

    `told` marks that the officer knows that it is too fast.
    """

    used_until: int = 0
    told: bool = False


NO_TRAFFIC = RateLimitState()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many events a minute for one conversation."""

    events_a_minute: int

    def admit(self, pace: RateLimitState, now: int) -> Decision:
        """Whether an event may be taken at `now` (milliseconds since 1970)."""
        pace = _as_of(pace, now)
        if pace.used_until - now <= MINUTE_MS - self._milliseconds_an_event:
            return Decision.TAKEN
        return Decision.TOLD_ALREADY if pace.told else Decision.TOO_FAST

    def after_event(self, pace: RateLimitState, now: int) -> RateLimitState:
        """The pace after an event that was taken at `now`."""
        return RateLimitState(max(_as_of(pace, now).used_until, now) + self._milliseconds_an_event)

    @property
    def _milliseconds_an_event(self) -> int:
        return max(1, MINUTE_MS // self.events_a_minute)


def _as_of(pace: RateLimitState, now: int) -> RateLimitState:
    """The pace, unless a clock wrote it that is ahead of this one: nobody can have used up more than a minute."""
    return NO_TRAFFIC if pace.used_until > now + MINUTE_MS else pace
