"""The way past the router for what is asked for most: webhook calls and results."""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

#: A result's page (no ending) or one of its files.
RESULT = re.compile(r"/r/([^/.]+)(\.[^/.]+)?")
RESULT_PATTERN = "/r/{token}"


class Shortcut:
    """Hands requests to their endpoints at once.

    Trying route after route and preparing for errors that these endpoints never raise would take longer than reading
    an event, and a fifth of serving a result that is kept in memory.
    """

    def __init__(self, app: ASGIApp, routes: Mapping[str, Route]) -> None:
        """Take what answers everything else, and the routes by their patterns; they may be added later."""
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        route = self._route(scope) if scope["type"] == "http" else None
        if route is None or scope["method"] not in (route.methods or ()):
            await self._app(scope, receive, send)
            return
        response = await route.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)

    def _route(self, scope: Scope) -> Route | None:
        path: str = scope["path"]
        if result := RESULT.fullmatch(path):
            token, ending = result.groups("")
            scope["path_params"] = {"token": token}
            path = RESULT_PATTERN + ending
        return self._routes.get(path)
