"""The write timeout: closes connections whose client does not read the response."""

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Callable
from typing import Protocol

#: Seconds without progress after which a connection is closed.
WRITE_TIMEOUT = 10.0

#: Checks for progress within the timeout.
CHECKS = 10

#: Value of SO_LINGER that discards unsent data on close: on, 0 seconds.
LINGER_ZERO = struct.pack("ii", 1, 0)


class Timer(Protocol):
    """A scheduled call."""

    def cancel(self) -> None:
        """Cancel the call."""


class Clock(Protocol):
    """The clock of an event loop."""

    def time(self) -> float:
        """Return the time in seconds."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Timer:
        """Schedule a call after that many seconds."""


class WriteTimeout:
    """Aborts a connection if data waits for the client and it acknowledges no byte for WRITE_TIMEOUT seconds.

    A slow client that reads is never closed: its system accepts more as soon as the program has read. A client that
    reads a trickle keeps its connection but no slot of a pool (see `bot.server.concurrency_limit`).
    """

    def __init__(self, clock: Clock, transport: asyncio.Transport) -> None:
        self._clock = clock
        self._transport = transport
        self._timer: Timer | None = None
        self._unacknowledged = 0
        self._progress_at = 0.0

    def start(self) -> None:
        """Start checking, after something was written, until all of it is sent."""
        self._progress_at = self._clock.time()
        if self._timer is None:
            self._schedule_check()

    def stop(self) -> None:
        """Stop checking, after the connection was lost."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _schedule_check(self) -> None:
        self._timer = self._clock.call_later(WRITE_TIMEOUT / CHECKS, self._check)

    def _check(self) -> None:
        self._timer = None
        waiting = self._transport.get_write_buffer_size()
        if not waiting:
            return
        unacknowledged = waiting + _system_buffer_size(self._transport)
        if unacknowledged < self._unacknowledged:
            self._progress_at = self._clock.time()
        self._unacknowledged = unacknowledged
        if self._clock.time() - self._progress_at >= WRITE_TIMEOUT:
            # Let the system discard the rest too, instead of keeping it for the client.
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
            self._transport.abort()
        else:
            self._schedule_check()


def _system_buffer_size(transport: asyncio.Transport) -> int:
    """Return the bytes in the system's send buffer that the client has not acknowledged; 0 if unknown."""
    try:
        size = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", size)[0])
