"""A client on a raw connection, with full control of the bytes that it sends and of the time when it reads."""

import asyncio
import re
import select
import socket
from typing import Self

WITHIN = 30.0
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class RawClient:
    """One connection. With a small `receive_buffer` (bytes) the system buffers little unread data."""

    def __init__(self, address: str, receive_buffer: int | None = None) -> None:
        self._port = int(address.rpartition(":")[2])
        self._socket = socket.socket()
        self._socket.setblocking(False)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)

    async def __aenter__(self) -> Self:
        await asyncio.get_running_loop().sock_connect(self._socket, ("127.0.0.1", self._port))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._socket.close()

    async def send(self, data: bytes) -> bool:
        """Send the data; return False where the server has closed the connection."""
        try:
            async with asyncio.timeout(WITHIN):
                await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except ConnectionError:
            return False
        return True

    async def send_on(self, data: bytes, most: int) -> int:
        """Send the data repeatedly until the server closes the connection; return a lower bound of the bytes sent."""
        sent = 0
        while await self.send(data):
            sent += len(data)
            assert sent < most, "the server goes on reading"
            await asyncio.sleep(0)
        return sent

    async def read(self, most: int = 65536) -> bytes:
        """Read the available data, or wait for some; return nothing where the connection has ended."""
        try:
            async with asyncio.timeout(WITHIN):
                return await asyncio.get_running_loop().sock_recv(self._socket, most)
        except ConnectionError:
            return b""

    async def read_to_end(self) -> bytes:
        """Read everything until the server closes the connection."""
        everything = bytearray()
        while part := await self.read():
            everything += part
        return bytes(everything)

    async def read_answers(self, number: int) -> bytes:
        """Read until this many responses have begun, or the connection has ended."""
        everything = bytearray()
        while len(statuses(everything)) < number and (part := await self.read()):
            everything += part
        return bytes(everything)

    async def is_closed(self) -> None:
        """Wait, without reading, until the server has closed the connection at once."""
        poll = select.poll()
        poll.register(self._socket, 0)  # errors and ends are always reported
        async with asyncio.timeout(WITHIN):
            while not poll.poll(0):
                await asyncio.sleep(0.02)


def statuses(answers: bytes | bytearray) -> list[int]:
    """The statuses of answers, in order."""
    return [int(status) for status in STATUS.findall(answers)]


def get(path: str, *headers: str) -> bytes:
    """A request without a body."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: radap", *headers, "", ""]).encode()
