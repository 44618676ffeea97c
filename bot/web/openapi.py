"""The description of what is public, for programs: OpenAPI 3.1, kept as data; a test compares it with the answers."""

from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.shared.version import installed_version
from bot.web.etag import CACHE_PUBLIC, Content, conditional_response, text_content
from bot.web.security_headers import private_headers

FILE = Path(__file__).parent / "openapi.json"


class OpenApiDescription:
    """Serves `/openapi.json`: docs/result-json.md says what the fields of the data mean."""

    def __init__(self) -> None:
        description = orjson.loads(FILE.read_bytes())
        description["info"]["version"] = installed_version()
        self._content: Content = text_content(orjson.dumps(description))

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/openapi.json", self._description)]

    async def _description(self, request: Request) -> Response:
        return conditional_response(request, self._content, "application/json", private_headers(), CACHE_PUBLIC)
