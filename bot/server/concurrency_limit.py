"""Limits on concurrent requests, one pool per route group, and their draining on shutdown."""

import asyncio
from collections import Counter
from functools import partial

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.observability.metrics import Metrics

#: Pools by path prefix: name and number of slots. 512 turns, one after the other, fit into the two seconds that LINE
#: waits for a response. Each platform has its own pool, so that one cannot starve the other.
POOLS = {"/line/": ("line", 512), "/telegram/": ("telegram", 512), "/chat/": ("chat", 512)}
DEFAULT_POOL = ("pages", 64)

#: Never limited, so that monitoring works while the server is full or closing.
UNLIMITED = frozenset({"/healthz", "/readyz", "/metrics"})

#: The response to a request that found no free slot.
SERVICE_UNAVAILABLE = Response(status_code=503, headers={"Retry-After": "2", "Connection": "close"})


class ConcurrencyLimiter:
    """Counts the requests in flight of each pool."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._in_flight = Counter({pool: 0 for pool, _ in (*POOLS.values(), DEFAULT_POOL)})
        for pool in self._in_flight:
            metrics.observe_in_flight(pool, partial(self._in_flight.__getitem__, pool))
        self._drained = asyncio.Event()
        self._drained.set()
        self.is_closing = False

    def acquire(self, path: str) -> str | None:
        """Acquire a slot for a path; return the name of its pool, or None if the pool is full or the server closes."""
        pool, slots = next((pool for prefix, pool in POOLS.items() if path.startswith(prefix)), DEFAULT_POOL)
        if self.is_closing or self._in_flight[pool] >= slots:
            self._metrics.count_rejected(pool)
            return None
        self._in_flight[pool] += 1
        self._drained.clear()
        return pool

    def release(self, pool: str) -> None:
        """Give a slot back."""
        self._in_flight[pool] -= 1
        if not self._in_flight.total():
            self._drained.set()

    async def close(self, seconds: float) -> None:
        """Reject new requests; return when no request is in flight, or after that many seconds."""
        self.is_closing = True
        try:
            async with asyncio.timeout(seconds):
                await self._drained.wait()
        except TimeoutError:
            return


class ConcurrencyLimitMiddleware:
    """Answers 503 without reading the request if no slot is free.

    The slot is released when the response is complete, before it is sent: a client that reads slowly holds no slot.
    Responses are small, and a connection holds one at a time.
    """

    def __init__(self, app: ASGIApp, limiter: ConcurrencyLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with a slot, or reject the request."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED:
            await self._app(scope, receive, send)
            return
        pool = self._limiter.acquire(scope["path"])
        if pool is None:
            await SERVICE_UNAVAILABLE(scope, receive, send)
            return
        response: list[Message] = []

        async def buffer(message: Message) -> None:
            response.append(message)

        try:
            await self._app(scope, receive, buffer)
        finally:
            self._limiter.release(pool)
        for message in response:
            await send(message)
