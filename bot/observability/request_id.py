"""A name for each request, which its answer and all log lines about it carry."""

import logging
import secrets
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-request-id"
BYTES = 8

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    """Begin to work on something else: lines that are logged from here on carry a new name."""
    name = secrets.token_hex(BYTES)
    REQUEST_ID.set(name)
    return name


class RequestIds:
    """Gives each request a name. One that the caller brings is not taken: it could hold anything."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request under its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = new_request_id()

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, name.encode())]
            await send(message)

        await self._app(scope, receive, send_named)


def add_request_id(record: logging.LogRecord) -> bool:
    """A filter for log handlers: the record gets the name of the request, where it is about one."""
    if name := REQUEST_ID.get():
        record.request = name
    return True
