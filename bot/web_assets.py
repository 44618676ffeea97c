"""The pages' files: what is under /static, with addresses that change when a file's content does."""

import gzip
from functools import cache
from pathlib import Path

import fontpkg_sarabun
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.digest import digest
from bot.palette import MARKS

FOLDER = Path(__file__).parent / "static"
LEVELS_STYLESHEET = "levels.css"
FONT = "Sarabun-Regular.ttf"
FONT_FILE = fontpkg_sarabun.ROOT / "files" / FONT
VERSION_BYTES = 6

#: A year: an address with a version never means another content.
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
A_MONTH = "public, max-age=2592000"


def asset(name: str) -> str:
    """The address of a file from the server's top, such as `static/chat.css?v=…`. Raises OSError for an unknown one."""
    content = levels_stylesheet().encode() if name == LEVELS_STYLESHEET else (FOLDER / name).read_bytes()
    return f"static/{name}?v={digest(content, VERSION_BYTES)}"


def asset_routes() -> list[BaseRoute]:
    """The routes of all files."""
    return [
        Route(f"/static/{LEVELS_STYLESHEET}", _levels),
        Route(f"/static/{FONT}", _font),
        Mount("/static", _VersionedFiles(directory=FOLDER)),
    ]


def levels_stylesheet() -> str:
    """The palette as custom properties: `.level-2` sets the colour, the ink and the shape of that rank."""
    return "\n".join(
        f'.level-{rank} {{ --level: {mark.colour}; --level-ink: {mark.ink}; --level-shape: "{mark.shape}"; }}'
        for rank, mark in enumerate(MARKS)
    )


def _headers(scope: Scope) -> dict[str, str]:
    is_versioned = "v" in QueryParams(scope["query_string"])
    return {"Cache-Control": FOREVER if is_versioned else ASK_EACH_TIME, "X-Content-Type-Options": "nosniff"}


async def _levels(request: Request) -> Response:
    return Response(levels_stylesheet(), media_type="text/css", headers=_headers(request.scope))


async def _font(request: Request) -> Response:
    """The font of pages and documents; its name means one content as long as a release lasts."""
    headers = {"Cache-Control": A_MONTH, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_packed_font(), media_type="font/ttf", headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(FONT_FILE, media_type="font/ttf", headers=headers)


@cache
def _packed_font() -> bytes:
    return gzip.compress(FONT_FILE.read_bytes(), mtime=0)


class _VersionedFiles(StaticFiles):
    """Static files that a browser may keep, where it asked for a version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_headers(scope))
        return response
