"""Reads all stored results in batches, each once."""

from collections.abc import AsyncIterator

from bot.database.commands import RedisClient, get_many, scan_keys
from bot.storage.compression import decompress
from bot.storage.encryption import RecordCipher
from bot.storage.linked_records import VERSION, read_tombstone
from flows.errors import RadapError
from flows.model.result import Result, result_from_json

RESULTS = "radap:*:result"


async def stored_results(redis: RedisClient, cipher: RecordCipher) -> AsyncIterator[list[Result | None]]:
    """Yield the results in batches, without their tokens, which are not known here; None for one that is not readable.

    Deleted results and links that were replaced are not among them. Raises StoreUnavailable.
    """
    seen = set[str]()
    async for batch in scan_keys(redis, RESULTS):
        keys = [key for key in batch if key not in seen]  # SCAN may name a key twice while the database grows.
        seen.update(keys)
        records = zip(keys, await get_many(redis, keys), strict=True)
        yield [_read(cipher, key, stored) for key, stored in records if stored and not read_tombstone(stored)]


def _read(cipher: RecordCipher, key: str, stored: bytes) -> Result | None:
    try:
        return result_from_json("", decompress(cipher.decrypt(stored[VERSION.size :], key)).decode())
    except (RadapError, ValueError):
        return None
