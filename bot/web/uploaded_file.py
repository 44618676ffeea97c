"""Reads the file that a page's form sends (multipart/form-data, RFC 7578), with limits."""

from email.parser import BytesParser
from email.policy import HTTP

from starlette.requests import Request
from starlette.responses import Response

from bot.web.request_body import read_body

FORM_TYPE = "multipart/form-data"

#: Seconds for two megabytes on a slow line.
SECONDS_TO_SEND = 30.0

#: Bytes of the form around the file.
ENVELOPE = 4096


async def read_uploaded_file(request: Request, field: str, limit: int) -> bytes | Response:
    """Return the content of the file in a field; empty where the form has none.

    Otherwise the response to what is no such form (415), or as `read_body`. `limit` is in bytes.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.split(";")[0].strip().lower() != FORM_TYPE:
        return Response(status_code=415)
    body = await read_body(request, limit + ENVELOPE, SECONDS_TO_SEND)
    if isinstance(body, Response):
        return body
    header = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    form = BytesParser(policy=HTTP).parsebytes(header + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == field:
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""
