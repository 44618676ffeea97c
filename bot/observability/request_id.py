"""Request ids: each response and all its log records contain one."""

import logging
import secrets
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER = b"x-request-id"
BYTES = 8

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    """Set a new request id for the log records of this task, and return it."""
    request_id = secrets.token_hex(BYTES)
    REQUEST_ID.set(request_id)
    return request_id


class RequestIdMiddleware:
    """Gives each request an id. The client's X-Request-ID is ignored: it could contain anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with a request id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (REQUEST_ID_HEADER, request_id.encode())]
            await send(message)

        await self._app(scope, receive, send_with_id)


def add_request_id(record: logging.LogRecord) -> bool:
    """Filter of log handlers: add the request id to a record."""
    if request_id := REQUEST_ID.get():
        record.request = request_id
    return True
