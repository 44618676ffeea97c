"""The updates that wait to be fetched by long polling."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

Update = dict[str, Any]


class OtherPoll(Exception):
    """Another getUpdates came: Telegram ends the one that waits."""


@dataclass(slots=True)
class UpdateQueue:
    """Updates in their order, until a later offset confirms them."""

    _updates: list[Update] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _polls: int = 0
    _waiting: int = 0
    _closed: bool = False

    async def add(self, update: Update) -> None:
        """Queue an update, and wake the waiting call."""
        async with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Return the updates from `offset` on, at once or as soon as there is one; none after `seconds`.

        Those before `offset` are forgotten; a negative one counts from the end.

        Raises:
            OtherPoll: another call came while this one waited.
        """
        async with self._changed:
            self._polls += 1
            mine = self._polls
            self._forget(offset)
            self._waiting += 1
            self._changed.notify_all()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(lambda: self._updates or self._closed or self._polls != mine)
            except TimeoutError:
                return []
            finally:
                self._waiting -= 1
            if self._polls != mine:
                raise OtherPoll
            return self._updates[:limit]

    async def someone_waits(self) -> None:
        """Wait until a call of getUpdates waits."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting > 0)

    async def close(self) -> None:
        """End every wait."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def pending(self) -> int:
        """The number of updates that are not confirmed yet."""
        return len(self._updates)

    def _forget(self, offset: int) -> None:
        if offset < 0:
            del self._updates[:offset]
        else:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
