"""What is stored behind links: results with their view counts, pages of all services, exported data.

A record is four bytes of version and an encrypted text. A conversation numbers its writes, and a record is replaced by
a later version only: a worker that was held up cannot bring back what another one has changed. A record that is deleted
leaves a tombstone of one byte, over which nothing is published.
"""

import struct
from collections.abc import Sequence
from enum import Enum

from bot.database.commands import RedisClient, execute, get_bytes, get_many
from bot.storage.compression import pack, unpack
from bot.storage.encryption import RecordCipher
from bot.storage.keys import link_key, views_key
from flows.assessment.outcome import Link
from flows.errors import StoredFormatError

VERSION = struct.Struct(">I")

#: Longer than a worker can be held up between two writes: each is given up after some seconds.
TOMBSTONE_SECONDS = 10 * 60

#: KEYS: the record, its views. ARGV: the record, how long it is kept (0: as before), whether there must be one already.
PUBLISH = """
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

#: KEYS: the record, its views. ARGV: the tombstone, how long it stands. A full database takes it after what frees some.
BURY = """
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
"""

#: Reads a result, and counts that it was opened. A database that refuses to write (full, or no longer the primary)
#: still lets it be read. A tombstone has no count, and no count outlives its result.
OPEN_RESULT = """
local result = redis.call('GET', KEYS[1])
if not result or #result <= 4 then return result end
redis.pcall('INCR', KEYS[2])
redis.pcall('PEXPIRE', KEYS[2], redis.call('PTTL', KEYS[1]))
return result
"""

#: Takes back one view, where it is still counted.
UNCOUNT_VIEW = """
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end
"""

#: KEYS: a record, its views. ARGV: how long both are kept, whether only where that is shorter, the write's version.
#: The record takes the version, so that a worker that was held up sets no time that another one has changed since.
SET_TIME = """
local there, left = redis.call('GETRANGE', KEYS[1], 0, 3), redis.call('TTL', KEYS[1])
if #there < 4 or struct.unpack('>I4', there) > struct.unpack('>I4', ARGV[3]) then return end
redis.call('SETRANGE', KEYS[1], 0, ARGV[3])
if ARGV[2] == '1' and left >= 0 and left <= tonumber(ARGV[1]) then return end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
"""


class Tombstone(Enum):
    """What stands for some minutes where a record was: it was deleted, or it goes on behind another link."""

    DELETED = b"d"
    REVOKED = b"r"


class LinkedRecords:
    """Reads and writes what is behind links.

    Every method raises StoreUnavailable when Redis fails, and whatever reads a text StoredFormatError or KeyMissing
    where it cannot be read.
    """

    def __init__(self, redis: RedisClient, sealing: RecordCipher) -> None:
        """Take a client, and what encrypts."""
        self._redis = redis
        self._sealing = sealing
        self._publish = redis.register_script(PUBLISH)
        self._bury = redis.register_script(BURY)
        self._open_result = redis.register_script(OPEN_RESULT)
        self._uncount_view = redis.register_script(UNCOUNT_VIEW)
        self._set_time = redis.register_script(SET_TIME)

    async def publish(self, link: Link, text: str, seconds: int, version: int = 1) -> bool:
        """Store a text behind a new link for so many seconds; False over a tombstone, or a later version."""
        return await self._write(link, text, (seconds, version), must_exist=False)

    async def renew(self, link: Link, text: str, seconds: int, version: int) -> bool:
        """Store another text behind a link; 0 seconds leave its rest of time. False where there is nothing to renew."""
        return await self._write(link, text, (seconds, version), must_exist=True)

    async def _write(self, link: Link, text: str, kept: tuple[int, int], *, must_exist: bool) -> bool:
        key, (seconds, version) = link_key(link), kept
        record = VERSION.pack(version) + self._sealing.seal(pack(text.encode()), key)
        call = self._publish(keys=[key, views_key(link.token)], args=[record, seconds, int(must_exist)])
        return bool(await execute(call))

    async def bury(self, link: Link, tombstone: Tombstone) -> None:
        """Put a tombstone where a record is, or might yet be written."""
        keys = [link_key(link), views_key(link.token)]
        await execute(self._bury(keys=keys, args=[tombstone.value, TOMBSTONE_SECONDS]))

    async def stored(self, link: Link) -> bytes | None:
        """What stands behind a link; None where there is nothing (never made, or expired)."""
        return await get_bytes(self._redis, link_key(link))

    async def stored_all(self, links: Sequence[Link]) -> list[bytes | None]:
        """As `stored` for each of many links, in their order, read together."""
        return await get_many(self._redis, [link_key(link) for link in links])

    def read(self, link: Link, stored: bytes) -> str | None:
        """The text of what `stored` or `open_result` found; None for a tombstone."""
        if tombstone_in(stored):
            return None
        try:
            return unpack(self._sealing.open(stored[VERSION.size :], link_key(link))).decode()
        except ValueError:
            raise StoredFormatError(link.kind.value) from None

    async def text(self, link: Link) -> str | None:
        """The text behind a link; None where there is none (never made, expired, or deleted)."""
        stored = await self.stored(link)
        return self.read(link, stored) if stored else None

    async def open_result(self, link: Link) -> bytes | None:
        """As `stored`, and remember that the result was opened."""
        stored: bytes | None = await execute(self._open_result(keys=[link_key(link), views_key(link.token)], args=[]))
        return stored

    async def uncount_view(self, token: str) -> None:
        """Take back that a result was opened."""
        await execute(self._uncount_view(keys=[views_key(token)], args=[]))

    async def views(self, token: str) -> int:
        """How often a result was opened."""
        return int(await get_bytes(self._redis, views_key(token)) or 0)

    async def shorten(self, link: Link, seconds: int, version: int) -> None:
        """Keep a record and its views no longer than so many seconds from now on."""
        await self._keep(link, (seconds, version), only_shorter=True)

    async def lengthen(self, link: Link, seconds: int, version: int) -> None:
        """Keep a record and its views for so many seconds from now on."""
        await self._keep(link, (seconds, version), only_shorter=False)

    async def _keep(self, link: Link, kept: tuple[int, int], *, only_shorter: bool) -> None:
        keys, (seconds, version) = [link_key(link), views_key(link.token)], kept
        await execute(self._set_time(keys=keys, args=[seconds, int(only_shorter), VERSION.pack(version)]))


def tombstone_in(stored: bytes) -> Tombstone | None:
    """The tombstone that was found in a record's place; None where it is a record."""
    return Tombstone(stored) if stored in {each.value for each in Tombstone} else None
