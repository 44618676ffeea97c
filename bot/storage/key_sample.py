"""Reads a sample of the stored records, to find out whether the keys of ENCRYPTION_KEYS open them."""

import random
from dataclasses import dataclass

from bot.database.commands import RedisClient, get_bytes, get_hash, scan_keys
from bot.errors import KeyMissing, UnencryptedRecord
from bot.storage.conversation_codec import RECORD_HEADER
from bot.storage.encryption import RecordCipher
from bot.storage.keys import COOKIE_KEY, finished_associated_data
from bot.storage.linked_records import VERSION, read_tombstone
from bot.storage.shared_records import REVISION_BYTES
from flows.errors import StoredFormatError

#: The last part of a key, and how many bytes of its record come before the encrypted ones.
RECORDS = {
    "session": RECORD_HEADER.size,
    "result": VERSION.size,
    "portfolio": VERSION.size,
    "export": VERSION.size,
    "copy": VERSION.size,
    "batch": VERSION.size,
    "code": REVISION_BYTES,
    "question": REVISION_BYTES,
    "service": REVISION_BYTES,
    "approval": REVISION_BYTES,
    "collection": REVISION_BYTES,
    "coordinator": REVISION_BYTES,
    "expected": REVISION_BYTES,
    "contribution": VERSION.size,
    "paper": 0,
    "moved": 0,
}
#: Hashes whose fields are encrypted.
HASHES = "finished"

SAMPLE = 50
#: Batches of 500 keys among which the sample is chosen: some tenths of a second.
BATCHES = 20


@dataclass(slots=True)
class KeySample:
    """Numbers of records: opened, encrypted with another key, plaintext although keys are set, damaged."""

    opened: int = 0
    locked: int = 0
    unencrypted: int = 0
    damaged: int = 0

    @property
    def total(self) -> int:
        """All that were read."""
        return self.opened + self.locked + self.unencrypted + self.damaged


async def sample_records(redis: RedisClient, cipher: RecordCipher) -> KeySample:
    """Try to decrypt some records. Nothing is written, and no content leaves this function. Raises StoreUnavailable."""
    sample, keys = KeySample(), await _keys(redis)
    for key in random.sample(keys, min(SAMPLE, len(keys))):
        stored, associated_data, plaintext_bytes = await _record(redis, key)
        if stored and not read_tombstone(stored):
            _count(sample, cipher, stored[plaintext_bytes:], associated_data)
    return sample


async def _keys(redis: RedisClient) -> list[str]:
    """Return keys of encrypted records, from all servers of a cluster: its SCAN begins on each of them."""
    found, batches = set[str](), 0
    async for batch in scan_keys(redis, "radap:*"):
        found.update(key for key in batch if _kind(key) in RECORDS or _kind(key) == HASHES or key == COOKIE_KEY)
        batches += 1
        if batches == BATCHES:
            break
    return sorted(found)


def _kind(key: str) -> str:
    return key.rpartition(":")[2]


async def _record(redis: RedisClient, key: str) -> tuple[bytes, str, int]:
    """Return a record (empty if it is gone), its associated data, and how many bytes of it are plaintext."""
    if _kind(key) != HASHES:
        return await get_bytes(redis, key) or b"", key, RECORDS.get(_kind(key), 0)
    fields = await get_hash(redis, key)
    field = next(iter(fields), "")
    return fields.get(field, b""), finished_associated_data(key, field), 0


def _count(sample: KeySample, cipher: RecordCipher, encrypted: bytes, associated_data: str) -> None:
    try:
        cipher.decrypt(encrypted, associated_data)
    except UnencryptedRecord:
        sample.unencrypted += 1
    except KeyMissing:
        sample.locked += 1
    except StoredFormatError:
        sample.damaged += 1
    else:
        sample.opened += 1
