"""Writes the records of a back-up into the database, after which it is in the state of the file.

A mark names the back-up while a restore writes. It stays after a restore that was interrupted, until the same restore
has been completed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import orjson

from bot.database.commands import RedisClient, execute, execute_all, get_bytes, scan_keys
from bot.storage.backup_file import DeletedRecord, StoredRecord
from bot.storage.keys import ALL_KEYS, UNFINISHED_RESTORE_KEY, is_of_officers

#: Records that are in memory.
BATCH = 50

#: KEYS: a record. ARGV: its type, when it expires (milliseconds since 1970; 0: never), the parts of its value. Replaces
#: what is there. One that has expired by the server's clock is not written.
WRITE = """
redis.call('DEL', KEYS[1])
local time, expires_at = redis.call('TIME'), tonumber(ARGV[2])
if expires_at > 0 and expires_at <= time[1] * 1000 + math.floor(time[2] / 1000) then return 0 end
if ARGV[1] == 'string' then redis.call('SET', KEYS[1], ARGV[3]) end
for i = 3, #ARGV do
  if ARGV[1] == 'list' then redis.call('RPUSH', KEYS[1], ARGV[i])
  elseif ARGV[1] == 'set' then redis.call('SADD', KEYS[1], ARGV[i])
  elseif i % 2 == 1 and ARGV[1] == 'hash' then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  elseif i % 2 == 1 and ARGV[1] == 'zset' then redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
  end
end
if expires_at > 0 then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return 1
"""


class UnfinishedRestore(NamedTuple):
    """The mark of a restore: the checksum of its back-up, and whether it removes what the database held before."""

    checksum: str
    removes_others: bool


@dataclass(slots=True)
class RestoreCounts:
    """Numbers of records: restored, and not restored because their life time has ended since."""

    restored: int = 0
    expired: int = 0


async def unfinished_restore(redis: RedisClient) -> UnfinishedRestore | None:
    """Return the mark of a restore that has begun and not ended; None where there is none. Raises StoreUnavailable."""
    stored = await get_bytes(redis, UNFINISHED_RESTORE_KEY)
    return None if stored is None else UnfinishedRestore(*orjson.loads(stored))


async def holds_records(redis: RedisClient) -> bool:
    """Return whether the database holds anything of officers. Raises StoreUnavailable."""
    async for batch in scan_keys(redis, ALL_KEYS):
        if any(map(is_of_officers, batch)):
            return True
    return False


async def restore(
    redis: RedisClient,
    entries: Iterable[StoredRecord | DeletedRecord],
    mark: UnfinishedRestore,
    on_progress: Callable[[int], None],
) -> RestoreCounts:
    """Write the entries of a back-up; first, where the mark says so, remove what the database holds of officers.

    Running again completes an interrupted restore. `on_progress` gets the number of records written so far. Raises
    StoreUnavailable.
    """
    await execute(redis.set(UNFINISHED_RESTORE_KEY, orjson.dumps([*mark])))
    if mark.removes_others:
        await _remove_records(redis)
    counts, write = RestoreCounts(), redis.register_script(WRITE)
    for batch in _batches(entries):
        records = [entry for entry in batch if isinstance(entry, StoredRecord)]
        writes = (write(keys=[it.key], args=[it.type, it.expires_at, *it.values]) for it in records)
        written = sum(await execute_all(writes))
        counts.restored += written
        counts.expired += len(records) - written
        deleted = (redis.delete(entry.key) for entry in batch if isinstance(entry, DeletedRecord))
        counts.restored -= sum(await execute_all(deleted))
        on_progress(counts.restored)
    await execute(redis.delete(UNFINISHED_RESTORE_KEY))
    return counts


async def _remove_records(redis: RedisClient) -> None:
    """Remove all conversations and results. Editions of the criteria and the cookie key are nobody's data, and stay."""
    async for batch in scan_keys(redis, ALL_KEYS):
        await execute_all(redis.delete(key) for key in batch if is_of_officers(key))


def _batches(entries: Iterable[StoredRecord | DeletedRecord]) -> Iterator[list[StoredRecord | DeletedRecord]]:
    """Yield the entries in parts. No key occurs twice among the records of a back-up; deletions follow all of them."""
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch
