"""Downloads of files that people send, from the platforms' own servers: in pieces, up to a size, without redirects."""

import aiohttp

from bot.errors import PlatformRefused, PlatformUnavailable, SheetRefusal, SheetRefused
from bot.sheets.sheet_reader import CHAT_LIMITS, MIB

#: Seconds for a file of two megabytes on a slow line.
DOWNLOAD_SECONDS = 15.0

PIECE = 64 * 1024


def refuse_large(size: int, limit: int = CHAT_LIMITS.file_bytes) -> None:
    """Raise SheetRefused for a file of more bytes than are read in a chat."""
    if size > limit:
        told = f"{max(size, limit + MIB // 10) / MIB:.1f}".removesuffix(".0")
        raise SheetRefused(SheetRefusal.TOO_LARGE, size=told, limit=str(limit // MIB))


async def download(
    session: aiohttp.ClientSession, platform: str, address: str, *, proxy: str | None, authorization: str = ""
) -> bytes:
    """Return the content behind an address of a platform's.

    The address may hold a secret: no error names it, and a redirect is not followed. Raises SheetRefused for a file
    that is too large, PlatformUnavailable, and PlatformRefused where the file is gone.
    """
    headers = {"Authorization": authorization} if authorization else None
    timeout = aiohttp.ClientTimeout(total=DOWNLOAD_SECONDS)
    try:
        async with session.get(
            address, headers=headers, timeout=timeout, allow_redirects=False, proxy=proxy
        ) as response:
            if response.status != 200:
                raise _refused(platform, response.status)
            refuse_large(response.content_length or 0)
            return await _content(response)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # Not chained: the library's errors name the address.
        raise PlatformUnavailable(platform, type(error).__name__) from None


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """Read a body; at most the limit and one piece are held in memory."""
    content = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        content += piece
        refuse_large(len(content))
    return bytes(content)


def _refused(platform: str, status: int) -> PlatformRefused | PlatformUnavailable:
    is_temporary = status in {202, 429} or status >= 500
    return (PlatformUnavailable if is_temporary else PlatformRefused)(platform, str(status))
