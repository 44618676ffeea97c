"""Answers that a browser need not fetch twice, compressed where it takes that."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.web.accept_encoding import GZIP, prefers_gzip
from bot.web.content import Content

#: A private copy may be kept, and is asked about each time.
CACHE_REVALIDATE = "private, no-cache"


def conditional_response(
    request: Request, content: Content, media_type: str, headers: Mapping[str, str], keeping: str = CACHE_REVALIDATE
) -> Response:
    """The content with its entity tag; 304 where the browser has it already. `keeping` is what caches are told."""
    takes_packed = _takes_packed(request, content)
    tag = content.packed_tag if takes_packed else content.tag
    kept = {**headers, "Cache-Control": keeping, "ETag": tag, **_varying(content)}
    known = (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(","))
    if any(part in {tag, "*"} for part in known):
        return Response(status_code=304, headers=kept)
    return _sent(content, media_type, kept, is_packed=takes_packed)


def plain_response(request: Request, content: Content, media_type: str, headers: Mapping[str, str]) -> Response:
    """The content without an entity tag, for what no browser may keep."""
    return _sent(content, media_type, {**headers, **_varying(content)}, is_packed=_takes_packed(request, content))


def _takes_packed(request: Request, content: Content) -> bool:
    return content.is_packed and prefers_gzip(",".join(request.headers.getlist("accept-encoding")))


def _varying(content: Content) -> dict[str, str]:
    return {"Vary": "Accept-Encoding"} if content.is_packed else {}


def _sent(content: Content, media_type: str, headers: Mapping[str, str], *, is_packed: bool) -> Response:
    if is_packed:
        return Response(content.kept, headers={**headers, "Content-Encoding": GZIP}, media_type=media_type)
    return Response(content.body, headers=headers, media_type=media_type)
