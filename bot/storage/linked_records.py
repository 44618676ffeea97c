"""Records that links lead to: results with their view counts, portfolio pages, exported data, owner's copies.

A record is four bytes of version and an encrypted text. A conversation numbers its writes, and only a later version
replaces a record, so that a delayed worker cannot undo a newer change. A deleted record leaves a tombstone of one byte,
over which nothing is published.
"""

import struct
from collections.abc import Sequence
from enum import Enum

from bot.database.commands import RedisClient, execute, get_bytes, get_many
from bot.storage.compression import compress, decompress
from bot.storage.encryption import RecordCipher
from bot.storage.keys import link_key, views_key
from flows.errors import StoredFormatError
from flows.model.link import Link

VERSION = struct.Struct(">I")

#: Longer than a worker can be delayed between two writes, each of which times out after two seconds.
TOMBSTONE_SECONDS = 10 * 60

#: KEYS: the record, its views. ARGV: the record, its time to live (0: as before), whether one must exist already.
WRITE = """
local there = redis.call('GETRANGE', KEYS[1], 0, 3)
if #there == 0 and ARGV[3] == '1' then return 0 end
if #there > 0 and (#there < 4 or struct.unpack('>I4', there) >= struct.unpack('>I4', ARGV[1])) then return 0 end
if ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
else
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
"""

#: KEYS: the record, its views. ARGV: the tombstone, its time to live. A full database accepts a write after a deletion.
DELETE = """
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
"""

#: KEYS: the record, its views. Reads a result and counts the view. A database that refuses to write (full, or no longer
#: the primary) still lets it be read. A tombstone has no count, and no count outlives its result.
GET_AND_COUNT_VIEW = """
local result = redis.call('GET', KEYS[1])
if not result or #result <= 4 then return result end
redis.pcall('INCR', KEYS[2])
redis.pcall('PEXPIRE', KEYS[2], redis.call('PTTL', KEYS[1]))
return result
"""

#: KEYS: the views. Uncounts one view, where the count still exists.
UNCOUNT_VIEW = """
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end
"""

#: KEYS: the record, its views. ARGV: their time to live, whether only to shorten it, the write's version.
#: The record takes the version, so that a delayed worker does not undo a newer change of its time to live.
SET_TTL = """
local there, left = redis.call('GETRANGE', KEYS[1], 0, 3), redis.call('TTL', KEYS[1])
if #there < 4 or struct.unpack('>I4', there) > struct.unpack('>I4', ARGV[3]) then return end
redis.call('SETRANGE', KEYS[1], 0, ARGV[3])
if ARGV[2] == '1' and left >= 0 and left <= tonumber(ARGV[1]) then return end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
"""


class Tombstone(Enum):
    """Replaces a record for some minutes after it was deleted, or moved to another link."""

    DELETED = b"d"
    REVOKED = b"r"


class LinkedRecords:
    """Reads and writes linked records.

    Every method raises StoreUnavailable when Redis fails. Those that decrypt raise StoredFormatError or KeyMissing
    where a record cannot be read.
    """

    def __init__(self, redis: RedisClient, cipher: RecordCipher) -> None:
        self._redis = redis
        self._cipher = cipher
        self._write_script = redis.register_script(WRITE)
        self._delete_script = redis.register_script(DELETE)
        self._get_and_count_view = redis.register_script(GET_AND_COUNT_VIEW)
        self._uncount_view = redis.register_script(UNCOUNT_VIEW)
        self._set_ttl_script = redis.register_script(SET_TTL)

    async def publish(self, link: Link, text: str, seconds: int, version: int) -> bool:
        """Store a text behind a new link for `seconds`; False over a tombstone, or a later version."""
        return await self._write(link, text, (seconds, version), must_exist=False)

    async def replace(self, link: Link, text: str, seconds: int, version: int) -> bool:
        """Replace the text behind a link; 0 seconds leave its time to live. False where there is no earlier version."""
        return await self._write(link, text, (seconds, version), must_exist=True)

    async def _write(self, link: Link, text: str, kept: tuple[int, int], *, must_exist: bool) -> bool:
        key, (seconds, version) = link_key(link), kept
        record = VERSION.pack(version) + self._cipher.encrypt(compress(text.encode()), key)
        command = self._write_script(keys=[key, views_key(link.token)], args=[record, seconds, int(must_exist)])
        return bool(await execute(command))

    async def delete(self, link: Link, tombstone: Tombstone) -> None:
        """Replace a record by a tombstone, also where it is not written yet."""
        keys = [link_key(link), views_key(link.token)]
        await execute(self._delete_script(keys=keys, args=[tombstone.value, TOMBSTONE_SECONDS]))

    async def get(self, link: Link) -> bytes | None:
        """Return the stored record or tombstone; None where there is none (never made, or expired)."""
        return await get_bytes(self._redis, link_key(link))

    async def get_all(self, links: Sequence[Link]) -> list[bytes | None]:
        """Return the records of many links, in their order, read together."""
        return await get_many(self._redis, [link_key(link) for link in links])

    def decode(self, link: Link, stored: bytes) -> str | None:
        """Return the text of a stored record; None for a tombstone."""
        return self.decode_at(link_key(link), stored)

    def decode_at(self, key: str, stored: bytes) -> str | None:
        """Return the text of the record of a key, as `decode` does."""
        if read_tombstone(stored):
            return None
        try:
            return decompress(self._cipher.decrypt(stored[VERSION.size :], key)).decode()
        except ValueError:
            raise StoredFormatError(key.rpartition(":")[2]) from None

    async def get_text(self, link: Link) -> str | None:
        """Return the text behind a link; None where there is none (never made, expired, or deleted)."""
        stored = await self.get(link)
        return self.decode(link, stored) if stored else None

    async def get_and_count_view(self, link: Link) -> bytes | None:
        """Return a result's stored record, as `get` does, and count the view."""
        keys = [link_key(link), views_key(link.token)]
        stored: bytes | None = await execute(self._get_and_count_view(keys=keys))
        return stored

    async def uncount_view(self, token: str) -> None:
        """Uncount a view of a result."""
        await execute(self._uncount_view(keys=[views_key(token)]))

    async def view_count(self, token: str) -> int:
        """Return how often a result was opened."""
        return int(await get_bytes(self._redis, views_key(token)) or 0)

    async def view_counts(self, tokens: Sequence[str]) -> list[int]:
        """Return how often many results were opened, in their order, read together."""
        return [int(count or 0) for count in await get_many(self._redis, [views_key(token) for token in tokens])]

    async def shorten_ttl(self, link: Link, seconds: int, version: int) -> None:
        """Limit the time to live of a record and its view count to `seconds` from now."""
        await self._set_ttl(link, (seconds, version), only_shorter=True)

    async def set_ttl(self, link: Link, seconds: int, version: int) -> None:
        """Set the time to live of a record and its view count to `seconds` from now."""
        await self._set_ttl(link, (seconds, version), only_shorter=False)

    async def _set_ttl(self, link: Link, kept: tuple[int, int], *, only_shorter: bool) -> None:
        keys, (seconds, version) = [link_key(link), views_key(link.token)], kept
        await execute(self._set_ttl_script(keys=keys, args=[seconds, int(only_shorter), VERSION.pack(version)]))


def read_tombstone(stored: bytes) -> Tombstone | None:
    """Return the tombstone; None where it is a record."""
    return Tombstone(stored) if stored in {each.value for each in Tombstone} else None
