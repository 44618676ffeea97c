"""Lets time pass for an event loop at once: its timers fire without waiting."""

import asyncio

import pytest

SECONDS_A_STEP = 30


async def pass_minutes(minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fire the timers in their order, as if minutes passed without a request."""
    loop = asyncio.get_running_loop()
    before = loop.time
    for passed in range(SECONDS_A_STEP, minutes * 60 + 1, SECONDS_A_STEP):
        monkeypatch.setattr(loop, "time", lambda passed=passed: before() + passed)
        for _ in range(3):
            await asyncio.sleep(0)
