"""uvicorn's HTTP protocol with limits on the memory, time and log lines that one connection can cost."""

import asyncio
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from bot.server.concurrency_limit import SERVICE_UNAVAILABLE
from bot.server.refusal_log import Refusal, RefusalLog
from bot.server.write_timeout import WriteTimeout

#: Open connections, of some kilobytes each. Requests on more connections get 503.
MAX_CONNECTIONS = 4000

#: Seconds for a whole request head. uvicorn has no such limit, so that clients that send a byte now and then
#: (Slowloris) could hold all connections.
HEADER_TIMEOUT_SECONDS = 10.0

#: Bytes of a request head, which is held in memory until it is complete. Browsers and proxies send less than 32 KiB.
MAX_HEAD_BYTES = 64 * 1024

#: Bytes that are parsed at once. The parser does not stop after a request: a chunk of the shortest requests makes 57
#: of them, of some two kilobytes each, before the first is answered.
CHUNK_BYTES = 1024


class LimitedHttpProtocol(HttpToolsProtocol):
    """Closes connections whose request head is late or too large, or whose client does not read the response.

    Pipelined requests are parsed one after the other: reading pauses until the response before is complete.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        refusals: RefusalLog,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._refusals = refusals
        self._unparsed = bytearray()
        #: Bytes parsed since the last whole head or body chunk: of the next head, or of trailers.
        self._head_bytes = 0
        self._is_in_message = False
        self._ignores_input = False
        self._is_flooding = False
        self._newest: RequestResponseCycle | None = None
        self._current: RequestResponseCycle | None = None
        self._header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the header timeout of the first request."""
        super().connection_made(transport)
        self._write_timeout = WriteTimeout(self.loop, transport)
        self._start_header_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers, and tell the request in flight; uvicorn tells only the last one that was parsed."""
        self._stop_header_timeout()
        self._write_timeout.stop()
        self._unset_keepalive_if_required()
        if self._current and not self._current.response_complete:
            self._current.disconnected = True
            self._current.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the data, unless an earlier request is unanswered."""
        if not self._ignores_input:
            self._unparsed += data
            self._parse()

    def pause_writing(self) -> None:
        """Start the write timeout, because the client reads too slowly."""
        super().pause_writing()
        self._write_timeout.start()

    def on_message_begin(self) -> None:
        """Start the header timeout of a request."""
        super().on_message_begin()
        self._start_header_timeout()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Read a header, and ignore trailers, which follow a body."""
        if not self._is_in_message:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the application for a whole head, or answer 503 if there are too many connections."""
        self._stop_header_timeout()
        self._head_bytes, self._is_in_message = 0, True
        is_full = len(self.connections) > MAX_CONNECTIONS
        if is_full:
            self._refusals.count(Refusal.TOO_MANY_CONNECTIONS)
        self.app = SERVICE_UNAVAILABLE if is_full else self.config.loaded_app
        super().on_headers_complete()
        self._newest = self.cycle

    def on_body(self, body: bytes) -> None:
        """Reset the count of the head's bytes at a chunk of a body."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Reset the count of the head's bytes at the end of a request."""
        self._head_bytes, self._is_in_message = 0, False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Parse what came meanwhile. A body that the application did not read closes the connection."""
        self._write_timeout.start()
        if self.cycle.response_complete:
            self._close_if_last()
        super().on_response_complete()
        if not self.transport.is_closing():
            self._parse()

    def _close_if_last(self) -> None:
        if self._is_flooding:
            self._refuse(431, Refusal.HEAD_TOO_LARGE)
        elif self._ignores_input or self.cycle.more_body:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._current = cycle
        super()._start_asgi_task(cycle, app)

    def _parse(self) -> None:
        if not self._unparsed:
            return
        self._unset_keepalive_if_required()
        while self._unparsed and not self._owes_answer():
            if self._head_bytes >= MAX_HEAD_BYTES:
                self._refuse(431, Refusal.HEAD_TOO_LARGE)
                return
            size = min(CHUNK_BYTES, MAX_HEAD_BYTES - self._head_bytes)
            chunk = bytes(self._unparsed[:size])
            del self._unparsed[:size]
            self._head_bytes += len(chunk)
            self._feed(chunk)
        if self._unparsed:
            self._pause_reading()
        elif self._head_bytes and not self._is_in_message and not self._header_timer:
            self._start_header_timeout()  # line breaks between requests are no head

    def _feed(self, chunk: bytes) -> None:
        try:
            self.parser.feed_data(chunk)
        except httptools.HttpParserUpgrade:
            self._ignore_input()  # no other protocol is supported: the request is answered as plain HTTP
        except httptools.HttpParserError:
            self._refuse(400, Refusal.MALFORMED)

    def _owes_answer(self) -> bool:
        """Return whether an earlier request is unanswered, so that the next data must wait."""
        newest = self._newest
        return newest is not None and not newest.response_complete and not newest.more_body

    def _pause_reading(self) -> None:
        """Pause reading. A client that sends more than a head meanwhile is refused after the response."""
        self.flow.pause_reading()
        if len(self._unparsed) > MAX_HEAD_BYTES:
            self._is_flooding = self._ignores_input = True
            self._unparsed.clear()

    def _ignore_input(self) -> None:
        """Ignore further data, and close the connection after the last response."""
        self._ignores_input = True
        self._unparsed.clear()
        if self._newest:
            self._newest.keep_alive = False

    def _refuse(self, status: int, reason: Refusal) -> None:
        """Send an error and close. If a response is in progress, close after it instead."""
        self._refusals.count(reason)
        self._ignore_input()
        if self._is_answering():
            return
        head = [STATUS_LINE[status], b"content-length: 0\r\nconnection: close\r\n"]
        head += [name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers]
        self.transport.write(b"".join([*head, b"\r\n"]))
        self._write_timeout.start()
        self.transport.close()

    def _is_answering(self) -> bool:
        """Return whether a whole request is in flight, or a response has started."""
        current = self._current
        if current is None or current.response_complete:
            return False
        return current.response_started or not current.more_body

    def _start_header_timeout(self) -> None:
        self._stop_header_timeout()
        self._header_timer = self.loop.call_later(HEADER_TIMEOUT_SECONDS, self._on_header_timeout)

    def _stop_header_timeout(self) -> None:
        if self._header_timer:
            self._header_timer.cancel()
            self._header_timer = None

    def _on_header_timeout(self) -> None:
        """Close the connection, unless an earlier request is unanswered: until then the next head is not read."""
        if self._current and not self._current.response_complete:
            self._start_header_timeout()
        else:
            self.transport.close()
