"""An officer's exported data behind a link that is valid for an hour."""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import TOKEN, UNAVAILABLE, UNKNOWN
from bot.storage.store import Store
from bot.web.security_headers import private_headers
from flows.errors import StoredFormatError
from flows.model.link import Link, LinkKind

LOG = logging.getLogger("radap.results")

DOWNLOAD = {"Content-Disposition": 'attachment; filename="radap-data.json"'}


class DataExports:
    """Serves `/x/{token}.json`. Only the officer who exported the data got the link."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/x/{token}.json", self._data)]

    async def _data(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            text = await self._store.links.get_text(Link(LinkKind.EXPORT, token)) if TOKEN.fullmatch(token) else None
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "export not read", error)
            return UNAVAILABLE.as_json()
        except StoredFormatError as error:
            log_known(LOG, "export not readable", error)
            return UNKNOWN.as_json()
        if text is None:
            return UNKNOWN.as_json()
        return Response(text, media_type="application/json", headers=private_headers() | DOWNLOAD)
