"""The cost of a result's page and files, built and cached."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.limits import LINE
from tests.bench.program import Running
from tests.bench.setup import BenchSetup
from tests.bench.verification import result_tokens

#: Each run fetches its own results: once, and then this many times more.
RUNS, RESULTS, ROUNDS = 5, 8, 10
READERS = 4
KINDS = ("", ".pdf", ".png", ".xlsx", ".json")


@dataclass(frozen=True)
class FileCost:
    """Milliseconds of CPU in each run: for the first request, and for later ones."""

    kind: str
    new: list[float]
    kept: list[float]


@dataclass(frozen=True)
class Files:
    """The costs of all kinds, and the worker's memory in bytes before the first file and after the last."""

    costs: Sequence[FileCost]
    before: int
    after: int


async def measure_files(setup: BenchSetup) -> Files:
    """Measure one kind after the other, in consecutive runs; one more result has loaded the templates before."""
    await setup.redis.client.flushall()
    async with setup.playing(LINE) as (server, load):
        await load.assess(RUNS * RESULTS + 1, 8)
        await load.confirm(load.officers, 8)
        (first, *tokens), before = result_tokens(load.officers), server.memory()
        for kind in KINDS:
            await _fetch(setup, server, kind, [first], 1)
        groups = [tokens[run * RESULTS :][:RESULTS] for run in range(RUNS)]
        costs = [FileCost(kind or "page", [], []) for kind in KINDS]
        for kind, cost in zip(KINDS, costs, strict=True):
            for own in groups:
                cost.new.append(await _fetch(setup, server, kind, own, 1))
                cost.kept.append(await _fetch(setup, server, kind, own, ROUNDS))
        return Files(costs, before, server.memory())


async def _fetch(setup: BenchSetup, server: Running, kind: str, tokens: Sequence[str], rounds: int) -> float:
    waiting = iter([token for _ in range(rounds) for token in tokens])

    async def read() -> None:
        for token in waiting:
            async with setup.http.get(f"{server.address}/r/{token}{kind}") as answer:
                assert answer.status == 200
                await answer.read()

    begin = server.cpu_seconds()
    await asyncio.gather(*(read() for _ in range(READERS)))
    return (server.cpu_seconds() - begin) / len(tokens) / rounds * 1000
