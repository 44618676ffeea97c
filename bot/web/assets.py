"""The pages' files: what is under /static, with addresses that change when a file's content does."""

from functools import cache
from pathlib import Path

import fontpkg_sarabun
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.shared.hashing import digest
from bot.shared.level_styles import LEVEL_STYLES
from bot.web.content import Content, text_content
from bot.web.etag import conditional_response

FOLDER = Path(__file__).parent / "static"
LEVELS_STYLESHEET = "levels.css"
FONT = "Sarabun-Regular.ttf"
FONT_FILE = fontpkg_sarabun.ROOT / "files" / FONT
VERSION_BYTES = 6

#: A year: an address with a version never means another content.
IMMUTABLE = "public, max-age=31536000, immutable"
NO_CACHE = "no-cache"
#: The font's name means one content as long as a release lasts.
MAX_AGE_30D = "public, max-age=2592000"

#: By their ends, so that no machine's own table makes a script something that browsers refuse.
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
SAFE = {"X-Content-Type-Options": "nosniff"}


def asset(name: str) -> str:
    """The address of a file from the server's top, such as `static/chat.css?v=…`. Raises OSError for an unknown one."""
    return f"static/{name}?v={digest(_bytes(name), VERSION_BYTES)}"


def asset_routes() -> list[BaseRoute]:
    """The route of all files; no other name is looked for on the disk."""
    names = {LEVELS_STYLESHEET, FONT, *(path.name for path in FOLDER.iterdir())}

    async def serve(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names:
            raise HTTPException(404)
        media_type = MEDIA_TYPES[Path(name).suffix]
        return conditional_response(request, _content(name), media_type, SAFE, _keeping(request, name))

    return [Route("/static/{name}", serve)]


def levels_stylesheet() -> str:
    """The palette as custom properties: `.level-2` sets the colour, the ink and the shape of that rank."""
    return "\n".join(
        f'.level-{rank} {{ --level: {mark.colour}; --level-ink: {mark.ink}; --level-shape: "{mark.shape}"; }}'
        for rank, mark in enumerate(LEVEL_STYLES)
    )


def _keeping(request: Request, name: str) -> str:
    if name == FONT:
        return MAX_AGE_30D
    return IMMUTABLE if "v" in request.query_params else NO_CACHE


@cache
def _content(name: str) -> Content:
    """A file, compressed when it is first asked for: it stays the same as long as the program runs."""
    return text_content(_bytes(name))


def _bytes(name: str) -> bytes:
    if name == LEVELS_STYLESHEET:
        return levels_stylesheet().encode()
    return (FONT_FILE if name == FONT else FOLDER / name).read_bytes()
