"""The page at the address itself, and the one for addresses that lead nowhere."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.web.pages import WebPages


class HomePages:
    """Say what Radap is, in every language, to whoever comes by without a chat or a link."""

    def __init__(self, pages: WebPages) -> None:
        """Take the templates."""
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """`/`, for where no chat page has taken it."""
        return [Route("/", self._home)]

    async def not_found(self, request: Request, error: Exception) -> Response:
        """The answer to an address that leads nowhere."""
        return self._pages.explanation("nowhere", 404)

    async def _home(self, request: Request) -> Response:
        return self._pages.explanation("home")
