"""Radap beyond the comparison: 500 conversations at once, many stored conversations, two workers."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Cost, Load
from tests.bench.program import PROGRAMS, ROOT, Program, Running
from tests.bench.setup import BenchSetup
from tests.bench.verification import verify

TELEGRAM = next(program for program in PROGRAMS if (program.name, program.platform) == ("Radap", "telegram"))
LINE = next(program for program in PROGRAMS if (program.name, program.platform) == ("Radap", "line"))
#: Concurrent conversations, and the number of assessments that are run that way.
CROWDS = {8: 16, 64: 64, 500: 500}
FEW, MANY = 1_000, 1_000_000
STORED_BYTES = 410
PAIRS = 5

#: A worker runs for a quarter of each slice (seconds), so that two of them and the load fit two cores.
SLICE, SHARE = 0.04, 0.25


@dataclass(frozen=True)
class Doubled:
    """Turns a second of one worker and of two, and the ratio of each pair of runs."""

    one: float
    two: float
    ratios: Sequence[float]


async def crowds(setup: BenchSetup, program: Program) -> dict[int, Cost]:
    """Measure few and many concurrent conversations at full speed; every result is verified."""
    await setup.redis.client.flushall()
    async with setup.playing(program) as (server, load):
        await load.warm_up(64)
        costs = {at_once: await load.assess(count, at_once) for at_once, count in CROWDS.items()}
        await load.confirm(load.officers, 16)
        await verify(load.officers, server, setup.http, program.name)
    return costs


async def stored_bytes(setup: BenchSetup) -> dict[str, int]:
    """Return the most bytes in Redis of a running and a finished assessment, its entry in the list, and a result."""
    client = setup.redis.client
    await client.flushall()
    async with setup.playing(LINE) as (_, load):
        await load.assess(20, 8)
        running = [int(await client.memory_usage(key) or 0) async for key in client.scan_iter("*:session")]
        await load.confirm(load.officers, 8)
        finished = [int(await client.memory_usage(key) or 0) async for key in client.scan_iter("*:session")]
        lists = [int(await client.memory_usage(key) or 0) async for key in client.scan_iter("*:finished")]
        results = [int(await client.memory_usage(key) or 0) async for key in client.scan_iter("*:result")]
    return {"running": max(running), "finished": max(finished), "list": max(lists), "result": max(results)}


async def flatness(setup: BenchSetup) -> Mapping[int, Sequence[float]]:
    """Return the milliseconds of CPU a turn with few and with many stored conversations, in pairs of either order."""
    found: dict[int, list[float]] = {FEW: [], MANY: []}
    client = setup.redis.client
    await client.flushall()
    async with setup.playing(LINE) as (_, load):
        await load.assess(30, 16)
        for pair in range(PAIRS):
            for count in (FEW, MANY) if pair % 2 else (MANY, FEW):
                await client.flushall()
                await client.execute_command("DEBUG", "POPULATE", count, "radap:stored", STORED_BYTES)
                cost = await load.assess(32, 32)
                found[count].append(cost.cpu / cost.turns * 1000)
    await client.flushall()
    return found


async def doubled(setup: BenchSetup) -> Doubled:
    """Compare one worker and two, each limited to the same share of a core: one, two, two, one in each pair of runs."""
    await setup.redis.client.flushall()
    async with setup.playing(LINE) as (first, alone), setup.playing(LINE) as (second, _):
        both = setup.load(first, second, LINE.platform)
        both.begin_at(1_000_000)
        for load in (alone, both):
            await load.warm_up(16)
        rates: dict[int, list[float]] = {1: [], 2: []}
        async with held_back(first, second):
            for _ in range(PAIRS):
                costs = {1: [await _held(alone)], 2: [await _held(both), await _held(both)]}
                costs[1].append(await _held(alone))
                for workers, found in costs.items():
                    rates[workers].append(sum(cost.turns for cost in found) / sum(cost.elapsed for cost in found))
    ratios = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    return Doubled(median(rates[1]), median(rates[2]), ratios)


async def _held(load: Load) -> Cost:
    officers = 8 * len(load.workers)
    return await load.assess(officers, officers)


@asynccontextmanager
async def held_back(*workers: Running) -> AsyncIterator[None]:
    """Limit each worker to its share of every slice, one after the other."""
    numbers = [str(worker.process.pid) for worker in workers]
    command = [sys.executable, "-m", "tests.bench.slices", str(SLICE), str(SHARE), *numbers]
    holding = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        yield
    finally:
        holding.kill()
        await holding.wait()
        for worker in workers:
            worker.process.send_signal(signal.SIGCONT)
