"""Stores conversations in Redis with compare-and-set, together with their finished assessments."""

import secrets
import time
from collections.abc import Iterator, Mapping

import orjson

from bot.database.commands import RedisClient, execute, get_bytes, get_hash, get_hash_field
from bot.storage.attempt_limit import AttemptLimit
from bot.storage.compression import compress, decompress
from bot.storage.contributions import Contributions
from bot.storage.conversation_codec import (
    REVISION_BYTES,
    conversation_from_bytes,
    conversation_to_bytes,
    revision_prefix,
)
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.forum_topics import ForumTopics
from bot.storage.keys import (
    COOKIE_KEY,
    conversation_digest,
    conversation_keys,
    criteria_key,
    finished_associated_data,
    finished_key,
    session_key,
)
from bot.storage.linked_records import LinkedRecords
from bot.storage.paper_records import PaperRecords
from bot.storage.sent_bubbles import SentBubbles
from bot.storage.shared_records import SharedRecords
from flows.errors import StoredFormatError
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.link import Link, LinkKind
from flows.model.session_codec import finished_from_row, finished_to_row

#: Sets a conversation while it still begins with the loaded prefix (empty: while there is none), and changes its
#: finished assessments with it. KEYS: the conversation, its finished assessments, its sent messages. ARGV: the loaded
#: prefix; the new record; the time to live of both keys without finished assessments, and with some; for a deletion the
#: id of the deleted assessment (`-`: it is deleted already; empty: no deletion); then pairs of an assessment's id and
#: its entry (empty: delete it). A full database refuses only the first write that takes memory, and none that follows a
#: deletion; so a deletion comes first.
COMPARE_AND_SET = """
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
if ARGV[1] == '' and redis.call('STRLEN', KEYS[1]) > 0 then return 0 end
if ARGV[5] ~= '' then redis.call('DEL', KEYS[2]) end
local had_sent = ARGV[5] ~= '' and ARGV[5] ~= '-' and redis.call('DEL', KEYS[3]) == 1
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
if had_sent then redis.call('SET', KEYS[3], ARGV[5], 'EX', 600) end
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[i])
  else redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
end
if redis.call('EXPIRE', KEYS[2], ARGV[4]) == 1 then redis.call('EXPIRE', KEYS[1], ARGV[4]) end
return 1
"""

COOKIE_KEY_BYTES = 32

#: How long a deleted conversation's recent events are kept, so that a redelivered deletion starts no new conversation.
DELETED_SECONDS = 10 * 60


class Store:
    """Loads and saves conversations.

    `links` stores results and other linked records, `shared` those that several conversations change,
    `contributions` indexes what is given to collections, `papers` stores what the codes on papers lead to, `attempts`
    counts wrong codes, `topics` stores the topics of forums, and `bubbles` the questions of sent messages.
    `session_seconds` and `result_seconds` are how long an untouched conversation and a result are kept. Every method
    raises StoreUnavailable when Redis fails. Those that decrypt raise StoredFormatError or KeyMissing where a record
    cannot be read.
    """

    def __init__(self, redis: RedisClient, *, session_seconds: int, result_seconds: int, cipher: RecordCipher) -> None:
        self._redis = redis
        self.session_seconds = session_seconds
        self.result_seconds = result_seconds
        self._cipher = cipher
        self.links = LinkedRecords(redis, cipher)
        self.shared = SharedRecords(redis, cipher)
        self.contributions = Contributions(redis)
        self.papers = PaperRecords(redis, cipher)
        self.attempts = AttemptLimit(redis)
        self.topics = ForumTopics(redis, max(session_seconds, result_seconds))
        self.bubbles = SentBubbles(redis, cipher, session_seconds)
        self._compare_and_set = redis.register_script(COMPARE_AND_SET)

    async def ping(self) -> None:
        """Wait for an answer of Redis."""
        await execute(self._redis.ping())

    async def count_keys(self) -> int:
        """Return the number of keys in the database, those of other programs included."""
        return int(await execute(self._redis.dbsize()))

    async def load(self, conversation: str) -> ConversationRecord:
        """Return the conversation, or an empty one, without its finished assessments."""
        key = session_key(conversation)
        stored = await get_bytes(self._redis, key)
        return conversation_from_bytes(stored, key, self._cipher) if stored else ConversationRecord()

    async def save(
        self, conversation: str, loaded: ConversationRecord, new: ConversationRecord
    ) -> ConversationRecord | None:
        """Replace the loaded conversation by the new one, and write its changed finished assessments.

        Return the saved record; None where another turn saved first.
        """
        keys = key, finished, _ = conversation_keys(conversation)
        new = new._replace(revision=secrets.token_bytes(REVISION_BYTES))
        stored = conversation_to_bytes(new, key, self._cipher)
        changes = self._changes(new.session.finished, finished) if new.session else ()
        args = [revision_prefix(loaded), stored, *self._ttls(new), _deleted_assessment(loaded, new), *changes]
        if not await execute(self._compare_and_set(keys=keys, args=args)):
            return None
        if new.session is None:
            return new
        return new._replace(session=new.session._replace(finished=new.session.finished.unread()))

    def _ttls(self, record: ConversationRecord) -> tuple[int, int]:
        """Return a record's time to live in seconds, without and with results.

        A record lives as long as its results, and as what it gave to collections, so that its officer can always
        delete them.
        """
        if record.session is None:
            seconds = self.session_seconds if record.outbox else DELETED_SECONDS
            return seconds, seconds
        if record.is_blocked:
            return self.session_seconds, self.session_seconds
        collections = record.session.shared.collections
        until = max((joined.until for joined in collections), default=0)
        kept = max(self.session_seconds, self.result_seconds + max(0, until - int(time.time())))
        return kept if collections else self.session_seconds, kept

    def _changes(self, finished: FinishedList, key: str) -> Iterator[str | bytes]:
        for assessment, entry in finished.changed.items():
            yield assessment
            yield self._encode_entry(entry, finished_associated_data(key, assessment)) if entry else b""

    def _encode_entry(self, entry: FinishedEntry, associated_data: str) -> bytes:
        return self._cipher.encrypt(compress(orjson.dumps(finished_to_row(entry))), associated_data)

    async def load_finished(self, conversation: str, assessment: str = "") -> tuple[FinishedEntry, ...]:
        """Return a conversation's finished assessments in no order; with an id only that one, where it exists."""
        digest = conversation_digest(conversation)
        if not assessment:
            return self.decode_finished(digest, await self.finished_records(digest))
        stored = await get_hash_field(self._redis, finished_key(digest), assessment)
        return self.decode_finished(digest, {assessment: stored} if stored else {})

    async def finished_records(self, conversation_digest: str) -> dict[str, bytes]:
        """Return the stored records of a conversation's finished assessments, by assessment."""
        return await get_hash(self._redis, finished_key(conversation_digest))

    def decode_finished(self, conversation_digest: str, stored: Mapping[str, bytes]) -> tuple[FinishedEntry, ...]:
        """Decode what `finished_records` returned; in no order."""
        key = finished_key(conversation_digest)
        return tuple(self._decode_entry(entry, finished_associated_data(key, name)) for name, entry in stored.items())

    def _decode_entry(self, stored: bytes, associated_data: str) -> FinishedEntry:
        try:
            return finished_from_row(orjson.loads(decompress(self._cipher.decrypt(stored, associated_data))))
        except ValueError:
            raise StoredFormatError("list of results") from None

    async def delete(self, conversation: str) -> None:
        """Delete all records of a conversation; the results behind links stay."""
        await execute(self._redis.delete(*conversation_keys(conversation)))

    async def load_result(self, token: str) -> str | None:
        """Return a result's JSON text; None where there is none (never made, expired, or deleted)."""
        return await self.links.get_text(Link(LinkKind.RESULT, token))

    async def save_criteria(self, edition: str, text: str) -> None:
        """Store an edition's criteria (JSON text, no personal data), for assessments that were begun with it."""
        await execute(self._redis.set(criteria_key(edition), text))

    async def has_criteria(self, edition: str) -> bool:
        """Return whether an edition's criteria are stored."""
        return bool(await execute(self._redis.exists(criteria_key(edition))))

    async def load_criteria(self, edition: str) -> str | None:
        """Return an edition's criteria (JSON text); None where they are not stored."""
        stored = await get_bytes(self._redis, criteria_key(edition))
        return None if stored is None else stored.decode()

    async def cookie_key(self) -> bytes:
        """Return the key that signs the browser chat's cookies: generated once, the same for all workers."""
        stored = await get_bytes(self._redis, COOKIE_KEY)
        if stored is None:
            key = secrets.token_bytes(COOKIE_KEY_BYTES)
            await execute(self._redis.set(COOKIE_KEY, self._cipher.encrypt(key, COOKIE_KEY), nx=True))
            stored = await get_bytes(self._redis, COOKIE_KEY)
        return self._cipher.decrypt(stored or b"", COOKIE_KEY)


def _deleted_assessment(loaded: ConversationRecord, new: ConversationRecord) -> str:
    """Return the id of the assessment that a save deletes; `-` if it was deleted before, empty for no deletion."""
    if new.session is not None:
        return ""
    return loaded.session.assessment.id if loaded.session else "-"
