"""Editions of the criteria: the current one, and earlier ones that the database keeps."""

import logging

from bot.storage.store import Store
from flows.errors import CriteriaError
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria

LOG = logging.getLogger("radap.editions")


class CriteriaEditions:
    """Finds the criteria of a conversation or a result.

    Every edition that was ever current is stored, so that operators need not keep old files.
    """

    def __init__(self, current: Criteria, store: Store) -> None:
        self.current = current
        self._store = store
        self._known = {current.edition.id: current}
        self._is_stored = False

    async def store_current(self) -> None:
        """Store the current edition, once for this process. Raises StoreUnavailable; then the next call does it."""
        if not self._is_stored:
            await self._store.save_criteria(self.current.edition.id, self.current.model_dump_json(by_alias=True))
            self._is_stored = True

    async def restore_current(self) -> None:
        """Store the current edition again where the database has lost it. Raises StoreUnavailable."""
        if not await self._store.has_criteria(self.current.edition.id):
            self._is_stored = False
            await self.store_current()

    async def find(self, edition: str) -> Criteria | None:
        """Return an edition's criteria; None where they are not stored, or not readable. Raises StoreUnavailable."""
        found = self._known.get(edition) or await self._load(edition)
        if found:
            self._known[edition] = found
        return found

    async def _load(self, edition: str) -> Criteria | None:
        text = await self._store.load_criteria(edition)
        try:
            return parse_criteria(text) if text else None
        except CriteriaError as error:
            LOG.warning("earlier criteria not readable", extra={"edition": edition, "problems": len(error.problems)})
            return None
