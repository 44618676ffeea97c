"""The page of a result for a coordinator: what was given, and no evidence, remark or private answer."""

import asyncio
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.collaboration.collection_request import page_language
from bot.collaboration.collection_services import CollectionServices
from bot.collaboration.coordinator_access import Coordinator
from bot.results.lookup import LoadedResult, LookupFailure
from bot.results.page import render_result
from bot.shared.hashing import digest
from bot.web.etag import conditional_response, text_content
from bot.web.pages import HTML
from flows.assessment.flow import FLOW
from flows.results.collection_view import CollectionView
from flows.results.result_view import view_result

#: Folders in which the page lies.
DEPTH = 3


class GivenResults:
    """Serves `/c/{name}/result/{id}`. The view is counted for the owner of the result."""

    def __init__(self, services: CollectionServices) -> None:
        self._requests = services.requests
        self._lookup = services.lookup
        self._results = services.results
        self._catalogues = services.catalogues
        self._links = services.links
        self._pages = services.pages
        self._styles = services.styles

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/c/{name}/result/{id}", self._requests.page(self._page))]

    async def _page(self, request: Request, coordinator: Coordinator) -> Response:
        table = await self._lookup.table(coordinator.collection.token)
        token = await asyncio.to_thread(_find, table.view, request.path_params["id"])
        if token is None:
            return self._pages.explanation("unknown", 404)
        loaded = await self._results.open_by_token(request, token)
        if isinstance(loaded, LookupFailure):
            return self._pages.explanation(loaded.name, loaded.status, loaded.headers)
        shown = self._without_private(loaded, request, coordinator)
        content = text_content(self._render(shown).encode())
        return conditional_response(request, content, HTML, self._styles.headers[DEPTH])

    def _render(self, shown: LoadedResult) -> str:
        style = self._styles.values[DEPTH]["style"]
        return render_result(self._pages, shown, self._links, root="../" * DEPTH, style=style)

    def _without_private(self, loaded: LoadedResult, request: Request, coordinator: Coordinator) -> LoadedResult:
        """Return the result with what its owner agreed to give, and without its token, which opens the rest."""
        data = loaded.result.service_data
        long = {question.id for question in FLOW.service_data if question.is_multiline}
        result = replace(
            loaded.result,
            token="",
            notes={},
            sources={},
            earlier=None,
            shows_assessor=False,
            service_data={name: value for name, value in data.items() if name not in long},
        )
        wording = self._catalogues[page_language(request, coordinator)]
        return replace(loaded, result=result, view=view_result(loaded.criteria, result, wording), wording=wording)


def _find(view: CollectionView, name: str) -> str | None:
    """Return the token of the result that an address names: twenty thousand names take twenty milliseconds."""
    return next((row.service.result for row in view.rows if result_name(row.service.result) == name), None)


def result_name(token: str) -> str:
    """Return what names a result in a collection's addresses: whoever has it cannot open the result's own page."""
    return digest(f"given {token}")
