"""The responses of a closing or full server, and the time at which it is closed."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.observability.metrics import Metrics
from bot.server.concurrency_limit import ConcurrencyLimiter, ConcurrencyLimitMiddleware

#: Much longer than a test may take; and the time limit of a test that fails.
HOUR, WITHIN = 3600.0, 30.0
ALWAYS = ("/healthz", "/readyz", "/metrics")


class LimitedApp:
    """An application behind its limiter. The test ends its slow requests, in the order in which they came."""

    def __init__(self) -> None:
        self.limiter = ConcurrencyLimiter(Metrics())
        self._inside: asyncio.Queue[asyncio.Event] = asyncio.Queue()
        routes = [Route("/slow", self._slow), *(Route(path, self._quick) for path in (*ALWAYS, "/quick"))]
        transport = httpx.ASGITransport(ConcurrencyLimitMiddleware(Starlette(routes=routes), self.limiter))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://radap")

    async def _quick(self, _: Request) -> Response:
        return Response()

    async def _slow(self, _: Request) -> Response:
        ends = asyncio.Event()
        self._inside.put_nowait(ends)
        await ends.wait()
        return Response()

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    def ask_slowly(self) -> "asyncio.Task[httpx.Response]":
        return asyncio.create_task(self.get("/slow"))

    async def inside(self) -> asyncio.Event:
        """Return the event that ends the next slow request in flight."""
        return await self._inside.get()

    async def close(self) -> None:
        """Close the limiter, with a longer time limit than the test has."""
        async with asyncio.timeout(WITHIN):
            await self.limiter.close(HOUR)


@pytest.fixture
async def app() -> AsyncIterator[LimitedApp]:
    app = LimitedApp()
    async with app.client:
        yield app


async def check_always_answered(app: LimitedApp) -> None:
    for path in ALWAYS:
        assert (await app.get(path)).status_code == 200


def check_turned_away(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["connection"] == "close"


async def test_a_closed_server_answers_health_checks_and_rejects_everything_else(app: LimitedApp) -> None:
    assert (await app.get("/quick")).status_code == 200
    await app.close()
    check_turned_away(await app.get("/quick"))
    await check_always_answered(app)


async def test_a_full_server_answers_health_checks_and_rejects_everything_else(app: LimitedApp) -> None:
    asked = {app.ask_slowly() for _ in range(1000)}
    turned_away, inside = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    for task in turned_away:
        check_turned_away(await task)
    await check_always_answered(app)
    while inside:
        (await app.inside()).set()
        _, inside = await asyncio.wait(inside, return_when=asyncio.FIRST_COMPLETED)
    assert (await app.get("/quick")).status_code == 200


@pytest.mark.parametrize("before", [0, 1, 3])
async def test_without_requests_in_flight_it_closes_at_once(app: LimitedApp, before: int) -> None:
    for _ in range(before):
        assert (await app.get("/quick")).status_code == 200
    await app.close()


async def test_closing_waits_until_the_last_request_is_answered(app: LimitedApp) -> None:
    tasks = [app.ask_slowly() for _ in range(2)]
    first, last = [await app.inside() for _ in tasks]
    closing = asyncio.create_task(app.close())
    first.set()
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for _ in range(10):
        await asyncio.sleep(0)
    assert not closing.done()
    last.set()
    await closing
    assert [(await task).status_code for task in tasks] == [200, 200]


async def test_closing_has_a_time_limit(app: LimitedApp) -> None:
    task = app.ask_slowly()
    ends = await app.inside()
    await app.limiter.close(0)
    ends.set()
    assert (await task).status_code == 200
