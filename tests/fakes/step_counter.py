"""Fault injection: counts the points at which a request waits and resumes, and ends the process at one of them."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Generator
from contextvars import ContextVar, copy_context
from typing import Any, Self, cast

from starlette.types import ASGIApp, Receive, Scope, Send

KILL_AT_HEADER = "x-test-kill-at"
STEPS: "ContextVar[StepCounter | None]" = ContextVar("steps", default=None)


WAITS, GOES_ON = "waits", "goes-on"


class StepCounter:
    """Kills the process, as a crash would, when a request waits, or resumes, for the n-th time.

    `kill_at` is such as `waits:3`. What was written to a connection before it waits has been sent by then.
    """

    def __init__(self, kill_at: str) -> None:
        self._kind, _, left = kill_at.partition(":")
        self._left = int(left)

    def step(self, kind: str) -> None:
        self._left -= kind == self._kind
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class CountedCoroutine(Coroutine[Any, Any, Any]):
    """A coroutine whose every resumption and every suspension is a step."""

    def __init__(self, inner: Coroutine[Any, Any, Any], counter: StepCounter) -> None:
        self._inner = inner
        self._counter = counter

    def send(self, value: Any) -> Any:
        self._counter.step(GOES_ON)
        waiting_for = self._inner.send(value)
        self._counter.step(WAITS)
        return waiting_for

    def throw(self, *error: Any) -> Any:
        self._counter.step(GOES_ON)
        waiting_for = self._inner.throw(*error)
        self._counter.step(WAITS)
        return waiting_for

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return self.send(None)


class Killable:
    """An application whose requests name the step at which the process ends; others are left alone.

    The tasks that a request starts count as well: they inherit its counter.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
        if KILL_AT_HEADER not in headers:
            await self._app(scope, receive, send)
            return
        counter = StepCounter(headers[KILL_AT_HEADER])
        context = copy_context()
        context.run(STEPS.set, counter)
        await asyncio.create_task(self._take(scope, receive, send), context=context)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def count_steps_of_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop count the steps of every task that is started for a counted request."""

    def make_task(
        loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
    ) -> "asyncio.Task[Any]":
        context = options.get("context")
        counter = context.get(STEPS) if context else STEPS.get()
        return asyncio.Task(CountedCoroutine(coroutine, counter) if counter else coroutine, loop=loop, **options)

    loop.set_task_factory(cast(Any, make_task))
