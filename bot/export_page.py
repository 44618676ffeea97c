"""An officer's exported data behind its link, which opens for an hour."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import StoreUnavailable
from bot.result_finder import SECONDS_TO_RETRY, TOKEN
from bot.store import Store
from bot.web_headers import private_headers

DOWNLOAD = {"Content-Disposition": 'attachment; filename="radap-data.json"'}


class ExportPages:
    """Serves exported data to whoever has the link; the link was told to the officer alone."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    def routes(self) -> list[Route]:
        """`/x/{token}.json`."""
        return [Route("/x/{token}.json", self._data)]

    async def _data(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            text = await self._store.export(token) if TOKEN.fullmatch(token) else None
        except StoreUnavailable:
            return _problem("unavailable", 503, {"Retry-After": SECONDS_TO_RETRY})
        if text is None:
            return _problem("unknown", 404, {})
        return Response(text, media_type="application/json", headers=private_headers() | DOWNLOAD)


def _problem(name: str, status: int, more: dict[str, str]) -> Response:
    return JSONResponse({"problem": name}, status_code=status, headers=private_headers() | more)
