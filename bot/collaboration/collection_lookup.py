"""Reads the table of a collection: what each conversation gives, decoded once for each time that it is stored."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from bot.shared.ttl_cache import TtlCache
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.store import Store
from flows.collaboration.contribution import Contribution, contribution_from_json
from flows.collaboration.expected_services import ExpectedServices
from flows.model.link import Link, LinkKind
from flows.results.collection_view import CollectionView, collection_view
from flows.standard.criteria import Criteria

#: Services whose decoded rows are kept, of all collections together: some tens of megabytes.
MOST_CACHED = 40_000

REVISION_BYTES = 12


@dataclass(frozen=True, slots=True)
class CollectionTable:
    """The table, what it is made of, the criteria by edition, and what changes whenever something was stored."""

    view: CollectionView
    contributions: tuple[Contribution, ...]
    editions: Mapping[str, Criteria]
    revision: str


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What was read of one collection: stored bytes with their contribution, by key (None: withdrawn)."""

    records: Mapping[str, tuple[bytes, Contribution | None]]
    table: CollectionTable


class CollectionLookup:
    """Reads tables. Methods raise StoreUnavailable, KeyMissing or StoredFormatError."""

    def __init__(self, store: Store, editions: CriteriaEditions) -> None:
        self._store = store
        self._editions = editions
        self._cache: TtlCache[str, _Decoded] = TtlCache(MOST_CACHED, lambda each: max(1, len(each.table.view.rows)))
        self._decoding = asyncio.Lock()

    async def table(self, collection: str) -> CollectionTable:
        """Return the present table of a collection, by its token."""
        stored = await self._store.contributions.read(collection)
        async with self._decoding:
            revision = await asyncio.to_thread(_revision, stored)
            known = self._cache.get(collection)
            if known and known.table.revision == revision:
                return known.table
            records = await asyncio.to_thread(self._decode, stored, known.records if known else {})
            contributions = tuple(each for _, each in records.values() if each)
            view = await asyncio.to_thread(collection_view, contributions)
            table = CollectionTable(view, contributions, await self._criteria(view), revision)
            self._cache.put(collection, _Decoded(records, table))
            return table

    async def expected(self, collection: str) -> ExpectedServices:
        """Return the list of expected services of a collection; an empty one where there is none."""
        found = await self._store.shared.find(Link(LinkKind.EXPECTED, collection))
        return found if isinstance(found, ExpectedServices) else ExpectedServices()

    async def _criteria(self, view: CollectionView) -> dict[str, Criteria]:
        found = {edition: await self._editions.find(edition) for edition in view.editions}
        return {edition: criteria for edition, criteria in found.items() if criteria}

    def _decode(
        self, stored: Mapping[str, bytes], known: Mapping[str, tuple[bytes, Contribution | None]]
    ) -> dict[str, tuple[bytes, Contribution | None]]:
        """Return the contributions; those whose bytes are as before are not decrypted again."""
        records: dict[str, tuple[bytes, Contribution | None]] = {}
        for key, each in stored.items():
            before = known.get(key)
            records[key] = before if before and before[0] == each else (each, self._contribution(key, each))
        return records

    def _contribution(self, key: str, stored: bytes) -> Contribution | None:
        text = self._store.links.decode_at(key, stored)
        return contribution_from_json(text) if text else None


def _revision(stored: Mapping[str, bytes]) -> str:
    """Return a hash of all stored records: three megabytes take some milliseconds."""
    found = blake2b(digest_size=REVISION_BYTES)
    for key, each in stored.items():
        found.update(key.encode())
        found.update(each)
    return found.hexdigest()
