"""Trouble that a test orders for a coming call."""

import asyncio
from dataclasses import dataclass, field

from tests.fakes.platforms.call import Answer, Platform


@dataclass(frozen=True, slots=True)
class Intervention:
    """What shall happen to one call.

    `answer`: this instead of the platform's own, and no effect. `drops`: the connection is closed without an answer,
    after the effect where `has_effect`. `released`: the answer waits for this.
    """

    platform: Platform
    method: str
    answer: Answer | None = None
    drops: bool = False
    has_effect: bool = False
    released: asyncio.Event | None = None


@dataclass(slots=True)
class Interventions:
    """What is still to happen, in the order in which it was asked for."""

    _coming: list[Intervention] = field(default_factory=list)
    _holds: list[asyncio.Event] = field(default_factory=list)

    def add(self, intervention: Intervention, times: int = 1) -> None:
        """Asks for the same `times` times."""
        self._coming += [intervention] * times
        if intervention.released is not None:
            self._holds.append(intervention.released)

    def take(self, platform: Platform, method: str) -> Intervention:
        """What shall happen to this call; without any trouble it has its effect and is answered."""
        for index, intervention in enumerate(self._coming):
            if (intervention.platform, intervention.method) == (platform, method):
                return self._coming.pop(index)
        return Intervention(platform, method, has_effect=True)

    def release_all(self) -> None:
        """Lets every held answer go."""
        for released in self._holds:
            released.set()
