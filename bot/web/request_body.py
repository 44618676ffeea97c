"""Reads a request's body with limits on its size and duration."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

#: Bytes; enough for more than 1,000 typed messages of LINE's in one call.
BODY_LIMIT = 512 * 1024

#: Platforms send a body in one piece. A slower sender would hold a slot that others need.
SECONDS_TO_SEND = 10.0

#: The rest of a refused body is not read.
CLOSE_CONNECTION = {"Connection": "close"}


async def read_body(request: Request, limit: int = BODY_LIMIT, seconds: float = SECONDS_TO_SEND) -> bytes | Response:
    """Return the body, or the response to one that exceeds the limit in bytes (413), breaks off (400) or is slow (408).

    At most the limit and one chunk are held in memory.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    return Response(status_code=413, headers=CLOSE_CONNECTION)
    except ClientDisconnect:
        return Response(status_code=400)
    except TimeoutError:
        return Response(status_code=408, headers=CLOSE_CONNECTION)
    return bytes(body)
