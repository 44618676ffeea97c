"""The answer to a request that failed in a way that nobody foresaw."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.observability.request_id import HEADER, REQUEST_ID
from bot.web.pages import WebPages
from bot.web.security_headers import private_headers

#: By the beginning of the path: what platforms and programs call, and whose callers read no page.
WEBHOOKS = ("/line/", "/telegram/")
PROGRAMS = ("/chat/turn", "/healthz", "/readyz", "/metrics")
DATA = ".json"


class FailurePage:
    """Answers 500 without a word about the cause; the server logs that, and its log line is counted."""

    def __init__(self, pages: WebPages) -> None:
        """Take the templates."""
        self._pages = pages

    async def answer(self, request: Request, error: Exception) -> Response:
        """Nothing for a platform, which sends its call again; data for a program; a page for a person."""
        response = self._fitting(request.url.path)
        # This answer is made outside of what names the others.
        response.headers[HEADER.decode()] = REQUEST_ID.get()
        return response

    def _fitting(self, path: str) -> Response:
        if path.startswith(WEBHOOKS):
            return Response(status_code=500)
        if path.startswith(PROGRAMS) or path.endswith(DATA):
            return JSONResponse({"problem": "failed"}, status_code=500, headers=private_headers())
        return self._pages.explanation("failed", 500)
