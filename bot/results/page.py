"""The result behind its link: a page for people. Its files are in `result_files`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.results.lookup import LoadedResult, Problem, ResultLookup
from bot.shared.links import Links
from bot.shared.ttl_cache import TtlCache
from bot.web.content import Content, text_content
from bot.web.etag import conditional_response
from bot.web.pages import HTML, WebPages

#: Of pages in memory: those of some hundred results, which are opened by many at about the same time.
KEPT_BYTES = 600_000


class ResultPages:
    """Serves results to whoever has the link, in either language."""

    def __init__(self, finder: ResultLookup, links: Links, pages: WebPages) -> None:
        """Take what finds results, the links, and the templates."""
        self._finder = finder
        self._links = links
        self._pages = pages
        self._kept: TtlCache[str, Content] = TtlCache(KEPT_BYTES, lambda content: content.size)

    def routes(self) -> list[Route]:
        """`/r/{token}` is the page (`?lang=`: its language)."""
        return [Route("/r/{token}", self._page)]

    def warm_up(self, blank: LoadedResult) -> None:
        """Make a page of a result of nobody, so that the first officer's takes no longer than others."""
        self._text(blank)

    async def _page(self, request: Request) -> Response:
        found = await self._finder.open(request)
        if isinstance(found, Problem):
            # Whose link it is and which language it has is not known.
            return self._pages.explanation(found.name, found.status, found.headers)
        source = f"{found.view.language} {found.result.token} {found.revision}"
        content = self._kept.get(source) or self._kept.put(source, text_content(self._text(found).encode()))
        return conditional_response(request, content, HTML, self._pages.whole_page_headers)

    def _text(self, found: LoadedResult) -> str:
        view, say = found.view, found.say
        values = {
            "view": view,
            "token": found.result.token,
            "address": self._links.result(found.result.token),
            "summary": say("result.summary", service=view.service, missing=len(view.missing), raises=len(view.raises)),
        }
        return self._pages.text("result", view.language, values)
