"""Finding the services that a common link is about."""

import logging

from starlette.requests import Request

from bot.channels.failure_log import log_known
from bot.errors import KeyMissing, StoreUnavailable
from bot.portfolio_record import read_portfolio
from bot.result_finder import LOCKED, TOKEN, UNAVAILABLE, UNKNOWN, Found, Problem, ResultFinder
from bot.store import Store
from flows.errors import StoredFormatError
from flows.language import language_from_tag
from flows.outcome import Link, LinkKind
from flows.portfolio import PortfolioView, ServiceRow, newest_of_each_service

LOG = logging.getLogger("radap.results")


class PortfolioFinder:
    """Finds the results behind a common link; those that are deleted, or whose own link is closed, are left out."""

    def __init__(self, store: Store, results: ResultFinder) -> None:
        """Take the store, and what finds single results."""
        self._store = store
        self._results = results

    async def find(self, request: Request) -> PortfolioView | Problem:
        """The services of a request's token, in the language asked for (else the owner's)."""
        token = request.path_params["token"]
        try:
            link = Link(LinkKind.PORTFOLIO, token)
            stored = await self._store.links.text(link) if TOKEN.fullmatch(token) else None
            if stored is None:
                return UNKNOWN
            own, conversation = read_portfolio(stored)
            tokens = newest_of_each_service(await self._store.finished_under(conversation))
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "portfolio not read", error)
            return UNAVAILABLE
        except StoredFormatError as error:
            log_known(LOG, "portfolio not shown", error)
            return UNKNOWN
        language = language_from_tag(request.query_params.get("lang")) or own
        found = [await self._results.find_by_token(result, language) for result in tokens]
        if any(each in (UNAVAILABLE, LOCKED) for each in found):
            return UNAVAILABLE
        rows = tuple(
            ServiceRow(each.view, each.result.token, each.result.assessed_at, each.revision)
            for each in found
            if isinstance(each, Found)
        )
        return PortfolioView(language, rows) if rows else UNKNOWN
