"""How many requests may be in work in each part of the server, and the way it closes: those inside finish."""

import asyncio
from collections import Counter
from functools import partial

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.observability.metrics import Metrics

#: By the beginning of the path. As many turns, one after the other, take less than the two seconds that LINE waits.
#: The trouble of one platform fills its own room only.
ROOMS = {"/line/": ("line", 512), "/telegram/": ("telegram", 512), "/chat/": ("chat", 512)}
PAGES = ("pages", 64)

#: Always answered, so that whoever watches the server learns that it is full or closing.
ALWAYS_OPEN = frozenset({"/healthz", "/readyz", "/metrics"})

#: The answer for whom there is no room.
TURNED_AWAY = Response(status_code=503, headers={"Retry-After": "2", "Connection": "close"})


class ConcurrencyLimiter:
    """Counts who is inside. A request that finds no room gets 503 at once, and nothing of it is read."""

    def __init__(self, metrics: Metrics) -> None:
        """Take what counts those who were turned away."""
        self._metrics = metrics
        self._inside = Counter({room: 0 for room, _ in (*ROOMS.values(), PAGES)})
        for room in self._inside:
            metrics.show_in_work(room, partial(self._inside.__getitem__, room))
        self._empty = asyncio.Event()
        self._empty.set()
        self.is_closing = False

    def enter(self, path: str) -> str | None:
        """Let a request in; the room that it is in now, or None where it is turned away."""
        room, places = next((room for start, room in ROOMS.items() if path.startswith(start)), PAGES)
        if self.is_closing or self._inside[room] >= places:
            self._metrics.count_turned_away(room)
            return None
        self._inside[room] += 1
        self._empty.clear()
        return room

    def leave(self, room: str) -> None:
        """A request has been answered."""
        self._inside[room] -= 1
        if not self._inside.total():
            self._empty.set()

    async def close(self, seconds: float) -> None:
        """Turn away whoever comes from now on; return when all inside are done, or that many seconds are over."""
        self.is_closing = True
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return


class ConcurrencyLimitMiddleware:
    """The application behind its doors.

    A place is taken until the answer is made, not until the client has read it: who reads slowly keeps nobody out.
    Answers are small enough to wait in memory, of which a connection holds one.
    """

    def __init__(self, app: ASGIApp, doors: ConcurrencyLimiter) -> None:
        """Take what is inside."""
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_OPEN:
            await self._app(scope, receive, send)
            return
        room = self._doors.enter(scope["path"])
        if room is None:
            await TURNED_AWAY(scope, receive, send)
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        try:
            await self._app(scope, receive, keep)
        finally:
            self._doors.leave(room)
        for message in answer:
            await send(message)
