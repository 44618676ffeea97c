"""The owner's copy of a result: its form with the private answers, behind a link that opens for an hour."""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.files import FORM, ResultFiles
from bot.results.lookup import TOKEN, UNAVAILABLE, UNKNOWN, LoadedResult, LookupFailure, ResultLookup, language_of
from bot.storage.copy_record import copy_from_json
from bot.storage.store import Store
from bot.web.etag import plain_response
from bot.web.pages import WebPages
from bot.web.security_headers import private_headers
from flows.errors import StoredFormatError
from flows.model.link import Link, LinkKind

LOG = logging.getLogger("radap.results")

UNKNOWN_COPY = LookupFailure("unknown_copy", 404)


class OwnersCopies:
    """Serves `/o/{token}.pdf`, always from the present result. Nothing is counted, and no browser may store it."""

    def __init__(self, store: Store, lookup: ResultLookup, files: ResultFiles, pages: WebPages) -> None:
        self._links = store.links
        self._lookup = lookup
        self._files = files
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/o/{token}.pdf", self._copy)]

    async def _copy(self, request: Request) -> Response:
        loaded = await self._find(request)
        if isinstance(loaded, LookupFailure):
            return self._pages.explanation(loaded.name, loaded.status, loaded.headers)
        name, content = await self._files.form_of(loaded)
        headers = {**private_headers(), "Content-Disposition": f'inline; filename="{name}"'}
        return plain_response(request, content, FORM.media_type, headers)

    async def _find(self, request: Request) -> LoadedResult | LookupFailure:
        token = request.path_params["token"]
        try:
            stored = await self._links.get_text(Link(LinkKind.COPY, token)) if TOKEN.fullmatch(token) else None
            result = copy_from_json(stored) if stored else ""
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "copy not read", error)
            return UNAVAILABLE
        except StoredFormatError as error:
            log_known(LOG, "copy not readable", error)
            return UNKNOWN_COPY
        loaded = await self._lookup.find_for_owner(result, language_of(request))
        return UNKNOWN_COPY if loaded == UNKNOWN else loaded
