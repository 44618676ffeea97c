"""The result behind its link: a page for people and JSON for programs."""

import logging
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.failure_log import log_known
from bot.editions import Editions
from bot.errors import StoreUnavailable
from bot.links import Links
from bot.result_json import result_json
from bot.store import Store
from bot.web_assets import asset_routes
from bot.web_headers import private_headers
from bot.web_pages import WebPages
from flows.criteria import Criteria
from flows.errors import StoredFormatError, UnknownEditionError
from flows.language import Language, language_from_tag
from flows.result import Result, result_from_json
from flows.result_view import ResultView, level_view, view_result
from flows.wording import Catalogues

LOG = logging.getLogger("radap.results")

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
SECONDS_TO_RETRY = "5"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is nothing to show: the name of its words in the catalogue, and the HTTP status."""

    name: str
    status: int


@dataclass(frozen=True, slots=True)
class Found:
    """A stored result, the criteria that it was made with, and what it says."""

    criteria: Criteria
    result: Result
    view: ResultView


UNKNOWN = Problem("unknown", 404)
OTHER_EDITION = Problem("other_edition", 410)
UNAVAILABLE = Problem("unavailable", 503)


class ResultPages:
    """Serves results to whoever has the link, in either language. The link's token is the only key, and in no log."""

    def __init__(self, *, store: Store, criteria: Criteria, catalogues: Catalogues, links: Links) -> None:
        """Take the store, the criteria in use, the words, and the links."""
        self._store = store
        self._editions = Editions(criteria, store)
        self._catalogues = catalogues
        self._links = links
        self._pages = WebPages()

    def routes(self) -> list[BaseRoute]:
        """`/r/{token}` is the page, `/r/{token}.json` its data (`?lang=`: its language), `/static` their files."""
        return [Route("/r/{token}.json", self._data), Route("/r/{token}", self._page), *asset_routes()]

    async def _page(self, request: Request) -> Response:
        found = await self._find(request)
        if isinstance(found, Problem):
            return self._explain(found)
        view = found.view
        return self._pages.page(
            "result",
            say=self._catalogues[view.language],
            view=view,
            levels=[level_view(found.criteria, level, view.language) for level in found.criteria.levels],
            other_language=next(language for language in Language if language is not view.language),
            data_address=f"{found.result.token}.json?lang={view.language.value}",
        )

    async def _data(self, request: Request) -> Response:
        found = await self._find(request)
        if isinstance(found, Problem):
            return _with_retry(
                JSONResponse({"problem": found.name}, status_code=found.status, headers=private_headers()), found
            )
        data = result_json(found.criteria, found.result, found.view, self._links)
        return JSONResponse(data, headers=private_headers())

    async def _find(self, request: Request) -> Found | Problem:
        """The result of the request's token and its content in the language asked for (else the officer's)."""
        token = request.path_params["token"]
        if not TOKEN.fullmatch(token):
            return UNKNOWN
        try:
            stored = await self._store.result(token)
            if stored is None:
                return UNKNOWN
            result = result_from_json(token, stored)
            language = language_from_tag(request.query_params.get("lang")) or Language(result.language)
            criteria = await self._editions.find(result.edition) or self._editions.newest
            return Found(criteria, result, view_result(criteria, result, self._catalogues[language]))
        except StoreUnavailable as error:
            log_known(LOG, "result not read", error)
            return UNAVAILABLE
        except (UnknownEditionError, StoredFormatError) as error:
            log_known(LOG, "result not shown", error)
            return OTHER_EDITION

    def _explain(self, problem: Problem) -> Response:
        """Whose link it is and which language it has is not known, so the page says it in every one."""
        wordings = [self._catalogues[language] for language in Language]
        page = self._pages.page("problem", status=problem.status, problem=problem.name, wordings=wordings)
        return _with_retry(page, problem)


def _with_retry(response: Response, problem: Problem) -> Response:
    if problem is UNAVAILABLE:
        response.headers["Retry-After"] = SECONDS_TO_RETRY
    return response
