"""The worked example of the standard as a finished result: its page and its files, for everybody."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.results.files import KINDS, FileKind, ResultFiles
from bot.results.lookup import LoadedResult, ResultLookup
from bot.results.page import render_result
from bot.shared.links import ExampleLinks
from bot.web.etag import CACHE_PUBLIC, Content, conditional_response, text_content
from bot.web.inline_css import inline_style
from bot.web.pages import HTML, WebPages
from bot.web.security_headers import private_headers
from flows.i18n.language import Language, language_from_tag
from flows.model.messages import PublicPage

#: Stands in the place of a token. Real ones are longer.
NAME = PublicPage.EXAMPLE.value


class ExamplePages:
    """Serves `/example`, `.pdf`, `.xlsx`, `.png` and `.json`, in the language of `?lang=` (default: Thai).

    The same code makes them as for results. Nothing is stored, and no view is counted.
    """

    def __init__(self, lookup: ResultLookup, links: ExampleLinks, pages: WebPages, files: ResultFiles) -> None:
        self._lookup = lookup
        self._links = links
        self._pages = pages
        self._files = files
        self._style = inline_style("result_page.css", "result_chart.css", "sharing_links.css", root="")
        self._loaded: dict[Language, LoadedResult] = {}
        self._contents: dict[Language, Content] = {}

    def routes(self) -> list[Route]:
        """Return the route of the page, and one per kind of file."""
        files = [Route(f"/{NAME}.{kind.extension}", self._endpoint(kind)) for kind in KINDS]
        return [Route(f"/{NAME}", self._page), *files]

    async def _page(self, request: Request) -> Response:
        loaded = self._load(request)
        language = loaded.view.language
        if language not in self._contents:
            source = loaded.criteria.example.source[language]
            html = render_result(self._pages, loaded, self._links, sample_of=source, style=self._style.text)
            self._contents[language] = text_content(html.encode())
        headers = private_headers(self._style.source)
        return conditional_response(request, self._contents[language], HTML, headers, CACHE_PUBLIC)

    def _endpoint(self, kind: FileKind) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            content = await self._files.content(kind, self._load(request), self._links)
            name = f"radap-{NAME}.{kind.extension}"
            headers = {**private_headers(), "Content-Disposition": f'inline; filename="{name}"'}
            return conditional_response(request, content, kind.media_type, headers, CACHE_PUBLIC)

        return serve

    def _load(self, request: Request) -> LoadedResult:
        language = language_from_tag(request.query_params.get("lang")) or Language.THAI
        if language not in self._loaded:
            self._loaded[language] = self._lookup.show_example(language, NAME)
        return self._loaded[language]
