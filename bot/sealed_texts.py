"""Texts in Redis, compressed and encrypted."""

from bot.packing import pack, unpack
from bot.redis_call import RedisClient, answered, stored_bytes
from bot.sealing import Sealing
from flows.errors import StoredFormatError

#: JSON stands as it is where Radap 0.1 wrote it; what is sealed begins with another byte.
FORMER_BEGINNING = b"{"


class SealedTexts:
    """Reads and writes whole texts. Every method raises StoreUnavailable when Redis fails."""

    def __init__(self, redis: RedisClient, sealing: Sealing) -> None:
        """Take a client, and what encrypts."""
        self._redis = redis
        self._sealing = sealing

    async def set(self, key: str, text: str, seconds: int) -> None:
        """Keep a text for so many seconds."""
        await answered(self._redis.set(key, self._sealing.seal(pack(text.encode()), key), ex=seconds))

    async def get(self, key: str, former_key: str) -> str | None:
        """The text of a key, or else what Radap 0.1 wrote under the former key; None where there is neither.

        Raises StoredFormatError for what cannot be read, and KeyMissing where the key is not at hand.
        """
        stored = await self.sealed(key, former_key)
        return None if stored is None else self.read(stored, key)

    async def sealed(self, key: str, former_key: str) -> bytes | None:
        """What `get` reads, as it stands there."""
        return await stored_bytes(self._redis, key) or await stored_bytes(self._redis, former_key)

    def read(self, stored: bytes, key: str) -> str:
        """The text of what `sealed` found. Raises StoredFormatError and KeyMissing as `get` does."""
        try:
            if stored.startswith(FORMER_BEGINNING):
                return stored.decode()
            return unpack(self._sealing.open(stored, key)).decode()
        except ValueError:
            raise StoredFormatError("text") from None
