"""What operators measure, in Prometheus's form. No label holds anything about a person, a text or an address."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

#: Seconds. LINE waits two for a webhook's answer.
TURN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
CALL_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)


class Metrics:
    """The figures of one worker since it started."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        turns = Counter(
            "radap_turns", "Events taken, by what became of them", ["channel", "outcome"], registry=registry
        )
        turn_seconds = Histogram(
            "radap_turn_seconds", "Time of a turn", ["channel"], buckets=TURN_BUCKETS, registry=registry
        )
        self._conflicts = Counter(
            "radap_conflicts", "Turns done again because another one of that conversation was faster", registry=registry
        )
        self._redeliveries = Counter(
            "radap_redeliveries", "Events that a platform delivered again", ["channel"], registry=registry
        )
        self._begun = Counter("radap_conversations_begun", "New conversations", ["channel"], registry=registry)
        self._results = Counter("radap_results", "Assessments confirmed", ["channel"], registry=registry)
        calls = Counter(
            "radap_platform_calls", "Calls to a platform", ["platform", "call", "outcome"], registry=registry
        )
        call_seconds = Histogram(
            "radap_platform_call_seconds", "Time of a call", ["platform"], buckets=CALL_BUCKETS, registry=registry
        )
        # Every turn counts in these; looking up a figure by its labels takes four times as long as counting.
        self._turns, self._turn_seconds = cache(turns.labels), cache(turn_seconds.labels)
        self._calls, self._call_seconds = cache(calls.labels), cache(call_seconds.labels)
        self._errors = Counter("radap_errors", "Log lines about errors, by kind", ["logger", "kind"], registry=registry)
        self._in_work = Gauge("radap_requests_in_work", "Requests being answered", ["place"], registry=registry)
        self._turned_away = Counter(
            "radap_requests_turned_away",
            "Requests that found the server full, or closing",
            ["place"],
            registry=registry,
        )
        self._tasks = Gauge("radap_tasks", "Tasks of the event loop", registry=registry)
        self._records = Gauge("radap_database_keys", "Keys in the database, of all workers", registry=registry)

    def count_turn(self, channel: str, outcome: str, seconds: float) -> None:
        """An event has been answered; `outcome` is applied, repeated, too_fast or failed."""
        self._turns(channel, outcome).inc()
        self._turn_seconds(channel).observe(seconds)
        if outcome == "repeated":
            self._redeliveries.labels(channel).inc()

    def count_conflict(self) -> None:
        """Another turn was faster."""
        self._conflicts.inc()

    def count_beginning(self, channel: str) -> None:
        """A conversation has begun."""
        self._begun.labels(channel).inc()

    def count_result(self, channel: str) -> None:
        """An assessment has been confirmed."""
        self._results.labels(channel).inc()

    def count_error(self, logger: str, kind: str) -> None:
        """An error has been logged."""
        self._errors.labels(logger, kind).inc()

    @contextmanager
    def platform_call(self, platform: str, call: str) -> Iterator[None]:
        """Measure a call; whatever ends it but success, a cancellation included, is named by its class."""
        begin, outcome = time.perf_counter(), "ok"
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._calls(platform, call, outcome).inc()
            self._call_seconds(platform).observe(time.perf_counter() - begin)

    def show_in_work(self, place: str, requests: Callable[[], float]) -> None:
        """Ask for the number of requests in a part of the server, whenever somebody looks at it."""
        self._in_work.labels(place).set_function(requests)

    def count_turned_away(self, place: str) -> None:
        """A request found no room."""
        self._turned_away.labels(place).inc()

    def text(self, database_keys: int | None) -> bytes:
        """All figures, in the running event loop; `database_keys` is None where the database does not answer."""
        self._tasks.set(len(asyncio.all_tasks()))
        self._records.set(float("nan") if database_keys is None else database_keys)
        return generate_latest(self._registry)
