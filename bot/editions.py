"""The editions of the criteria: the one in use, and earlier ones that the database remembers."""

import logging

from bot.errors import StoreUnavailable
from bot.store import Store
from flows.criteria import Criteria
from flows.criteria_check import parse_criteria
from flows.errors import CriteriaError

LOG = logging.getLogger("radap.editions")


class Editions:
    """Finds the criteria that a conversation or a result was made with.

    Every edition that is ever in use is kept in the database, so that operators need not keep old files.
    """

    def __init__(self, newest: Criteria, store: Store) -> None:
        """Take the criteria in use, and the store."""
        self.newest = newest
        self._store = store
        self._known: dict[str, Criteria | None] = {newest.edition.id: newest}

    async def remember_newest(self) -> None:
        """Keep the criteria in use; without a database now, the next start does it."""
        try:
            await self._store.keep_criteria(self.newest.edition.id, self.newest.model_dump_json(by_alias=True))
        except StoreUnavailable as error:
            LOG.warning("criteria not kept", extra={"error": type(error).__name__, "problem": error.problem})

    async def find(self, edition: str) -> Criteria | None:
        """An edition's criteria; None where they are not to be had. Raises StoreUnavailable."""
        if edition not in self._known:
            self._known[edition] = await self._read(edition)
        return self._known[edition]

    async def _read(self, edition: str) -> Criteria | None:
        text = await self._store.criteria(edition)
        try:
            return parse_criteria(text) if text else None
        except CriteriaError as error:
            LOG.warning("earlier criteria not readable", extra={"edition": edition, "problems": len(error.problems)})
            return None
