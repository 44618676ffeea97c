"""The deduplication window: the events of one conversation that were applied last."""

import struct
from dataclasses import dataclass
from typing import NamedTuple, Self

from bot.shared.hashing import digest

#: Events remembered for each conversation; platforms redeliver within minutes.
WINDOW = 32

EVENT_DIGEST_BYTES = 6
EVENT = struct.Struct(f">{EVENT_DIGEST_BYTES}sI")


class HandledEvent(NamedTuple):
    """An event as it is remembered: a hash of its id (48 bits), and when it was made.

    `at` is in seconds since 1970 (UTC), 0 where the platform does not tell.
    """

    digest: bytes
    at: int = 0


def handled_event(event_id: str, at: int = 0) -> HandledEvent:
    """Return an event as it is remembered."""
    return HandledEvent(bytes.fromhex(digest(event_id, EVENT_DIGEST_BYTES)), at)


@dataclass(frozen=True, slots=True)
class RecentEvents:
    """The events applied last, the newest at the end, as the bytes that are stored: ten for each event.

    They stay bytes, because a turn only looks for one event among them and appends one.
    """

    raw: bytes = b""

    def __contains__(self, event: HandledEvent) -> bool:
        """Return whether an event of this id is among them."""
        return any(event.digest == known for known, _ in EVENT.iter_unpack(self.raw))

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.raw) // EVENT.size

    def newest_time(self) -> int:
        """Return when the newest event was made; 0 where no event tells."""
        return max((at for _, at in EVENT.iter_unpack(self.raw)), default=0)

    def with_event(self, event: HandledEvent) -> Self:
        """Return the events and one more, without a limit."""
        return type(self)(self.raw + EVENT.pack(event.digest, event.at))

    def evict(self) -> tuple[Self, Self]:
        """Return the oldest events, which exceed the window, and the others."""
        end = max(0, len(self.raw) - WINDOW * EVENT.size)
        return type(self)(self.raw[:end]), type(self)(self.raw[end:])
