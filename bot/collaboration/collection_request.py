"""What every request to a collection's pages begins with: the access of the browser, and the page without one."""

import logging
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.collaboration.coordinator_access import Coordinator, CoordinatorAccesses
from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import language_of
from bot.shared.links import Links
from bot.web.origin_check import is_own_page
from bot.web.pages import WebPages
from bot.web.security_headers import private_headers
from flows.errors import StoredFormatError
from flows.i18n.dates import spoken_date
from flows.i18n.language import Language
from flows.i18n.wording import Wording

LOG = logging.getLogger("radap.collections")

RETRY_AFTER = {"Retry-After": "5"}

Answer = Callable[[Request, Coordinator], Awaitable[Response]]
Find = Callable[[Request], Awaitable[Coordinator | None]]


class CollectionRequests:
    """Wraps the endpoints of collections: none answers a request without an access."""

    def __init__(self, accesses: CoordinatorAccesses, pages: WebPages, links: Links) -> None:
        self._accesses = accesses
        self._pages = pages
        self._links = links

    def page(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a page for the browser of a coordinator."""
        return self._endpoint(self._accesses.of_cookie, answer, self._pages.explanation)

    def file(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a file for the browser of a coordinator."""
        return self._endpoint(self._accesses.of_cookie, answer, _problem)

    def live(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a table for a program, which has no cookie."""

        async def find(request: Request) -> Coordinator | None:
            return await self._accesses.of_live_table(request.path_params["address"])

        return self._endpoint(find, answer, _problem)

    def form(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a form of Radap's own page."""
        endpoint = self.page(answer)

        async def checked(request: Request) -> Response:
            if not is_own_page(request, self._links):
                return self._pages.explanation("code_other_site", 403)
            return await endpoint(request)

        return checked

    def _endpoint(
        self, find: Find, answer: Answer, explain: Callable[..., Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                coordinator = await find(request)
                if coordinator is None:
                    return explain("unknown_collection", 404)
                return await answer(request, coordinator)
            except (StoreUnavailable, KeyMissing) as error:
                log_known(LOG, "collection not read", error)
            except StoredFormatError as error:
                log_known(LOG, "collection not readable", error)
            return explain("unavailable", 503, RETRY_AFTER)

        return endpoint


def _problem(name: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Return the response for a program."""
    return JSONResponse({"problem": name}, status_code=status, headers={**private_headers(), **(headers or {})})


def page_language(request: Request, coordinator: Coordinator) -> Language:
    """Return the language of `?lang=`, or else that of the collection."""
    return language_of(request) or Language(coordinator.collection.language)


def frame_values(coordinator: Coordinator, wording: Wording) -> dict[str, object]:
    """Return what the heading of every page of a collection shows."""
    collection = coordinator.collection
    return {
        "collection": collection,
        "name": coordinator.name,
        "until": spoken_date(collection.until - 1, wording),
        "is_closed": not collection.is_open(int(time.time())),
    }
