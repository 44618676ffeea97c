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
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.results.portfolio_view import PortfolioView, ServiceRow, newest_of_each_service

LOG = logging.getLogger("radap.results")

#: Portfolios whose tokens are cached, so that their entries are not decrypted again.
CACHED_PORTFOLIOS = 256

#: Results rendered before the event loop runs other tasks: some milliseconds.
RENDERED_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class StoredPortfolio:
    """The stored results behind a portfolio link (token → bytes), and the ids of their assessments (by token).

    `approvals` are the stored requests for approval, by the token of the result.
    """

    token: str
    language: Language
    results: dict[str, bytes]
    assessments: dict[str, str]
    approvals: dict[str, bytes]

    @property
    def revision(self) -> str:
        """Changes whenever one of the results, or its request for approval, is stored, deleted or added."""
        named = [token.encode() + stored for token, stored in (*self.results.items(), *self.approvals.items())]
        return digest(b"\0".join((self.language.value.encode(), *named)))


class PortfolioLookup:
    """Loads the results behind a portfolio link. Deleted results and results with a closed link are left out."""

    def __init__(self, store: Store, lookup: ResultLookup) -> None:
        self._store = store
        self._lookup = lookup
        self._listed: TtlCache[str, dict[str, FinishedEntry]] = TtlCache(CACHED_PORTFOLIOS)

    async def find(self, request: Request) -> StoredPortfolio | LookupFailure:
        """Return the stored results of a request's token, in the language of `?lang=` (default: the owner's)."""
        token = request.path_params["token"]
        try:
            link = Link(LinkKind.PORTFOLIO, token)
            record = await self._store.links.get_text(link) if TOKEN.fullmatch(token) else None
            if record is None:
                return UNKNOWN
            own, conversation = portfolio_from_json(record)
            listed = self._entries_of(conversation, await self._store.finished_records(conversation))
            stored = await self._store.links.get_all([Link(LinkKind.RESULT, result) for result in listed])
            approvals = await self._approvals_of(listed)
        except (StoreUnavailable, KeyMissing) as error:
            log_known(LOG, "portfolio not read", error)
            return UNAVAILABLE
        except StoredFormatError as error:
            log_known(LOG, "portfolio not readable", error)
            return UNKNOWN
        language = language_from_tag(request.query_params.get("lang")) or own
        results = {name: each for name, each in zip(listed, stored, strict=True) if each}
        assessments = {name: entry.assessment for name, entry in listed.items()}
        return StoredPortfolio(token, language, results, assessments, approvals) if results else UNKNOWN

    async def _approvals_of(self, listed: Mapping[str, FinishedEntry]) -> dict[str, bytes]:
        """Return the stored requests for approval by the token of their result, read together."""
        asked = {name: Link(LinkKind.APPROVAL, entry.approval) for name, entry in listed.items() if entry.approval}
        if not asked:
            return {}
        stored = await self._store.shared.read_all(list(asked.values()))
        return {name: each for name, each in zip(asked, stored, strict=True) if each}

    def _entries_of(self, conversation: str, entries: Mapping[str, bytes]) -> dict[str, FinishedEntry]:
        """Return the entries to show by the tokens of their results.

        They are cached by the entries' stored bytes: decrypting 500 entries takes 10 ms.
        """
        key = digest(b"".join((conversation.encode(), *entries.values())))
        listed = self._listed.get(key)
        if listed is None:
            finished = self._store.decode_finished(conversation, entries)
            by_token = {entry.token: entry for entry in finished}
            listed = {token: by_token[token] for token in newest_of_each_service(finished)}
            self._listed.put(key, listed)
        return listed

    async def view(self, stored: StoredPortfolio) -> PortfolioView | LookupFailure:
        """Render the results."""
        loaded = await self.load(stored)
        if isinstance(loaded, LookupFailure):
            return loaded
        return PortfolioView(
            stored.language,
            tuple(
                ServiceRow(each.view, token, each.result.assessed_at, _shown_until(each))
                for token, each in loaded.items()
            ),
        )

    async def load(self, stored: StoredPortfolio) -> dict[str, LoadedResult] | LookupFailure:
        """Return the results that can be shown, by their tokens."""
        shown: dict[str, LoadedResult] = {}
        for number, (token, each) in enumerate(stored.results.items(), 1):
            approval = stored.approvals.get(token)
            loaded = await self._lookup.find_stored(token, each, stored.language, approval)
            if loaded in (UNAVAILABLE, UNREADABLE):
                return UNAVAILABLE
            if isinstance(loaded, LoadedResult):
                shown[token] = loaded
            if number % RENDERED_AT_ONCE == 0:
                await asyncio.sleep(0)
        return shown or UNKNOWN


def _shown_until(loaded: LoadedResult) -> int:
    """Return when the link of a result, or its request for approval, ends (seconds since 1970; 0: neither does)."""
    return min((end for end in (loaded.result.open_until, loaded.waits_until) if end), default=0)
