"""Reads what a page's form sends, with limits."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from bot.web.request_body import read_body

#: Bytes; enough for three texts in Thai, each letter of which takes nine bytes.
BODY_LIMIT = 64 * 1024
MOST_FIELDS = 20

FORM_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Mapping[str, str] | Response:
    """Return the fields by name, the first of each; or the response to what is no form of ours (400, 408, 413, 415)."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM_TYPE:
        return Response(status_code=415)
    body = await read_body(request, BODY_LIMIT)
    if isinstance(body, Response):
        return body
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return Response(status_code=400)
    return dict(reversed(pairs))
