"""How the server takes connections."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette

from bot.doors import Doors
from bot.metrics import Metrics
from bot.server import Server

MANY = 200


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=MANY) as listening:
        yield listening


def test_hundreds_that_come_at_once_are_taken_within_some_rounds_of_the_event_loop(listening: socket.socket) -> None:
    app = Starlette()
    app.state.doors = Doors(Metrics())
    server = Server(app)

    async def rounds_to_take_all() -> int:
        serving = asyncio.create_task(server.open_and_serve(listening))
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
