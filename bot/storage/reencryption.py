"""Re-encrypts all stored records with the newest key, so that an older key can be removed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.database.commands import RedisClient, execute, get_bytes, get_hash, scan_keys
from bot.storage.conversation_codec import RECORD_HEADER
from bot.storage.encryption import RecordCipher
from bot.storage.keys import COOKIE_KEY, finished_associated_data
from bot.storage.linked_records import VERSION, read_tombstone
from bot.storage.sent_bubbles import READ
from bot.storage.shared_records import REVISION_BYTES
from flows.errors import RadapError

#: Patterns of encrypted keys, and how many bytes of plaintext come first.
ENCRYPTED_KEYS = {
    "radap:*:session": RECORD_HEADER.size,
    "radap:*:result": VERSION.size,
    "radap:*:portfolio": VERSION.size,
    "radap:*:export": VERSION.size,
    "radap:*:copy": VERSION.size,
    "radap:*:batch": VERSION.size,
    "radap:*:code": REVISION_BYTES,
    "radap:*:question": REVISION_BYTES,
    "radap:*:service": REVISION_BYTES,
    "radap:*:approval": REVISION_BYTES,
    "radap:*:collection": REVISION_BYTES,
    "radap:*:coordinator": REVISION_BYTES,
    "radap:*:expected": REVISION_BYTES,
    "radap:*:contribution": VERSION.size,
    "radap:*:paper": 0,
    "radap:*:moved": 0,
    COOKIE_KEY: 0,
}
#: Hashes whose fields are encrypted.
ENCRYPTED_HASHES = "radap:*:finished"
#: Lists whose entries are encrypted.
ENCRYPTED_LISTS = "radap:*:bubbles"

#: KEYS: a key. ARGV: the value that was read, the new one. Sets it where nobody has changed it; its time to live stays.
REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""

#: The same for a field of a hash, whose name is the third argument.
REPLACE_FIELD = """
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[2])
return 1
"""


#: The same for an entry of a list, wherever it is now.
REPLACE_ENTRY = """
if redis.call('TYPE', KEYS[1]).ok ~= 'list' then return 0 end
for place, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if entry == ARGV[1] then redis.call('LSET', KEYS[1], place - 1, ARGV[2]) end
end
return 1
"""


@dataclass(slots=True)
class ReencryptionCounts:
    """Numbers of records that were re-encrypted, had the newest key already, and could not be read."""

    reencrypted: int = 0
    unchanged: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """An encrypted record: its key, its field where that is a hash, its associated data, and its bytes.

    The first `plaintext_bytes` are not encrypted. `is_entry` marks an entry of a list.
    """

    key: str
    field: str
    associated_data: str
    stored: bytes
    plaintext_bytes: int
    is_entry: bool = False

    @property
    def plaintext(self) -> bytes:
        """The part that is not encrypted."""
        return self.stored[: self.plaintext_bytes]

    @property
    def encrypted(self) -> bytes:
        """The part that is encrypted."""
        return self.stored[self.plaintext_bytes :]


async def reencrypt(redis: RedisClient, cipher: RecordCipher) -> ReencryptionCounts:
    """Re-encrypt all records while the server runs. The server writes with the newest key itself in the meantime.

    Raises StoreUnavailable.
    """
    counts = ReencryptionCounts()
    scripts = {script: redis.register_script(script) for script in (REPLACE, REPLACE_FIELD, REPLACE_ENTRY)}
    async for record in _records(redis):
        if not record.stored or read_tombstone(record.stored) or cipher.uses_newest_key(record.encrypted):
            counts.unchanged += 1
        elif new := _reencrypted(record, cipher):
            script = scripts[REPLACE_FIELD if record.field else REPLACE_ENTRY if record.is_entry else REPLACE]
            await execute(script(keys=[record.key], args=[record.stored, new, record.field]))
            counts.reencrypted += 1
        else:
            counts.unreadable += 1
    return counts


async def _records(redis: RedisClient) -> AsyncIterator[Record]:
    for pattern, plaintext_bytes in ENCRYPTED_KEYS.items():
        async for key in _keys(redis, pattern):
            yield Record(key, "", key, await get_bytes(redis, key) or b"", plaintext_bytes)
    async for key in _keys(redis, ENCRYPTED_HASHES):
        for field, stored in (await get_hash(redis, key)).items():
            yield Record(key, field, finished_associated_data(key, field), stored, 0)
    read = redis.register_script(READ)
    async for key in _keys(redis, ENCRYPTED_LISTS):
        for stored in await execute(read(keys=[key])):
            yield Record(key, "", key, stored, 0, is_entry=True)


async def _keys(redis: RedisClient, pattern: str) -> AsyncIterator[str]:
    async for batch in scan_keys(redis, pattern):
        for key in batch:
            yield key


def _reencrypted(record: Record, cipher: RecordCipher) -> bytes | None:
    """Return the record encrypted with the newest key; None where it cannot be decrypted."""
    try:
        content = cipher.decrypt(record.encrypted, record.associated_data)
    except RadapError:
        return None
    return record.plaintext + cipher.encrypt(content, record.associated_data)
