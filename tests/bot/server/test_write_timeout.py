"""The write timeout, on real connections with a clock that the test moves."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.server.write_timeout import CHECKS, WRITE_TIMEOUT, WriteTimeout

MUCH = bytes(16 * 1024 * 1024)
LOOK = WRITE_TIMEOUT / CHECKS


@dataclass(eq=False)
class ManualTimer:
    at: float
    callback: Callable[[], None]
    due: "list[ManualTimer]"

    def cancel(self) -> None:
        self.due.remove(self)


class ManualClock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._due: list[ManualTimer] = []

    def time(self) -> float:
        return self._now

    def call_later(self, delay: float, callback: Callable[[], None], /) -> ManualTimer:
        timer = ManualTimer(self._now + delay, callback, self._due)
        self._due.append(timer)
        return timer

    @property
    def is_looking(self) -> bool:
        return bool(self._due)

    def advance(self, seconds: float) -> None:
        end = self._now + seconds
        while self._due and self._due[0].at <= end:
            timer = self._due.pop(0)
            self._now = timer.at
            timer.callback()
        self._now = end


@asynccontextmanager
async def connection() -> AsyncIterator[tuple[asyncio.Transport, socket.socket]]:
    """Return the server's side, and a client with a small receive buffer."""
    loop, connected = asyncio.get_running_loop(), asyncio.Event()
    transports: list[asyncio.Transport] = []

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transports.append(transport)
            connected.set()

    server = await loop.create_server(Server, "127.0.0.1", 0)
    with socket.socket() as client:
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        await loop.sock_connect(client, server.sockets[0].getsockname())
        await connected.wait()
        yield transports[0], client
        transports[0].abort()
    server.close()
    await server.wait_closed()


async def read(client: socket.socket, number: int) -> None:
    """Read this many bytes, in small pieces."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(30):
        while number > 0:
            number -= len(await loop.sock_recv(client, 512))


async def test_a_client_that_reads_nothing_is_closed_after_the_timeout() -> None:
    clock = ManualClock()
    async with connection() as (transport, _):
        timeout = WriteTimeout(clock, transport)
        transport.write(MUCH)
        timeout.start()
        clock.advance(WRITE_TIMEOUT - 0.01)
        assert not transport.is_closing()
        clock.advance(LOOK + 0.01)
        assert transport.is_closing()
        assert not clock.is_looking


async def test_a_client_that_reads_slowly_is_not_closed() -> None:
    clock = ManualClock()
    async with connection() as (transport, client):
        timeout = WriteTimeout(clock, transport)
        transport.write(MUCH)
        timeout.start()
        for _ in range(10):
            clock.advance(WRITE_TIMEOUT - LOOK)
            await read(client, 8192)
            clock.advance(LOOK)
            assert not transport.is_closing()
        clock.advance(WRITE_TIMEOUT)
        assert transport.is_closing()


async def test_a_new_response_has_the_full_timeout() -> None:
    clock = ManualClock()
    async with connection() as (transport, _):
        timeout = WriteTimeout(clock, transport)
        transport.write(MUCH)
        timeout.start()
        clock.advance(WRITE_TIMEOUT - LOOK)
        transport.write(MUCH)
        timeout.start()
        clock.advance(WRITE_TIMEOUT - LOOK)
        assert not transport.is_closing()
        clock.advance(LOOK)
        assert transport.is_closing()


async def test_a_response_that_was_sent_has_no_timer() -> None:
    clock = ManualClock()
    async with connection() as (transport, client):
        timeout = WriteTimeout(clock, transport)
        transport.write(b"short")
        timeout.start()
        await read(client, len(b"short"))
        clock.advance(2 * WRITE_TIMEOUT)
        assert not transport.is_closing()
        assert not clock.is_looking


async def test_a_closed_connection_has_no_timer() -> None:
    clock = ManualClock()
    async with connection() as (transport, _):
        timeout = WriteTimeout(clock, transport)
        transport.write(MUCH)
        timeout.start()
        timeout.stop()
        timeout.stop()
        assert not clock.is_looking
