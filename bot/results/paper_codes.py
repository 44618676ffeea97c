"""Gives a result the code that its page and its form carry, and sees to it that the code leads somewhere."""

import logging
from dataclasses import replace

from bot.errors import StoreUnavailable
from bot.observability.failure_log import log_known
from bot.results.lookup import LoadedResult
from bot.shared.ttl_cache import TtlCache
from bot.storage.paper_records import PaperRecord, paper_link, paper_to_json
from bot.storage.store import Store
from flows.results.paper_code import paper_code

LOG = logging.getLogger("radap.results")

#: Codes of results that were shown last: their records are there.
KNOWN_CODES = 1_000


class PaperCodes:
    """Adds the code to a result that is shown.

    The turn that publishes a result stores what its code leads to. For a result of an earlier release, which had none,
    the first page or form does, with the day of its confirmation. A paper whose record cannot be stored has no code.
    """

    def __init__(self, store: Store) -> None:
        self._papers = store.papers
        self._retention = store.result_seconds
        self._known: TtlCache[tuple[str, str], str] = TtlCache(KNOWN_CODES)

    async def with_code(self, loaded: LoadedResult) -> LoadedResult:
        """Return the result with its code; without one while the database takes no record of it."""
        key = (loaded.result.token, loaded.revision)
        code = self._known.get(key) or await self._stored_code(loaded)
        if not code:
            return replace(loaded, revision=f"{loaded.revision} without a code")
        return replace(loaded, paper=self._known.put(key, code))

    async def _stored_code(self, loaded: LoadedResult) -> str:
        result, code = loaded.result, paper_code(loaded.result)
        record = PaperRecord(result.token, result.assessed_at, result.edition)
        try:
            await self._papers.publish_missing(paper_link(code), paper_to_json(record), self._retention)
        except StoreUnavailable as error:
            log_known(LOG, "code of a paper not stored", error)
            return ""
        return code
