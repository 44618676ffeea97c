"""A Redis client that stops, or raises Crash, at one of its commands. The server behind it is real."""

import asyncio
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis


class Crash(BaseException):
    """The process died. No code of Radap handles this."""


class FaultyRedis(Redis):
    """Counts its commands, and fails at the n-th from now on, before or after the command."""

    _left = 0
    _fault: Callable[[], Any] | None = None
    _is_after = False
    is_dead = False

    def crash_at(self, number: int, *, after: bool) -> None:
        """Crash at the n-th command: before it is sent, or after it was executed."""
        self._left, self._fault, self._is_after = number, self._die, after

    def hold_at(self, number: int) -> tuple[asyncio.Event, asyncio.Event]:
        """Stop before the n-th command. Return two events: the first reports the stop, the second ends it."""
        reached, released = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            reached.set()
            await released.wait()

        self._left, self._fault, self._is_after = number, hold, False
        return reached, released

    def recover(self) -> None:
        """Fail no more."""
        self._left, self._fault, self.is_dead = 0, None, False

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        if self.is_dead:
            raise Crash
        self._left -= 1
        is_here = self._left == 0 and self._fault
        if is_here and not self._is_after:
            await self._happen()
        answer = await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        if is_here and self._is_after:
            await self._happen()
        if self.is_dead:
            raise Crash
        return answer

    async def _happen(self) -> None:
        assert self._fault
        waiting = self._fault()
        if waiting is not None:
            await waiting

    def _die(self) -> None:
        self.is_dead = True
        raise Crash
