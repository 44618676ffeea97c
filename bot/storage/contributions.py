"""The index of a collection: the keys of what its conversations give, each of which is a record of its own.

The records are the truth. The index is written after a record, by the same outbox, and an entry whose record is gone is
removed by whoever reads it; so it names every record, however a worker crashed.
"""

from collections.abc import Mapping
from typing import cast

from bot.database.commands import RedisClient, execute, get_bytes, get_many
from bot.storage.keys import UNFINISHED_RESTORE_KEY, contribution_key, contribution_of_key, contributions_key, link_key
from flows.model.link import Link, collection_of

#: KEYS: the index. ARGV: an entry, and how long the index is kept from now on at least.
ADD = """
redis.call('SADD', KEYS[1], ARGV[1])
if redis.call('TTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
"""


class Contributions:
    """Writes and reads the indexes of collections. Every method raises StoreUnavailable."""

    def __init__(self, redis: RedisClient) -> None:
        self._redis = redis
        self._add = redis.register_script(ADD)

    async def add(self, link: Link, seconds: int) -> None:
        """Name a record, which exists already, for `seconds` from now on."""
        index = contributions_key(collection_of(link))
        await execute(self._add(keys=[index], args=[contribution_of_key(link_key(link)), seconds]))

    async def remove(self, link: Link) -> None:
        """Name a record no more."""
        await execute(self._redis.srem(contributions_key(collection_of(link)), contribution_of_key(link_key(link))))

    async def count(self, collection: str) -> int:
        """Return how many conversations have joined."""
        return int(await execute(self._redis.scard(contributions_key(collection))))

    async def read(self, collection: str) -> Mapping[str, bytes]:
        """Return the stored records, or tombstones, of a collection by their keys; entries of none are removed."""
        index = contributions_key(collection)
        named = sorted(entry.decode() for entry in cast("set[bytes]", await execute(self._redis.smembers(index))))
        keys = [contribution_key(entry) for entry in named]
        found = dict(zip(keys, await get_many(self._redis, keys), strict=True))
        gone = [contribution_of_key(key) for key, stored in found.items() if stored is None]
        if gone and not await get_bytes(self._redis, UNFINISHED_RESTORE_KEY):
            await execute(self._redis.srem(index, *gone))
        return {key: stored for key, stored in found.items() if stored}
