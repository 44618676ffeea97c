"""The pages for everybody: what the standard is, how Radap reads it, and the privacy notice."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.etag import CACHE_PUBLIC, Content, conditional_response, text_content
from bot.web.inline_css import inline_style
from bot.web.linked_text import with_links
from bot.web.pages import HTML, WebPages
from bot.web.security_headers import private_headers
from flows.assessment.context import Retention
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues
from flows.model.messages import PublicPage
from flows.results.readings_view import reading_views
from flows.standard.criteria import Criteria


class StandardPages:
    """Serves `/about`, `/readings` and `/privacy`, in the language of `?lang=` (default: Thai)."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, pages: WebPages, retention: Retention) -> None:
        self._criteria = criteria
        self._catalogues = catalogues
        self._pages = pages
        self._retention = retention
        style = inline_style("result_page.css", "result_chart.css", "standard_page.css", root="")
        self._style = style.text
        self._headers = private_headers(style.source)
        self._contents: dict[tuple[PublicPage, Language], Content] = {}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(f"/{PublicPage.ABOUT}", self._endpoint(PublicPage.ABOUT, self._about)),
            Route(f"/{PublicPage.READINGS}", self._endpoint(PublicPage.READINGS, self._readings)),
            Route(f"/{PublicPage.PRIVACY}", self._endpoint(PublicPage.PRIVACY, self._privacy)),
        ]

    def _endpoint(
        self, page: PublicPage, values: Callable[[Language], Mapping[str, object]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            language = language_from_tag(request.query_params.get("lang")) or Language.THAI
            if (page, language) not in self._contents:
                edition = self._criteria.edition
                shared = {"style": self._style, "edition": edition, "spoken": language}
                html = self._pages.text(page.value, language, {**shared, **values(language)})
                self._contents[page, language] = text_content(html.encode())
            return conditional_response(request, self._contents[page, language], HTML, self._headers, CACHE_PUBLIC)

        return serve

    def _about(self, language: Language) -> Mapping[str, object]:
        sections = [(item, with_links(item.full[language])) for item in self._criteria.about]
        return {"sections": sections}

    def _readings(self, language: Language) -> Mapping[str, object]:
        return {"readings": reading_views(self._criteria, self._catalogues[language])}

    def _privacy(self, language: Language) -> Mapping[str, object]:
        return {"retention": self._retention}
