"""Failures that a test injects into a later call."""

import asyncio
from dataclasses import dataclass, field

from tests.fakes.platforms.call import Answer, Platform


@dataclass(frozen=True, slots=True)
class Intervention:
    """The failure of one call.

    `answer` replaces the platform's own, without an effect. `drops` closes the connection without an answer,
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
    """The failures to come, in the order in which they were added."""

    _coming: list[Intervention] = field(default_factory=list)
    _holds: list[asyncio.Event] = field(default_factory=list)

    def add(self, intervention: Intervention, times: int = 1) -> None:
        """Add the same failure `times` times."""
        self._coming += [intervention] * times
        if intervention.released is not None:
            self._holds.append(intervention.released)

    def take(self, platform: Platform, method: str) -> Intervention:
        """Return the intervention for this call; by default it has its effect and is answered."""
        for index, intervention in enumerate(self._coming):
            if (intervention.platform, intervention.method) == (platform, method):
                return self._coming.pop(index)
        return Intervention(platform, method, has_effect=True)

    def release_all(self) -> None:
        """Release every held answer."""
        for released in self._holds:
            released.set()
