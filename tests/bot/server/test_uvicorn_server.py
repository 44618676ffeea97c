"""The server accepts bursts of connections, and closes those of clients that do not read."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.observability.metrics import Metrics
from bot.server.concurrency_limit import ConcurrencyLimiter
from bot.server.uvicorn_server import Server
from tests.fakes.raw_client import RawClient, get

MANY = 200


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=MANY) as listening:
        yield listening


def test_hundreds_of_connections_are_accepted_within_some_iterations_of_the_event_loop(
    listening: socket.socket,
) -> None:
    app = Starlette()
    app.state.limiter = ConcurrencyLimiter(Metrics())
    server = Server(app)

    async def rounds_to_take_all() -> int:
        serving = asyncio.create_task(server.serve_on(listening))
        while not server.started:
            await asyncio.sleep(0)
        rounds = 0
        while len(server.server_state.connections) < MANY:
            await asyncio.sleep(0)
            rounds += 1
        server.should_exit = True
        await serving
        return rounds

    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(socket.create_connection(listening.getsockname()))
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            assert runner.run(rounds_to_take_all()) < MANY / 4


SMALL, PART = 2048, 48 * 1024


async def whole(_: Request) -> Response:
    """Less than the transport's high-water mark."""
    return Response(bytes(PART))


async def in_parts(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield bytes(PART)

    return StreamingResponse(parts())


@pytest.mark.parametrize("answer", [whole, in_parts])
def test_a_client_that_does_not_read_its_response_is_closed(
    listening: socket.socket, answer: Callable[[Request], Awaitable[Response]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.write_timeout.WRITE_TIMEOUT", 0.2)
    app = Starlette(routes=[Route("/", answer)])
    app.state.limiter = ConcurrencyLimiter(Metrics())
    server = Server(app)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)

    async def serve() -> None:
        serving = asyncio.create_task(server.serve_on(listening))
        while not server.started:
            await asyncio.sleep(0)
        async with RawClient(f"http://127.0.0.1:{listening.getsockname()[1]}", receive_buffer=SMALL) as client:
            assert await client.send(get("/"))
            await client.is_closed()
        server.should_exit = True
        await serving

    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(serve())
