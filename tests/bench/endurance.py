"""`python -m tests.bench.endurance`: half a million turns through one worker, and its memory on the way."""

import asyncio
import os

import uvloop

from tests.bench.limits import LINE, TELEGRAM
from tests.bench.setup import opened_setup
from tests.bench.verification import verify

TURNS = int(os.environ.get("ENDURANCE_TURNS", "500000"))
#: In Telegram every result comes with its form.
PROGRAM = {"line": LINE, "telegram": TELEGRAM}[os.environ.get("ENDURANCE_PLATFORM", "line")]
LOOKS = 10
TURNS_AN_ASSESSMENT = 20

#: Allowed growth by allocator noise between the first reading, when all caches are full, and the last.
MAY_GROW_MIB = 4
MIB = 1024 * 1024


async def main() -> None:
    """Run whole assessments with their results; the memory must not grow after the first reading.

    Every result is opened before the first reading, so that the file cache is full by then.
    """
    count, found = TURNS // LOOKS // TURNS_AN_ASSESSMENT, []
    async with opened_setup() as setup, setup.playing(PROGRAM) as (server, load):
        for look in range(1, LOOKS + 1):
            load.officers.clear()
            await load.assess(count, 64)
            await load.confirm(load.officers, 16)
            await verify(load.officers if look == 1 else load.officers[:50], server, setup.http, PROGRAM.name)
            setup.platforms.shown.clear()
            await setup.redis.client.flushall()
            found.append(server.memory() / MIB)
            print(f"{look * count * TURNS_AN_ASSESSMENT:>8,} turns: {found[-1]:.1f} MiB", flush=True)
    assert found[-1] - found[0] <= MAY_GROW_MIB, "the memory of the worker grows"


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
