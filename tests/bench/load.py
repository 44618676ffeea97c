"""The load: whole assessments through the webhook, many at a time, and their cost."""

import asyncio
import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import aiohttp
from redis.asyncio import Redis

from tests.bench.officers import Delivery, LineOfficer, Officer, Script, TelegramOfficer
from tests.bench.platforms import Platforms
from tests.bench.program import Running
from tests.fakes.platforms.ids import Ids

#: The moves up to the service group.
WARMING_MOVES = 7


@dataclass(frozen=True)
class Cost:
    """The cost of a number of turns. Times are in seconds; `latencies` are those of all turns, sorted."""

    turns: int
    cpu: float
    elapsed: float
    latencies: Sequence[float]
    commands: int
    round_trips: int
    calls: int

    @property
    def rate(self) -> float:
        """Turns a second."""
        return self.turns / self.elapsed

    def latency(self, share: float) -> float:
        """Return the time within which this share of the turns was answered."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]

    def milliseconds(self, percent: int) -> float:
        """Return a percentile of the latency in milliseconds."""
        return self.latency(percent / 100) * 1000


@dataclass
class Load:
    """Plays officers against a running program, or several workers of it in turn."""

    workers: Sequence[Running]
    platforms: Platforms
    redis: Redis
    http: aiohttp.ClientSession
    platform: str
    scripts: Iterator[Script]
    ids: Ids
    officers: list[Officer] = field(default_factory=list)
    _numbers: int = 1000

    def __post_init__(self) -> None:
        """Distribute deliveries to the workers in turn, as a load balancer does."""
        self._turn = cycle(self.workers)

    def begin_at(self, number: int) -> None:
        """Number new officers from here on, so that two loads of one database do not collide."""
        self._numbers = number

    async def assess(self, count: int, at_once: int, *, rate: float | None = None) -> Cost:
        """Let new officers answer everything but the confirmation, a number of them at a time.

        With `rate` (a second), turns begin at fixed times, and latencies count from these.
        """
        newcomers = [self._officer() for _ in range(count)]
        self.officers += newcomers
        return await self._measured(lambda officer: officer.script.moves, newcomers, at_once, rate)

    async def warm_up(self, at_once: int) -> None:
        """Begin some assessments at once, which are not verified, so that every connection is open."""
        newcomers = [self._officer() for _ in range(at_once)]
        await self._measured(lambda officer: officer.script.moves[:WARMING_MOVES], newcomers, at_once, None)

    async def record(self) -> list[Any]:
        """Return the messages that one new officer in LINE sees, move by move."""
        officer, shown = self._officer(), []
        for move in officer.script.moves:
            await self._deliver(officer.act(move))
            shown.append(json.loads(officer.said())["messages"])
        return shown

    async def confirm(self, officers: Sequence[Officer], at_once: int) -> Cost:
        """Let officers confirm their answers."""
        return await self._measured(lambda _: ("confirm",), officers, at_once, None)

    def _officer(self) -> Officer:
        self._numbers += 1
        kind = LineOfficer if self.platform == "line" else TelegramOfficer
        return kind(self.platforms, self.ids, self._numbers, next(self.scripts))

    async def _measured(
        self,
        moves: Callable[[Officer], Sequence[str]],
        officers: Sequence[Officer],
        at_once: int,
        rate: float | None,
    ) -> Cost:
        latencies: list[float] = []
        waiting = iter(officers)
        moments = _moments(rate)

        async def play() -> None:
            for officer in waiting:
                for move in moves(officer):
                    due = next(moments)
                    await asyncio.sleep(max(0.0, due - time.perf_counter())) if rate else None
                    delivery = officer.act(move)
                    begin = due if rate else time.perf_counter()
                    await self._deliver(delivery)
                    latencies.append(time.perf_counter() - begin)

        before, commands, trips = self.platforms.calls.total(), *await self._redis_figures()
        cpu, begin = self._cpu_seconds(), time.perf_counter()
        with _undisturbed():
            await asyncio.gather(*(play() for _ in range(at_once)))
        elapsed, cpu = time.perf_counter() - begin, self._cpu_seconds() - cpu
        commands_after, trips_after = await self._redis_figures()
        calls = self.platforms.calls.total() - before
        return Cost(
            len(latencies), cpu, elapsed, sorted(latencies), commands_after - commands, trips_after - trips - 1, calls
        )

    async def _deliver(self, delivery: Delivery) -> None:
        url = next(self._turn).address + delivery.path
        async with self.http.post(url, data=delivery.body, headers=delivery.headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"answered {answer.status}")

    def _cpu_seconds(self) -> float:
        return sum(worker.cpu_seconds() for worker in self.workers)

    async def _redis_figures(self) -> tuple[int, int]:
        """Return the numbers of commands and of reads from clients; one read is one round trip."""
        figures = await self.redis.info("stats")
        return int(figures["total_commands_processed"]), int(figures["total_reads_processed"])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Turn off this process's garbage collection: its pauses would count as latency."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _moments(rate: float | None) -> Iterator[float]:
    """Yield the start times of turns."""
    begin, number = time.perf_counter(), 0
    while True:
        yield begin + number / rate if rate else 0.0
        number += 1
