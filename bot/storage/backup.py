"""Reads all of Radap's records for a back-up, while the server runs.

The keys of one conversation are read together, and so are a result and its views. Linked records are read before
conversations and indexes, and those that were deleted meanwhile are taken back at the end. So each restored result
belongs to a conversation whose officer can list, export and delete it. The reverse can occur: a conversation lists a
result that was confirmed while the back-up was made, and its link says that there is none.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence

from bot.database.commands import REDIS_ERRORS, RedisClient, execute_all, get_bytes, scan_keys, server_info
from bot.errors import BackupNotPossible
from bot.storage.backup_file import PARTS, BackupWriter, StoredRecord
from bot.storage.keys import (
    ALL_KEYS,
    UNFINISHED_RESTORE_KEY,
    is_index,
    is_of_conversation,
    is_of_officers,
    keys_changed_together,
)
from flows.operator_text import Translatable

#: Conversations or results that are in memory.
BATCH = 50

#: A tombstone has one byte.
TOMBSTONE_BYTES = 1

#: KEYS: keys of one slot. Returns of each that exists its name, its type, when it expires (milliseconds since 1970 by
#: the server's clock; 0: never), and its value.
READ = """
local time, found = redis.call('TIME'), {}
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do
  local type, left, value = redis.call('TYPE', key).ok, redis.call('PTTL', key), {}
  if type == 'string' then value = {redis.call('GET', key)}
  elseif type == 'hash' then value = redis.call('HGETALL', key)
  elseif type == 'list' then value = redis.call('LRANGE', key, 0, -1)
  elseif type == 'set' then value = redis.call('SMEMBERS', key)
  elseif type == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  end
  if type ~= 'none' then
    table.insert(found, {key, type, left < 0 and '0' or string.format('%.0f', now + left), value})
  end
end
return found
"""

UNFINISHED = (
    Translatable("A restore was interrupted: the database does not hold all records yet."),
    Translatable("Run `radap restore` again with the same file, then back up."),
)
OTHER_SERVER = (
    Translatable("The database server was restarted or replaced during the back-up, which may lack records."),
    Translatable("Run the command again."),
)


async def back_up(redis: RedisClient, writer: BackupWriter, on_progress: Callable[[int], None]) -> None:
    """Write all records. Memory grows by about 200 bytes for each conversation and result.

    `on_progress` gets the number of records so far. Raises StoreUnavailable, and BackupNotPossible where a restore was
    interrupted, a server was restarted meanwhile, or a key holds what Radap does not write.
    """
    await _refuse_unfinished_restore(redis)
    servers, linked = await _server_runs(redis), list[str]()
    async for record in _records(redis, is_last=False):
        writer.write(record)
        on_progress(writer.records)
        if _is_linked_record(record):
            linked.append(record.key)
    async for record in _records(redis, is_last=True):
        writer.write(record)
        on_progress(writer.records)
    async for key in _deleted(redis, linked):
        writer.delete(key)
    await _refuse_unfinished_restore(redis)
    if await _server_runs(redis) != servers:
        raise BackupNotPossible(*OTHER_SERVER)


async def _refuse_unfinished_restore(redis: RedisClient) -> None:
    if await get_bytes(redis, UNFINISHED_RESTORE_KEY):
        raise BackupNotPossible(*UNFINISHED)


async def _server_runs(redis: RedisClient) -> set[object]:
    """Return what identifies each primary since its start. After a restart or a failover, SCAN may leave out keys.

    Empty where the user of REDIS_URL may not ask.
    """
    try:
        return {info.get("run_id") for info in await server_info(redis, "server")}
    except REDIS_ERRORS:
        return set()


async def _records(redis: RedisClient, *, is_last: bool) -> AsyncIterator[StoredRecord]:
    """Yield the records that are read last, or all others; each once, though SCAN may name a key twice."""
    read, seen = redis.register_script(READ), set[str]()
    async for batch in scan_keys(redis, ALL_KEYS):
        wanted = [key for key in batch if _is_read_last(key) is is_last and key != UNFINISHED_RESTORE_KEY]
        groups = {keys[0]: keys for keys in map(keys_changed_together, wanted) if keys[0] not in seen}
        seen.update(groups)
        for names in _slices([*groups]):
            answers = await execute_all(read(keys=groups[name]) for name in names)
            for answer in answers:
                for key, kind, expires_at, values in answer:
                    yield _record(key.decode(), kind.decode(), int(expires_at), values)


def _is_read_last(key: str) -> bool:
    """Return whether a key is that of a conversation, or of an index: it names all records that were read before."""
    return is_of_conversation(key) or is_index(key)


def _record(key: str, kind: str, expires_at: int, values: Sequence[bytes]) -> StoredRecord:
    if kind not in PARTS:
        raise BackupNotPossible(
            Translatable("{key} holds a value of type {type}, which Radap does not write.", key=key, type=kind),
            Translatable("If another program wrote it, delete it."),
        )
    return StoredRecord(key, kind, expires_at, tuple(values))


def _is_linked_record(record: StoredRecord) -> bool:
    """Return whether a record is one that a link leads to, and no tombstone (which stays, against delayed workers)."""
    is_first = record.type == "string" and keys_changed_together(record.key)[0] == record.key
    return is_first and is_of_officers(record.key) and len(record.values[0]) > TOMBSTONE_BYTES


async def _deleted(redis: RedisClient, keys: Sequence[str]) -> AsyncIterator[str]:
    """Yield those of the keys, and what changes with them, whose records were deleted meanwhile, or have expired."""
    lengths = await execute_all(redis.strlen(key) for key in keys)
    for key, length in zip(keys, lengths, strict=True):
        if length <= TOMBSTONE_BYTES:
            for each in keys_changed_together(key):
                yield each


def _slices(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + BATCH] for start in range(0, len(names), BATCH))
