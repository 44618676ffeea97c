"""The workbook to fill in many services: empty for everybody, or filled with the services behind a portfolio link."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.service_template import make_template, template_file_name
from bot.results.files import XLSX
from bot.results.lookup import LoadedResult, LookupFailure
from bot.results.portfolio_lookup import PortfolioLookup, StoredPortfolio
from bot.web.etag import CACHE_PUBLIC, Content, binary_content, conditional_response
from bot.web.file_cache import FileCache
from bot.web.security_headers import private_headers
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues
from flows.service_table.assessed_services import row_of_result
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria


class TemplateFiles:
    """Serves `/template` and `/p/{token}.template.xlsx`, in the language of `?lang=`.

    The filled one has what the page of all services shows. Its hidden row ids name assessments of the conversation
    that it was made for; they open nothing, and say nothing in another conversation.
    """

    def __init__(self, criteria: Criteria, catalogues: Catalogues, portfolios: PortfolioLookup) -> None:
        self._criteria = criteria
        self._catalogues = catalogues
        self._portfolios = portfolios
        self._cache = FileCache()
        self._empty: dict[Language, Content] = {}

    def routes(self) -> list[Route]:
        """Return the routes; that of a portfolio comes before the portfolio's own, whose patterns match it too."""
        return [Route("/template", self._empty_file), Route("/p/{token}.template.xlsx", self._filled_file)]

    async def _empty_file(self, request: Request) -> Response:
        language = language_from_tag(request.query_params.get("lang")) or Language.THAI
        if language not in self._empty:
            self._empty[language] = await asyncio.to_thread(self._content, (), language)
        return conditional_response(request, self._empty[language], XLSX, self._headers(language), CACHE_PUBLIC)

    async def _filled_file(self, request: Request) -> Response:
        stored = await self._portfolios.find(request)
        if isinstance(stored, LookupFailure):
            return stored.as_json()
        key = f"template {stored.token} {stored.revision}"
        content = self._cache.get(key)
        if content is None:
            loaded = await self._portfolios.load(stored)
            if isinstance(loaded, LookupFailure):
                return loaded.as_json()
            rows = [_row(stored, token, each) for token, each in loaded.items()]
            content = await self._cache.get_or_build(key, lambda: self._content(rows, stored.language))
        return conditional_response(request, content, XLSX, self._headers(stored.language))

    def _content(self, rows: Sequence[ServiceRow], language: Language) -> Content:
        return binary_content(make_template(rows, self._criteria, self._catalogues[language], int(time.time())))

    @staticmethod
    def _headers(language: Language) -> dict[str, str]:
        name = template_file_name(language)
        return {**private_headers(), "Content-Disposition": f'attachment; filename="{name}"'}


def _row(stored: StoredPortfolio, token: str, loaded: LoadedResult) -> ServiceRow:
    """Return the row of a service, without what its page does not show."""
    row, shown = row_of_result(loaded.result, stored.assessments[token]), loaded.view.public_data
    return replace(row, service_data={item.id: item.value for item in shown if item.value})
