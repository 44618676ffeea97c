"""The write timeout: what ends a connection whose client does not read its answer."""

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Callable
from typing import Protocol

#: Seconds without progress after which a connection is closed.
WRITE_TIMEOUT = 10.0

#: How often progress is looked for within the timeout.
LOOKS = 10

#: For SO_LINGER: on, for 0 seconds.
AT_ONCE = struct.pack("ii", 1, 0)


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Have it not come."""


class Clock(Protocol):
    """What an event loop knows of time."""

    def time(self) -> float:
        """The time in seconds."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Timer:
        """Call back after that many seconds."""


class WriteTimeout:
    """Aborts a connection of which the client takes nothing for WRITE_TIMEOUT seconds, while something waits for it.

    Progress is every byte whose receipt the client's system acknowledges. So nobody who reads is closed, however slow
    the line is: a system with a full buffer takes more as soon as its program has read. Whoever reads a trickle keeps
    the connection, which is one of the server's many, and no place (see `bot.server.concurrency_limit`).
    """

    def __init__(self, clock: Clock, transport: asyncio.Transport) -> None:
        """Take the connection, and the event loop as the clock that counts."""
        self._clock = clock
        self._transport = transport
        self._timer: Timer | None = None
        self._unread = 0
        self._progress_at = 0.0

    def start(self) -> None:
        """Something was written: look for progress until all of it is on its way."""
        self._progress_at = self._clock.time()
        if self._timer is None:
            self._look_later()

    def stop(self) -> None:
        """The connection has ended."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _look_later(self) -> None:
        self._timer = self._clock.call_later(WRITE_TIMEOUT / LOOKS, self._look)

    def _look(self) -> None:
        self._timer = None
        waiting = self._transport.get_write_buffer_size()
        if not waiting:
            return
        unread = waiting + _bytes_in_system(self._transport)
        if unread < self._unread:
            self._progress_at = self._clock.time()
        self._unread = unread
        if self._clock.time() - self._progress_at >= WRITE_TIMEOUT:
            # The system shall not keep the rest either, to send it some day.
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self._transport.abort()
        else:
            self._look_later()


def _bytes_in_system(transport: asyncio.Transport) -> int:
    """Bytes that this machine's system took and the client's has not acknowledged; 0 where the system does not tell."""
    try:
        answer = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", answer)[0])
