"""`python -m tests.bench.endurance`: half a million turns through one worker, and its memory on the way."""

import asyncio
import os

import uvloop

from tests.bench.limits import LINE
from tests.bench.stage import opened_stage
from tests.bench.verification import verify

TURNS = int(os.environ.get("ENDURANCE_TURNS", "500000"))
LOOKS = 10
TURNS_AN_ASSESSMENT = 20
MIB = 1024 * 1024


async def main() -> None:
    """Whole assessments with their results; the memory should not grow after the first look."""
    count = TURNS // LOOKS // TURNS_AN_ASSESSMENT
    async with opened_stage() as stage, stage.playing(LINE) as (server, load):
        for look in range(1, LOOKS + 1):
            load.officers.clear()
            await load.assess(count, 64)
            await load.confirm(load.officers, 64)
            await verify(load.officers[:50], server, stage.http, LINE.name)
            stage.platforms.shown.clear()
            await stage.redis.client.flushall()
            turns = look * count * TURNS_AN_ASSESSMENT
            print(f"{turns:>8,} turns: {server.memory() / MIB:.1f} MiB", flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
