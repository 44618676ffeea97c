"""Prometheus metrics. Labels never contain personal data, texts or URLs."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest

from bot.shared.version import PYTHON, installed_version

#: Seconds. LINE waits two seconds for a webhook's response.
TURN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
REQUEST_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)


class Metrics:
    """The metrics of one worker since its start."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        build = Info("radap_build", "The versions of Radap and of Python", registry=registry)
        build.info({"version": installed_version(), "python": PYTHON})
        turns = Counter("radap_turns", "Events by outcome", ["channel", "outcome"], registry=registry)
        turn_duration = Histogram(
            "radap_turn_duration_seconds", "Duration of a turn", ["channel"], buckets=TURN_BUCKETS, registry=registry
        )
        self._save_conflicts = Counter(
            "radap_save_conflicts", "Turns repeated because another worker saved first", registry=registry
        )
        self._conversations = Counter(
            "radap_conversations_started", "New conversations", ["channel"], registry=registry
        )
        self._assessments = Counter(
            "radap_assessments_completed", "Confirmed assessments", ["channel"], registry=registry
        )
        calls = Counter(
            "radap_platform_calls", "Requests to a platform", ["platform", "call", "outcome"], registry=registry
        )
        call_duration = Histogram(
            "radap_platform_request_duration_seconds",
            "Duration of a request to a platform",
            ["platform"],
            buckets=REQUEST_BUCKETS,
            registry=registry,
        )
        # Every turn counts in these. Looking a metric up by its labels takes four times as long as counting.
        self._turns, self._turn_duration = cache(turns.labels), cache(turn_duration.labels)
        self._calls, self._call_duration = cache(calls.labels), cache(call_duration.labels)
        self._errors = Counter("radap_errors", "Warnings and errors in the log", ["logger", "kind"], registry=registry)
        self._in_flight = Gauge("radap_http_requests_in_flight", "Requests being handled", ["pool"], registry=registry)
        self._rejected = Counter(
            "radap_http_requests_rejected",
            "Requests rejected because the pool was full or the server closing",
            ["pool"],
            registry=registry,
        )
        self._tasks = Gauge("radap_asyncio_tasks", "Tasks of the event loop", registry=registry)
        self._keys = Gauge("radap_redis_keys", "Keys in Redis, the same for all workers", registry=registry)

    def count_turn(self, channel: str, outcome: str, seconds: float) -> None:
        """Count a handled event; `outcome` is applied, repeated, too_fast or failed."""
        self._turns(channel, outcome).inc()
        self._turn_duration(channel).observe(seconds)

    def count_conflict(self) -> None:
        """Count a turn that is repeated because another worker saved first."""
        self._save_conflicts.inc()

    def count_beginning(self, channel: str) -> None:
        """Count a new conversation."""
        self._conversations.labels(channel).inc()

    def count_results(self, channel: str, number: int) -> None:
        """Count confirmed assessments."""
        self._assessments.labels(channel).inc(number)

    def count_error(self, logger: str, kind: str) -> None:
        """Count a warning or an error in the log."""
        self._errors.labels(logger, kind).inc()

    @contextmanager
    def platform_call(self, platform: str, call: str) -> Iterator[None]:
        """Count and time a request. Its outcome is `ok` or the class of the exception, cancellation included."""
        start, outcome = time.perf_counter(), "ok"
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._calls(platform, call, outcome).inc()
            self._call_duration(platform).observe(time.perf_counter() - start)

    def observe_in_flight(self, pool: str, requests: Callable[[], float]) -> None:
        """Read the number of requests in flight from a function, at each scrape."""
        self._in_flight.labels(pool).set_function(requests)

    def count_rejected(self, pool: str) -> None:
        """Count a rejected request."""
        self._rejected.labels(pool).inc()

    def text(self, redis_keys: int | None) -> bytes:
        """Return all metrics. Call it in the running event loop; `redis_keys` is None if Redis does not answer."""
        self._tasks.set(len(asyncio.all_tasks()))
        self._keys.set(float("nan") if redis_keys is None else redis_keys)
        return generate_latest(self._registry)
