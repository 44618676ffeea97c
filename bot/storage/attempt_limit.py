"""Limits how many wrong codes one address may try. The address itself is not stored: only a keyed hash, for minutes."""

from bot.database.commands import RedisClient, execute, get_bytes
from bot.shared.hashing import digest
from bot.storage.keys import attempts_key

#: Wrong codes of one address within the window. An office of many people may share an address.
MOST_ATTEMPTS = 30
WINDOW_SECONDS = 10 * 60

DIGEST_BYTES = 16

#: KEYS: the count. ARGV: how long it is kept from the first attempt on.
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class AttemptLimit:
    """Counts wrong codes by address. Every method raises StoreUnavailable when Redis fails."""

    def __init__(self, redis: RedisClient) -> None:
        self._redis = redis
        self._count = redis.register_script(COUNT)

    async def is_exceeded(self, address: str, secret: bytes) -> bool:
        """Return whether an address tried too many wrong codes. `secret` keys the hash of the address."""
        return int(await get_bytes(self._redis, _key(address, secret)) or 0) >= MOST_ATTEMPTS

    async def count(self, address: str, secret: bytes) -> None:
        """Count a wrong code."""
        await execute(self._count(keys=[_key(address, secret)], args=[WINDOW_SECONDS]))


def _key(address: str, secret: bytes) -> str:
    return attempts_key(digest(secret + address.encode(), DIGEST_BYTES))
