"""Writing everything stored again with the newest key, so that an older one can be taken away."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.database.commands import RedisClient, execute, get_bytes, get_hash
from bot.storage.conversation_codec import HEAD
from bot.storage.encryption import RecordCipher
from bot.storage.keys import COOKIE_KEY, finished_place
from bot.storage.linked_records import VERSION, tombstone_in
from flows.errors import RadapError

#: Where encrypted data stands, and how many bytes in the open come before it.
SEALED = {
    "radap:*:session": HEAD.size,
    "radap:*:result": VERSION.size,
    "radap:*:portfolio": VERSION.size,
    "radap:*:export": VERSION.size,
    COOKIE_KEY: 0,
}
#: Hashes of encrypted entries.
SEALED_HASHES = "radap:*:finished"

BATCH = 500

#: Replaces a value that nobody has changed in the meantime; its time to live stays.
REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""

#: The same for an entry of a hash.
REPLACE_ENTRY = """
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[2])
return 1
"""


@dataclass(slots=True)
class Reencrypted:
    """How many records were written again, were new already, and could not be read."""

    written: int = 0
    unchanged: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """An encrypted record: its key, its entry where that is a hash, the place it is encrypted for, and its bytes.

    The first `begins` bytes are in the open.
    """

    key: str
    entry: str
    place: str
    stored: bytes
    begins: int


async def reencrypt(redis: RedisClient, sealing: RecordCipher) -> Reencrypted:
    """Go through all records while the server runs. What it changes meanwhile is written with the newest key anyway.

    Raises StoreUnavailable.
    """
    counts, replace, replace_entry = Reencrypted(), redis.register_script(REPLACE), redis.register_script(REPLACE_ENTRY)
    async for record in _records(redis):
        if not record.stored or tombstone_in(record.stored) or sealing.is_newest(record.stored[record.begins :]):
            counts.unchanged += 1
        elif renewed := _renewed(record, sealing):
            script = replace_entry if record.entry else replace
            await execute(script(keys=[record.key], args=[record.stored, renewed, record.entry]))
            counts.written += 1
        else:
            counts.unreadable += 1
    return counts


async def _records(redis: RedisClient) -> AsyncIterator[Record]:
    for pattern, begins in SEALED.items():
        async for key in _keys(redis, pattern):
            yield Record(key, "", key, await get_bytes(redis, key) or b"", begins)
    async for key in _keys(redis, SEALED_HASHES):
        for entry, stored in (await get_hash(redis, key)).items():
            yield Record(key, entry, finished_place(key, entry), stored, 0)


async def _keys(redis: RedisClient, pattern: str) -> AsyncIterator[str]:
    keys = redis.scan_iter(match=pattern, count=BATCH)
    while key := await execute(anext(keys, b"")):
        yield key.decode()


def _renewed(record: Record, sealing: RecordCipher) -> bytes | None:
    """What was stored, encrypted anew; None where no key opens it."""
    head, sealed = record.stored[: record.begins], record.stored[record.begins :]
    try:
        return head + sealing.seal(sealing.open(sealed, record.place), record.place)
    except RadapError:
        return None
