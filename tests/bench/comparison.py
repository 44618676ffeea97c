"""Runs the same assessments against every program, alternating, several times."""

import json
from collections import defaultdict
from collections.abc import Sequence

from redis.asyncio import Redis

from tests.bench.measurements import Run
from tests.bench.peers.questionnaire import STEPS
from tests.bench.program import PROGRAMS, Program
from tests.bench.setup import BenchSetup
from tests.bench.verification import verify

RUNS = 5
ASSESSMENTS, HALF_ASSESSMENTS, AT_ONCE = 24, 8, 24

#: Keys that belong to no conversation; only Radap has them.
OF_NOBODY = (":criteria", "{cookie}:key")

Runs = dict[Program, list[Run]]


async def compare(setup: BenchSetup, programs: Sequence[Program] = PROGRAMS, runs: int = RUNS) -> Runs:
    """Run each program several times, alternating, so that a slow phase of the machine affects all of them."""
    await record_messages(setup)
    found: Runs = defaultdict(list)
    for number in range(1, runs + 1):
        for program in programs:
            run = await one_run(setup, program)
            found[program].append(run)
            print(f"  {number}/{runs} {program.platform:9} {program.name:24} {run.cpu:6.2f} ms a turn", flush=True)
    return found


async def record_messages(setup: BenchSetup) -> None:
    """Run one assessment with Radap, and write the messages of each step for the LINE SDK's example."""
    await setup.redis.client.flushall()
    async with setup.playing(next(item for item in PROGRAMS if item.platform == "line")) as (_, load):
        shown = await load.record()
    messages = {step.id: said for step, said in zip(STEPS, shown, strict=True)}
    setup.messages.write_text(json.dumps(messages, ensure_ascii=False), encoding="utf-8")


async def one_run(setup: BenchSetup, program: Program) -> Run:
    """Start a program on an empty database, run the assessments, and verify every result."""
    await setup.redis.client.flushall()
    async with setup.playing(program) as (server, load):
        await load.warm_up(AT_ONCE)
        await setup.redis.client.flushall()
        cost = await load.assess(ASSESSMENTS, AT_ONCE)
        half = await load.assess(HALF_ASSESSMENTS, AT_ONCE, rate=cost.rate / 2)
        memory, stored = server.memory("VmHWM"), await _stored_bytes(setup.redis.client) / len(load.officers)
        confirm = await load.confirm(load.officers, 8)
        await verify(load.officers, server, setup.http, program.name)
    return Run(cost, half, confirm, memory, server.seconds_to_ready, stored)


async def _stored_bytes(redis: Redis) -> int:
    """Return the bytes of all conversations together (`MEMORY USAGE` of every value, without sampling)."""
    keys = [key async for key in redis.scan_iter(count=1000) if not key.endswith(OF_NOBODY)]
    return sum([int(await redis.memory_usage(key, samples=0) or 0) for key in keys])
