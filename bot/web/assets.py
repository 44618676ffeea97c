"""Static files under /static. Their addresses contain a hash of the content, so browsers may cache them for a year."""

from functools import cache
from pathlib import Path

import fontpkg_sarabun
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.shared.hashing import digest
from bot.shared.level_styles import LEVEL_STYLES
from bot.web.etag import Content, conditional_response, text_content

STATIC = Path(__file__).parent / "static"
LEVELS_STYLESHEET = "levels.css"
FONT = "Sarabun-Regular.ttf"
FONT_FILE = fontpkg_sarabun.ROOT / "files" / FONT
#: Bytes of the content's hash in an address.
VERSION_BYTES = 6

#: A year. The content at an address with a hash never changes.
IMMUTABLE = "public, max-age=31536000, immutable"
NO_CACHE = "no-cache"
#: The font's address has no hash; its content changes only with a release.
MAX_AGE_30D = "public, max-age=2592000"

#: Not from the `mimetypes` module, which reads the machine's own table: browsers refuse a script of a wrong type.
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
NOSNIFF = {"X-Content-Type-Options": "nosniff"}


def asset(name: str) -> str:
    """Return the address of a file relative to the root, such as `static/chat.css?v=…`. Raises OSError if unknown."""
    return f"static/{name}?v={digest(_bytes(name), VERSION_BYTES)}"


def asset_routes() -> list[BaseRoute]:
    """Return the route of all files. Only known names are read from the disk."""
    names = {LEVELS_STYLESHEET, FONT, *(path.name for path in STATIC.iterdir())}

    async def serve(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names:
            raise HTTPException(404)
        media_type = MEDIA_TYPES[Path(name).suffix]
        return conditional_response(request, _content(name), media_type, NOSNIFF, _cache_control(request, name))

    return [Route("/static/{name}", serve)]


def levels_stylesheet() -> str:
    """Return the levels' styles as custom properties: `.level-2` sets the colour, the ink and the shape of rank 2."""
    return "\n".join(
        f'.level-{rank} {{ --level: {style.colour}; --level-ink: {style.ink}; --level-shape: "{style.shape}"; }}'
        for rank, style in enumerate(LEVEL_STYLES)
    )


def _cache_control(request: Request, name: str) -> str:
    if name == FONT:
        return MAX_AGE_30D
    return IMMUTABLE if "v" in request.query_params else NO_CACHE


@cache
def _content(name: str) -> Content:
    """Return a file, read and compressed at the first request."""
    return text_content(_bytes(name))


def _bytes(name: str) -> bytes:
    if name == LEVELS_STYLESHEET:
        return levels_stylesheet().encode()
    return (FONT_FILE if name == FONT else STATIC / name).read_bytes()
