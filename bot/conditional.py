"""Answers that a browser need not fetch twice."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.content import Content

#: A private copy may be kept, and is asked about each time.
KEEP_AND_ASK = "private, no-cache"


def conditional_response(request: Request, content: Content, media_type: str, headers: Mapping[str, str]) -> Response:
    """The content with its entity tag; 304 where the browser has it already."""
    kept = {**headers, "Cache-Control": KEEP_AND_ASK, "ETag": content.tag}
    known = (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(","))
    if any(part in {content.tag, "*"} for part in known):
        return Response(status_code=304, headers=kept)
    return Response(content.body, headers=kept, media_type=media_type)
