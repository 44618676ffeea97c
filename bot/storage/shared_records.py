"""Records that several conversations change, and the codes that lead to them: each change is one compare-and-set.

A record is eight random bytes, new with each change, and an encrypted text. A deleted record leaves a tombstone of one
byte, over which nothing is published.
"""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence

import orjson

from bot.database.commands import RedisClient, execute, get_bytes, get_many, scan_keys
from bot.errors import ConversationContended
from bot.storage.compression import compress, decompress
from bot.storage.encryption import RecordCipher
from bot.storage.keys import link_key
from bot.storage.linked_records import TOMBSTONE_SECONDS, Tombstone, read_tombstone
from flows.collaboration.change import DELETIONS
from flows.collaboration.codes import CodeTarget
from flows.collaboration.kinds import SharedKind
from flows.collaboration.shared_record import (
    Change,
    SharedRecord,
    apply_change,
    record_from_json,
    record_to_json,
)
from flows.errors import StoredFormatError
from flows.model.link import Link, LinkKind

REVISION_BYTES = 8

#: Changes that one record tries. Each failure means that somebody else's change was stored.
MAX_ATTEMPTS = 64

#: KEYS: the record. ARGV: the revision that was read; the new record; how long a tombstone is kept, for a record that
#: is one (0: the time to live stays as it is).
COMPARE_AND_SET = """
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1
"""

#: KEYS: the record. ARGV: its time to live. A tombstone's stays as it is.
SET_TTL = """
if redis.call('STRLEN', KEYS[1]) > 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
"""

Stored = SharedRecord | CodeTarget


class SharedRecords:
    """Reads, publishes and changes shared records.

    Every method raises StoreUnavailable when Redis fails. Those that decrypt raise StoredFormatError or KeyMissing
    where a record cannot be read.
    """

    def __init__(self, redis: RedisClient, cipher: RecordCipher) -> None:
        self._redis = redis
        self._cipher = cipher
        self._compare_and_set = redis.register_script(COMPARE_AND_SET)
        self._set_ttl = redis.register_script(SET_TTL)

    async def publish(self, link: Link, text: str, seconds: int) -> None:
        """Store the JSON text of a new record, or of a code, for `seconds`. Nothing happens where there is one."""
        await execute(self._redis.set(link_key(link), self._encode(link, text), ex=seconds, nx=True))

    async def find(self, link: Link) -> Stored | None:
        """Return a record, or the target of a code; None where there is none (never made, expired, or deleted)."""
        return self.decode(link, await self.read(link))

    async def read(self, link: Link) -> bytes | None:
        """Return the stored bytes of a record; None where there is none."""
        return await get_bytes(self._redis, link_key(link))

    async def read_all(self, links: Sequence[Link]) -> list[bytes | None]:
        """Return the stored bytes of many records, in their order, read together."""
        return await get_many(self._redis, [link_key(link) for link in links])

    async def find_all(self, links: Sequence[Link]) -> Mapping[Link, Stored | None]:
        """Return many records, read together."""
        stored = await self.read_all(links)
        return {link: self.decode(link, each) for link, each in zip(links, stored, strict=True)}

    async def change(self, link: Link, change: Change) -> bool:
        """Apply a change; return whether what it wanted holds now. Without a record that is so for a deletion alone.

        Raises ConversationContended where other changes kept winning the race.
        """
        key = link_key(link)
        for _ in range(MAX_ATTEMPTS):
            stored = await get_bytes(self._redis, key)
            record = self.decode(link, stored)
            if stored is None or record is None or isinstance(record, CodeTarget):
                return change.kind in DELETIONS
            changed = apply_change(record, change)
            if changed.record == record or await self._replace(link, stored[:REVISION_BYTES], changed.record):
                return changed.holds
        raise ConversationContended

    async def _replace(self, link: Link, revision: bytes, record: SharedRecord | None) -> bool:
        args: list[bytes | int]
        if record is None:
            args = [revision, Tombstone.DELETED.value, TOMBSTONE_SECONDS]
        else:
            args = [revision, self._encode(link, record_to_json(record)), 0]
        return bool(await execute(self._compare_and_set(keys=[link_key(link)], args=args)))

    async def delete(self, link: Link) -> None:
        """Replace a record, or a code, by a tombstone, also where it is not written yet."""
        await execute(self._redis.set(link_key(link), Tombstone.DELETED.value, ex=TOMBSTONE_SECONDS))

    async def set_ttl(self, link: Link, seconds: int) -> None:
        """Set the time to live of a record, in seconds from now; a tombstone's stays as it is."""
        await execute(self._set_ttl(keys=[link_key(link)], args=[seconds]))

    def _encode(self, link: Link, text: str) -> bytes:
        return secrets.token_bytes(REVISION_BYTES) + self._cipher.encrypt(compress(text.encode()), link_key(link))

    def decode(self, link: Link, stored: bytes | None) -> Stored | None:
        """Return the record of stored bytes; None for a tombstone, or nothing."""
        if not stored or read_tombstone(stored):
            return None
        try:
            text = decompress(self._cipher.decrypt(stored[REVISION_BYTES:], link_key(link))).decode()
            if link.kind is LinkKind.CODE:
                return target_from_json(text)
            return record_from_json(SharedKind(link.kind.value), text)
        except ValueError:
            raise StoredFormatError(link.kind.value) from None

    async def scan(self, kind: SharedKind) -> AsyncIterator[tuple[str, SharedRecord]]:
        """Yield the keys and the records of a kind, each once, for an operator's command."""
        seen = set[str]()
        async for batch in scan_keys(self._redis, f"radap:*:{kind.value}"):
            keys = [key for key in batch if key not in seen]  # SCAN may name a key twice while the database grows.
            seen.update(keys)
            for key, stored in zip(keys, await get_many(self._redis, keys), strict=True):
                if stored and not read_tombstone(stored):
                    text = decompress(self._cipher.decrypt(stored[REVISION_BYTES:], key)).decode()
                    yield key, record_from_json(kind, text)

    async def delete_key(self, key: str) -> None:
        """Replace the record of a key that `scan` yielded by a tombstone."""
        await execute(self._redis.set(key, Tombstone.DELETED.value, ex=TOMBSTONE_SECONDS))


def target_to_json(target: CodeTarget) -> str:
    """Return the stored form of what a code opens."""
    return orjson.dumps([target.kind, target.token]).decode()


def target_from_json(text: str) -> CodeTarget:
    """Read the stored form. Raises TypeError or ValueError for anything else."""
    kind, token = orjson.loads(text)
    return CodeTarget(SharedKind(kind), token)
