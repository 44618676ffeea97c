"""A TCP proxy that stops in the middle: after some bytes it passes nothing on, and tells so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class StallingProxy:
    """Passes on what clients send until `limit` bytes have gone through, on all connections together."""

    def __init__(self, to_port: int, limit: int) -> None:
        self._to_port, self._left = to_port, limit
        self.port = 0
        self.stalled = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        try:
            # Cancelled by `close`; asyncio's stream server would log that as an error.
            with suppress(OSError, asyncio.CancelledError):
                await asyncio.gather(self._limited(reader, server_writer), self._whole(server_reader, writer))
        finally:
            for end in (writer, server_writer):
                end.transport.abort()

    async def _limited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65536):
            self._left -= len(part)
            if self._left < 0:
                self.stalled.set()
                await asyncio.Event().wait()
            writer.write(part)
            await writer.drain()
        writer.close()

    async def _whole(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
        writer.close()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def stalling_proxy(to_port: int, limit: int) -> AsyncIterator[StallingProxy]:
    proxy = StallingProxy(to_port, limit)
    server = await asyncio.start_server(proxy.connect, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()
