"""The questions of the messages that Radap sent last in a conversation, by which a quote of one is understood.

A record is a list of encrypted entries, one a message: a hash of its id, and its question. The deletion of a
conversation puts a tombstone in its place: the id of the deleted assessment, for which nothing is added any more.
"""

from collections.abc import Sequence

import orjson

from bot.database.commands import RedisClient, execute
from bot.errors import KeyMissing
from bot.shared.hashing import digest
from bot.storage.encryption import RecordCipher
from bot.storage.keys import bubbles_key
from flows.errors import StoredFormatError
from flows.model.events import Reference

#: Messages that are remembered of a conversation.
REMEMBERED = 20
DIGEST_BYTES = 6

#: KEYS: the record. ARGV: the assessment, the time to live, how many to keep, then the new entries.
ADD = """
if redis.call('TYPE', KEYS[1]).ok == 'string' then
  if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
  redis.call('DEL', KEYS[1])
end
for i = 4, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('LTRIM', KEYS[1], -ARGV[3], -1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""

#: KEYS: the record. Returns its entries; none for a tombstone.
READ = """
if redis.call('TYPE', KEYS[1]).ok ~= 'list' then return {} end
return redis.call('LRANGE', KEYS[1], 0, -1)
"""


class SentBubbles:
    """Remembers the messages for `seconds` after the last one. Every method raises StoreUnavailable."""

    def __init__(self, redis: RedisClient, cipher: RecordCipher, seconds: int) -> None:
        self._cipher = cipher
        self._seconds = seconds
        self._add = redis.register_script(ADD)
        self._read = redis.register_script(READ)

    async def add(self, conversation: str, question: Reference, messages: Sequence[str]) -> None:
        """Remember the question of messages, by their ids on the platform."""
        key = bubbles_key(conversation)
        entries = [self._cipher.encrypt(orjson.dumps([_digest(message), *question]), key) for message in messages]
        await execute(self._add(keys=[key], args=[question.assessment, self._seconds, REMEMBERED, *entries]))

    async def find(self, conversation: str, message: str) -> Reference | None:
        """Return the question of a message; None where it is not remembered, or cannot be read."""
        key, wanted = bubbles_key(conversation), _digest(message)
        stored: list[bytes] = await execute(self._read(keys=[key]))
        entries = (self._decode(entry, key) for entry in reversed(stored))
        return next((question for known, question in filter(None, entries) if known == wanted), None)

    def _decode(self, entry: bytes, key: str) -> tuple[str, Reference] | None:
        """Return a message's hash and its question; None for an entry that cannot be read."""
        try:
            message, assessment, question = orjson.loads(self._cipher.decrypt(entry, key))
        except (KeyMissing, StoredFormatError, ValueError, TypeError):
            return None
        return message, Reference(assessment, question)


def _digest(message: str) -> str:
    return digest(message, DIGEST_BYTES)
