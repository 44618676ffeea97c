"""The response to a request that raised an unexpected exception."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.observability.request_id import REQUEST_ID, REQUEST_ID_HEADER
from bot.web.pages import WebPages
from bot.web.security_headers import private_headers

#: Path prefixes of the platforms' calls and of programs' calls. Everything else is for people.
WEBHOOKS = ("/line/", "/telegram/")
PROGRAMS = ("/chat/turn", "/healthz", "/readyz", "/metrics")
JSON_EXTENSION = ".json"


class FailureHandler:
    """Starlette's exception handler: answers 500 without the cause. uvicorn logs the exception."""

    def __init__(self, pages: WebPages) -> None:
        self._pages = pages

    async def handle(self, request: Request, error: Exception) -> Response:
        """Return no body for a platform, which redelivers, JSON for a program, and a page for a person."""
        response = self._response(request.url.path)
        # Starlette runs this handler outside the middleware that adds the header to other responses.
        response.headers[REQUEST_ID_HEADER.decode()] = REQUEST_ID.get()
        return response

    def _response(self, path: str) -> Response:
        if path.startswith(WEBHOOKS):
            return Response(status_code=500)
        if path.startswith(PROGRAMS) or path.endswith(JSON_EXTENSION):
            return JSONResponse({"problem": "failed"}, status_code=500, headers=private_headers())
        return self._pages.explanation("failed", 500)
