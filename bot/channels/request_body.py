"""Reading the body of a call without trusting its sender."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

#: Bytes.
BODY_LIMIT = 1024 * 1024


async def read_body(request: Request, limit: int = BODY_LIMIT) -> bytes | Response:
    """The body; or the answer to one that is larger than the limit in bytes (413) or breaks off (400).

    No more than the limit is ever kept in memory.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=400)
    return bytes(body)
