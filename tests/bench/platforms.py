"""The platforms of the bench: a server that accepts every call at once, and records the newest of each chat.

It checks nothing (the tests do, against the platforms' own descriptions), so that it costs little compared with what is
measured.
"""

import asyncio
import json
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools

ME = {"id": 7000000001, "is_bot": True, "first_name": "Radap", "username": "radap_bench_bot"}
RESULTS = {"getMe": ME, "getChatAdministrators": []}
#: Connections that may wait to be accepted: a worker opens hundreds at once.
BACKLOG = 2048

SENT_MESSAGES = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]}'


class Platforms:
    """The recorded calls: `calls` by method; what each chat shows, by chat or reply token.

    `files` are what people sent in LINE, by the id of the message.
    """

    def __init__(self) -> None:
        self.port = 0
        self.calls: Counter[str] = Counter()
        self.shown: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self._message = 100

    def answer(self, path: str, content_type: str, body: bytes) -> bytes:
        """Record a call, and return the body of its response."""
        if path.endswith("/message/reply"):
            self.calls["reply"] += 1
            content = json.loads(body)
            self.shown[content["replyToken"]] = content
            return SENT_MESSAGES
        if path.endswith("/content"):
            return self.files[path.split("/")[-2]]
        method = path.rpartition("/")[2]
        self.calls[method] += 1
        if method in {"sendMessage", "editMessageText", "sendDocument"}:
            return self._message_answer(method, read_parameters(content_type, body))
        return json.dumps({"ok": True, "result": RESULTS.get(method, True)}).encode()

    def _message_answer(self, method: str, parameters: dict[str, Any]) -> bytes:
        chat = str(parameters.get("chat_id", "0"))
        if method == "editMessageText":
            number = int(parameters["message_id"])
        else:
            self._message = number = self._message + 1
        if method != "sendDocument":
            self.shown[chat] = parameters | {"message_id": number}
        result = {
            "message_id": number,
            "date": 1790000000,
            "chat": {"id": int(chat), "type": "private", "first_name": "Officer"},
            "from": ME,
            "text": "…",
        }
        return json.dumps({"ok": True, "result": result}).encode()


def read_parameters(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the parameters of a call to the Bot API, in any form that the libraries send."""
    if "json" in content_type:
        plain: dict[str, Any] = json.loads(body)
        return plain
    if "urlencoded" in content_type:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    parameters = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename=" not in head:
            name = head.partition(b'name="')[2].partition(b'"')[0]
            parameters[name.decode()] = content.removesuffix(b"\r\n").decode()
    return parameters


class Connection(asyncio.Protocol):
    """One keep-alive connection of a program that is measured."""

    def __init__(self, platforms: Platforms) -> None:
        self._platforms = platforms
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._url, self._type, self._body = b"", b"", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """A request begins."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Only the content's type matters."""
        if name.lower() == b"content-type":
            self._type = value

    def on_body(self, body: bytes) -> None:
        """A piece of the content."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answer."""
        assert self._transport is not None
        content = self._platforms.answer(self._url.decode(), self._type.decode(), self._body)
        self._url, self._type, self._body = b"", b"", b""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content)
        self._transport.write(head + content)


@asynccontextmanager
async def running_platforms() -> AsyncIterator[Platforms]:
    """Listen on a free port of this machine."""
    platforms = Platforms()
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    platforms.port = listening.getsockname()[1]
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(platforms), sock=listening, backlog=BACKLOG
    )
    try:
        yield platforms
    finally:
        server.close()
