"""uvicorn's HTTP protocol, with limits on what one connection may take of the server: memory, time and log lines."""

import asyncio
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from bot.server.concurrency_limit import TURNED_AWAY
from bot.server.refusal_log import Refusal, RefusalLog
from bot.server.write_timeout import WriteTimeout

#: Open connections; each takes some kilobytes. Those beyond get 503.
CONNECTIONS = 4000

#: Seconds in which a request's head must have come.
SECONDS_FOR_HEAD = 10.0

#: Bytes of a request's head. Browsers and proxies keep below 32 KiB; a head is held in memory until it is whole.
HEAD_LIMIT = 64 * 1024

#: Bytes that are parsed at once. The parser does not stop within them: of the shortest requests there is, it makes as
#: many as they hold (57) before it is seen that an answer is owed. Each takes some two kilobytes.
PIECE = 1024


class LimitedHttpProtocol(HttpToolsProtocol):
    """Closes a connection that sends no whole head in time, sends too large a one, or does not read its answers.

    Requests are read one after the other: what comes before an answer is complete waits, and no more is taken.
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
        """Take what uvicorn gives, and what counts the refused."""
        super().__init__(config, server_state, app_state, _loop)
        self._refusals = refusals
        self._unparsed = bytearray()
        #: Bytes that were parsed since the last whole head or piece of a body: of the next head, or of trailers.
        self._head_bytes = 0
        self._is_in_message = False
        self._reads_no_more = False
        self._sent_too_early = False
        self._newest: RequestResponseCycle | None = None
        self._in_work: RequestResponseCycle | None = None
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._write_timeout = WriteTimeout(self.loop, transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing comes any more, and nothing can be sent: also not by a request that others came after."""
        self._stop_waiting()
        self._write_timeout.stop()
        self._unset_keepalive_if_required()
        if self._in_work and not self._in_work.response_complete:
            self._in_work.disconnected = True
            self._in_work.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, as far as it is time for it."""
        if not self._reads_no_more:
            self._unparsed += data
            self._parse()

    def pause_writing(self) -> None:
        """More waits for the client than should: it has to read."""
        super().pause_writing()
        self._write_timeout.start()

    def on_message_begin(self) -> None:
        """Wait for the rest of a request's head."""
        super().on_message_begin()
        self._wait_for_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those behind a body (trailers) are left out, as they came too late to be checked."""
        if not self._is_in_message:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here: have it answered, or turned away where the server is full."""
        self._stop_waiting()
        self._head_bytes, self._is_in_message = 0, True
        is_full = len(self.connections) > CONNECTIONS
        if is_full:
            self._refusals.count(Refusal.TOO_MANY_CONNECTIONS)
        self.app = TURNED_AWAY if is_full else self.config.loaded_app
        super().on_headers_complete()
        self._newest = self.cycle

    def on_body(self, body: bytes) -> None:
        """A piece of a body is here."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is here as a whole."""
        self._head_bytes, self._is_in_message = 0, False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with what came meanwhile; a body that nobody waited for is not read to its end."""
        self._write_timeout.start()
        if self.cycle.response_complete:
            self._end_if_last()
        super().on_response_complete()
        if not self.transport.is_closing():
            self._parse()

    def _end_if_last(self) -> None:
        if self._sent_too_early:
            self._refuse(431, Refusal.HEAD_TOO_LARGE)
        elif self._reads_no_more or self.cycle.more_body:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._in_work = cycle
        super()._start_asgi_task(cycle, app)

    def _parse(self) -> None:
        if not self._unparsed:
            return
        self._unset_keepalive_if_required()
        while self._unparsed and not self._owes_answer():
            if self._head_bytes >= HEAD_LIMIT:
                self._refuse(431, Refusal.HEAD_TOO_LARGE)
                return
            size = min(PIECE, HEAD_LIMIT - self._head_bytes)
            piece = bytes(self._unparsed[:size])
            del self._unparsed[:size]
            self._head_bytes += len(piece)
            self._feed(piece)
        if self._unparsed:
            self._hold()
        elif self._head_bytes and not self._is_in_message and not self._head_timer:
            self._wait_for_head()  # line ends between two requests begin none

    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            self._read_no_more()  # no other protocol is spoken here; the request is answered as it stands
        except httptools.HttpParserError:
            self._refuse(400, Refusal.MALFORMED)

    def _owes_answer(self) -> bool:
        """Whether what comes belongs to a request after one that is not answered yet."""
        newest = self._newest
        return newest is not None and not newest.response_complete and not newest.more_body

    def _hold(self) -> None:
        """Let what came too early wait; who sends more of it than a head may have is refused after the answer."""
        self.flow.pause_reading()
        if len(self._unparsed) > HEAD_LIMIT:
            self._sent_too_early = self._reads_no_more = True
            self._unparsed.clear()

    def _read_no_more(self) -> None:
        """End the connection with the answer to the last request that was read."""
        self._reads_no_more = True
        self._unparsed.clear()
        if self._newest:
            self._newest.keep_alive = False

    def _refuse(self, status: int, reason: Refusal) -> None:
        """Answer and close; where an answer is on its way, close after that."""
        self._refusals.count(reason)
        self._read_no_more()
        if self._is_answering():
            return
        head = [STATUS_LINE[status], b"content-length: 0\r\nconnection: close\r\n"]
        head += [name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers]
        self.transport.write(b"".join([*head, b"\r\n"]))
        self._write_timeout.start()
        self.transport.close()

    def _is_answering(self) -> bool:
        """Whether a request is in work that has come as a whole, or whose answer has begun."""
        work = self._in_work
        if work is None or work.response_complete:
            return False
        return work.response_started or not work.more_body

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._head_timer = self.loop.call_later(SECONDS_FOR_HEAD, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        """Close; but while an answer is owed, the rest of the next head is not even read."""
        if self._in_work and not self._in_work.response_complete:
            self._wait_for_head()
        else:
            self.transport.close()
