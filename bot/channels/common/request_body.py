"""Reading the body of a call without trusting its sender."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

#: Bytes.
BODY_LIMIT = 512 * 1024

#: Platforms send a body in one piece; who takes longer keeps a place that others need.
SECONDS_TO_SEND = 10.0

#: What is still on its way is not waited for.
CLOSE = {"Connection": "close"}


async def read_body(request: Request, limit: int = BODY_LIMIT) -> bytes | Response:
    """The body; or the answer to one that is larger than the limit in bytes (413), breaks off (400), or is slow (408).

    No more than the limit is ever kept in memory.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    return Response(status_code=413, headers=CLOSE)
    except ClientDisconnect:
        return Response(status_code=400)
    except TimeoutError:
        return Response(status_code=408, headers=CLOSE)
    return bytes(body)
