"""Finding the services that a common link is about."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import LOCKED, TOKEN, UNAVAILABLE, UNKNOWN, LoadedResult, Problem, ResultLookup
from bot.shared.hashing import digest
from bot.shared.ttl_cache import TtlCache
from bot.storage.portfolio_record import portfolio_from_json
from bot.storage.store import Store
from flows.assessment.outcome import Link, LinkKind
from flows.errors import StoredFormatError
from flows.i18n.language import Language, language_from_tag
from flows.results.portfolio_view import PortfolioView, ServiceRow, newest_of_each_service

LOG = logging.getLogger("radap.results")

#: Lists of services whose results are known without decrypting them again.
LISTS = 256

#: Results put into words before other requests have their turn: some milliseconds.
AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class StoredPortfolio:
    """The results behind a common link as they stand in the database (token → bytes), not yet in words."""

    token: str
    language: Language
    results: dict[str, bytes]

    @property
    def revision(self) -> str:
        """Changes whenever one of the results is stored, deleted or added."""
        named = (self.language.value.encode(), *(token.encode() + stored for token, stored in self.results.items()))
        return digest(b"\0".join(named))


class PortfolioLookup:
    """Finds the results behind a common link; those that are deleted, or whose own link is closed, are left out."""

    def __init__(self, store: Store, results: ResultLookup) -> None:
        """Take the store, and what finds single results."""
        self._store = store
        self._results = results
        self._tokens: TtlCache[str, tuple[str, ...]] = TtlCache(LISTS)

    async def find(self, request: Request) -> StoredPortfolio | Problem:
        """The results of a request's token, in the language asked for (else the owner's)."""
        token = request.path_params["token"]
        try:
            link = Link(LinkKind.PORTFOLIO, token)
            record = await self._store.links.get_text(link) if TOKEN.fullmatch(token) else None
            if record is None:
                return UNKNOWN
            own, conversation = portfolio_from_json(record)
            tokens = self._tokens_of(conversation, await self._store.finished_records(conversation))
            stored = await self._store.links.get_all([Link(LinkKind.RESULT, result) for result in tokens])
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "portfolio not read", error)
            return UNAVAILABLE
        except StoredFormatError as error:
            log_known(LOG, "portfolio not shown", error)
            return UNKNOWN
        language = language_from_tag(request.query_params.get("lang")) or own
        results = {name: each for name, each in zip(tokens, stored, strict=True) if each}
        return StoredPortfolio(token, language, results) if results else UNKNOWN

    def _tokens_of(self, conversation: str, entries: Mapping[str, bytes]) -> tuple[str, ...]:
        """The results to be shown, known by the entries' stored bytes: decrypting five hundred takes 10 ms."""
        key = digest(b"".join((conversation.encode(), *entries.values())))
        tokens = self._tokens.get(key)
        if tokens is None:
            tokens = newest_of_each_service(self._store.decode_finished(conversation, entries))
            self._tokens.put(key, tokens)
        return tokens

    async def view(self, stored: StoredPortfolio) -> PortfolioView | Problem:
        """The services in words."""
        rows: list[ServiceRow] = []
        for number, (token, each) in enumerate(stored.results.items(), 1):
            found = await self._results.find_stored(token, each, stored.language)
            if found in (UNAVAILABLE, LOCKED):
                return UNAVAILABLE
            if isinstance(found, LoadedResult):
                rows.append(ServiceRow(found.view, token, found.result.assessed_at, found.result.open_until))
            if number % AT_A_TIME == 0:
                await asyncio.sleep(0)
        return PortfolioView(stored.language, tuple(rows)) if rows else UNKNOWN
