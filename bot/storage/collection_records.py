"""The records of collections as their operator makes, lists and closes them."""

import secrets

from bot.shared.hashing import digest
from bot.shared.random_code import random_code
from bot.storage.shared_records import target_to_json
from bot.storage.store import Store
from flows.collaboration.codes import CodeTarget
from flows.collaboration.collection import CloseCollection, Collection
from flows.collaboration.coordinator import CoordinatorAccess
from flows.collaboration.expected_services import ExpectedServices
from flows.collaboration.kinds import SharedKind
from flows.collaboration.shared_record import SharedRecord, record_to_json
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.link import Link, LinkKind

TOKEN_BYTES = 16
NAME_BYTES = 6

#: How long the code of a coordinator opens the page, once.
ACCESS_SECONDS = 7 * SECONDS_A_DAY


def collection_name(token: str) -> str:
    """Return the name of a collection in addresses and on the command line. It is no secret, and opens nothing."""
    return digest(f"collection {token}", NAME_BYTES)


class CollectionRecords:
    """Makes, lists and closes collections. Every method raises StoreUnavailable.

    Those that read raise StoredFormatError or KeyMissing where a record cannot be read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def open(self, collection: Collection, now: int) -> None:
        """Store a new collection, its empty list of expected services, and the officers' code."""
        kept = collection.kept_since + self._store.result_seconds - now
        await self._publish(LinkKind.COLLECTION, collection.token, collection, kept)
        await self._publish(LinkKind.EXPECTED, collection.token, ExpectedServices(), kept)
        await self._publish_code(collection.code, CodeTarget(SharedKind.COLLECTION, collection.token), kept)

    async def grant_access(self, collection: Collection, now: int) -> str:
        """Return a new code that opens the page of a collection in one browser."""
        token, code = secrets.token_urlsafe(TOKEN_BYTES), random_code()
        access = CoordinatorAccess(collection.token, collection.language, now, now + ACCESS_SECONDS)
        kept = max(ACCESS_SECONDS, collection.kept_since + self._store.result_seconds - now)
        await self._publish(LinkKind.COORDINATOR, token, access, kept)
        await self._publish_code(code, CodeTarget(SharedKind.COORDINATOR, token), ACCESS_SECONDS)
        return code

    async def close(self, collection: Collection, now: int) -> None:
        """Close a collection: it takes no more changes."""
        await self._store.shared.change(Link(LinkKind.COLLECTION, collection.token), CloseCollection(now))

    async def all(self) -> list[Collection]:
        """Return all collections, the newest first."""
        records = self._store.shared.scan(SharedKind.COLLECTION)
        found = [record async for _, record in records if isinstance(record, Collection)]
        return sorted(found, key=lambda item: -item.opened_at)

    async def revoke_access(self, collection: Collection) -> int:
        """Delete all accesses to the page of a collection, used or not; return how many there were."""
        count = 0
        async for key, record in self._store.shared.scan(SharedKind.COORDINATOR):
            if isinstance(record, CoordinatorAccess) and record.collection == collection.token:
                await self._store.shared.delete_key(key)
                count += 1
        return count

    async def _publish(self, kind: LinkKind, token: str, record: SharedRecord, seconds: int) -> None:
        await self._store.shared.publish(Link(kind, token), record_to_json(record), seconds)

    async def _publish_code(self, code: str, target: CodeTarget, seconds: int) -> None:
        await self._store.shared.publish(Link(LinkKind.CODE, code), target_to_json(target), seconds)
