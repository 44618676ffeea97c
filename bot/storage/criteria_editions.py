"""The editions of the criteria: the one in use, and earlier ones that the database remembers."""

import logging

from bot.storage.store import Store
from flows.errors import CriteriaError
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria

LOG = logging.getLogger("radap.editions")


class Editions:
    """Finds the criteria that a conversation or a result was made with.

    Every edition that is ever in use is kept in the database, so that operators need not keep old files.
    """

    def __init__(self, newest: Criteria, store: Store) -> None:
        """Take the criteria in use, and the store."""
        self.newest = newest
        self._store = store
        self._known = {newest.edition.id: newest}
        self._is_kept = False

    async def keep_newest(self) -> None:
        """Keep the criteria in use, once. Raises StoreUnavailable; then the next call does it."""
        if not self._is_kept:
            await self._store.keep_criteria(self.newest.edition.id, self.newest.model_dump_json(by_alias=True))
            self._is_kept = True

    async def keep_again(self) -> None:
        """Keep the criteria in use where the database has lost them since. Raises StoreUnavailable."""
        if not await self._store.has_criteria(self.newest.edition.id):
            self._is_kept = False
            await self.keep_newest()

    async def find(self, edition: str) -> Criteria | None:
        """An edition's criteria; None where they are not to be had now. Raises StoreUnavailable."""
        known = self._known.get(edition) or await self._read(edition)
        if known:
            self._known[edition] = known
        return known

    async def _read(self, edition: str) -> Criteria | None:
        text = await self._store.criteria(edition)
        try:
            return parse_criteria(text) if text else None
        except CriteriaError as error:
            LOG.warning("earlier criteria not readable", extra={"edition": edition, "problems": len(error.problems)})
            return None
