"""The events of one conversation whose effect is stored, so that a repetition is known."""

import struct
from dataclasses import dataclass
from typing import NamedTuple, Self

from bot.shared.hashing import digest

#: Events remembered for each conversation; platforms repeat within minutes.
REMEMBERED_EVENTS = 32

EVENT_DIGEST_BYTES = 6
EVENT = struct.Struct(f">{EVENT_DIGEST_BYTES}sI")


class HandledEvent(NamedTuple):
    """An event: a digest of its id (48 bits), and when it was made.

    `at` is in seconds since 1970 (UTC), 0 where the platform does not tell.
    """

    digest: bytes
    at: int = 0


def handled_event(event_id: str, at: int = 0) -> HandledEvent:
    """How an event is remembered."""
    return HandledEvent(bytes.fromhex(digest(event_id, EVENT_DIGEST_BYTES)), at)


@dataclass(frozen=True, slots=True)
class RecentEvents:
    """The events applied last, the newest at the end, in the form in which they are stored: ten bytes each.

    A turn only asks whether one is among them, and adds one.
    """

    packed: bytes = b""

    def __contains__(self, event: HandledEvent) -> bool:
        """Whether an event of this id is among them."""
        return any(event.digest == known for known, _ in EVENT.iter_unpack(self.packed))

    def __len__(self) -> int:
        """How many they are."""
        return len(self.packed) // EVENT.size

    def newest_time(self) -> int:
        """When the newest was made; 0 where nothing tells."""
        return max((at for _, at in EVENT.iter_unpack(self.packed)), default=0)

    def with_event(self, event: HandledEvent) -> Self:
        """These and one more, however many they become."""
        return type(self)(self.packed + EVENT.pack(event.digest, event.at))

    def parted(self) -> tuple[Self, Self]:
        """Those that are too many, and those that are remembered."""
        end = max(0, len(self.packed) - REMEMBERED_EVENTS * EVENT.size)
        return type(self)(self.packed[:end]), type(self)(self.packed[end:])
