"""The workbook to fill in many services: empty for everybody, with the services of a portfolio, or with sent names."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.service_template import make_template, template_file_name
from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.files import XLSX
from bot.results.lookup import TOKEN, UNAVAILABLE, UNKNOWN, LoadedResult, LookupFailure
from bot.results.portfolio_lookup import PortfolioLookup, StoredPortfolio
from bot.storage.store import Store
from bot.web.etag import CACHE_PUBLIC, Content, binary_content, conditional_response
from bot.web.file_cache import FileCache
from bot.web.security_headers import private_headers
from flows.errors import StoredFormatError
from flows.i18n.language import Language, language_from_tag
from flows.i18n.wording import Catalogues
from flows.model.batch import batch_from_json
from flows.model.link import Link, LinkKind
from flows.service_table.assessed_services import row_of_result
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria

LOG = logging.getLogger("radap.results")


class TemplateFiles:
    """Serves `/template`, `/p/{token}.template.xlsx` and `/t/{token}.xlsx`, in the language of `?lang=`.

    The filled one has what the page of all services shows. Its hidden row ids name assessments of the conversation
    that it was made for; they open nothing, and say nothing in another conversation. The one with names has what an
    officer sent without levels, for as long as that waits: an hour.
    """

    def __init__(self, criteria: Criteria, catalogues: Catalogues, portfolios: PortfolioLookup, store: Store) -> None:
        self._criteria = criteria
        self._catalogues = catalogues
        self._portfolios = portfolios
        self._store = store
        self._cache = FileCache()
        self._empty: dict[Language, Content] = {}

    def routes(self) -> list[Route]:
        """Return the routes; that of a portfolio comes before the portfolio's own, whose patterns match it too."""
        return [
            Route("/template", self._empty_file),
            Route("/t/{token}.xlsx", self._named_file),
            Route("/p/{token}.template.xlsx", self._filled_file),
        ]

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

    async def _named_file(self, request: Request) -> Response:
        language = language_from_tag(request.query_params.get("lang")) or Language.THAI
        token = request.path_params["token"]
        try:
            text = await self._store.links.get_text(Link(LinkKind.BATCH, token)) if TOKEN.fullmatch(token) else None
            rows = batch_from_json(text).rows if text else ()
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "names not read", error)
            return UNAVAILABLE.as_json()
        except StoredFormatError as error:
            log_known(LOG, "names not readable", error)
            return UNKNOWN.as_json()
        if not rows:
            return UNKNOWN.as_json()
        services = [ServiceRow(row.number, service_data=row.service_data, group=row.group) for row in rows]
        content = await asyncio.to_thread(self._content, services, language)
        return conditional_response(request, content, XLSX, self._headers(language))

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
