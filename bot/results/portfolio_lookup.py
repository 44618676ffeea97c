"""Loads the results behind a portfolio link, which shows all services of an owner."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from bot.errors import KeyMissing, StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import TOKEN, UNAVAILABLE, UNKNOWN, UNREADABLE, LoadedResult, LookupFailure, ResultLookup
from bot.shared.hashing import digest
from bot.shared.ttl_cache import TtlCache
from bot.storage.portfolio_record import portfolio_from_json
from bot.storage.store import Store
from flows.errors import StoredFormatError
from flows.i18n.language import Language, language_from_tag
from flows.model.link import Link, LinkKind
from flows.results.portfolio_view import PortfolioView, ServiceRow, newest_of_each_service

LOG = logging.getLogger("radap.results")

#: Portfolios whose tokens are cached, so that their entries are not decrypted again.
CACHED_PORTFOLIOS = 256

#: Results rendered before the event loop runs other tasks: some milliseconds.
RENDERED_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class StoredPortfolio:
    """The stored results behind a portfolio link (token → bytes), and the ids of their assessments (by token)."""

    token: str
    language: Language
    results: dict[str, bytes]
    assessments: dict[str, str]

    @property
    def revision(self) -> str:
        """Changes whenever one of the results is stored, deleted or added."""
        named = (self.language.value.encode(), *(token.encode() + stored for token, stored in self.results.items()))
        return digest(b"\0".join(named))


class PortfolioLookup:
    """Loads the results behind a portfolio link. Deleted results and results with a closed link are left out."""

    def __init__(self, store: Store, lookup: ResultLookup) -> None:
        self._store = store
        self._lookup = lookup
        self._assessments: TtlCache[str, dict[str, str]] = TtlCache(CACHED_PORTFOLIOS)

    async def find(self, request: Request) -> StoredPortfolio | LookupFailure:
        """Return the stored results of a request's token, in the language of `?lang=` (default: the owner's)."""
        token = request.path_params["token"]
        try:
            link = Link(LinkKind.PORTFOLIO, token)
            record = await self._store.links.get_text(link) if TOKEN.fullmatch(token) else None
            if record is None:
                return UNKNOWN
            own, conversation = portfolio_from_json(record)
            assessments = self._assessments_of(conversation, await self._store.finished_records(conversation))
            stored = await self._store.links.get_all([Link(LinkKind.RESULT, result) for result in assessments])
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "portfolio not read", error)
            return UNAVAILABLE
        except StoredFormatError as error:
            log_known(LOG, "portfolio not readable", error)
            return UNKNOWN
        language = language_from_tag(request.query_params.get("lang")) or own
        results = {name: each for name, each in zip(assessments, stored, strict=True) if each}
        return StoredPortfolio(token, language, results, assessments) if results else UNKNOWN

    def _assessments_of(self, conversation: str, entries: Mapping[str, bytes]) -> dict[str, str]:
        """Return the assessments to show by their tokens.

        They are cached by the entries' stored bytes: decrypting 500 entries takes 10 ms.
        """
        key = digest(b"".join((conversation.encode(), *entries.values())))
        assessments = self._assessments.get(key)
        if assessments is None:
            finished = self._store.decode_finished(conversation, entries)
            by_token = {entry.token: entry.assessment for entry in finished}
            assessments = {token: by_token[token] for token in newest_of_each_service(finished)}
            self._assessments.put(key, assessments)
        return assessments

    async def view(self, stored: StoredPortfolio) -> PortfolioView | LookupFailure:
        """Render the results."""
        loaded = await self.load(stored)
        if isinstance(loaded, LookupFailure):
            return loaded
        return PortfolioView(
            stored.language,
            tuple(
                ServiceRow(each.view, token, each.result.assessed_at, each.result.open_until)
                for token, each in loaded.items()
            ),
        )

    async def load(self, stored: StoredPortfolio) -> dict[str, LoadedResult] | LookupFailure:
        """Return the results that can be shown, by their tokens."""
        shown: dict[str, LoadedResult] = {}
        for number, (token, each) in enumerate(stored.results.items(), 1):
            loaded = await self._lookup.find_stored(token, each, stored.language)
            if loaded in (UNAVAILABLE, UNREADABLE):
                return UNAVAILABLE
            if isinstance(loaded, LoadedResult):
                shown[token] = loaded
            if number % RENDERED_AT_ONCE == 0:
                await asyncio.sleep(0)
        return shown or UNKNOWN
