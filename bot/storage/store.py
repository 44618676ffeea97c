"""Conversations in Redis: saved with compare-and-set, together with the list of their finished assessments."""

import secrets
from collections.abc import Iterator, Mapping

import orjson

from bot.database.commands import RedisClient, execute, get_bytes, get_hash, get_hash_field
from bot.storage.compression import pack, unpack
from bot.storage.conversation_codec import REVISION_BYTES, conversation_from_bytes, conversation_to_bytes, guard
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.keys import (
    COOKIE_KEY,
    conversation_digest,
    criteria_key,
    finished_key,
    finished_place,
    session_key,
)
from bot.storage.linked_records import LinkedRecords
from flows.assessment.outcome import Link, LinkKind
from flows.errors import StoredFormatError
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.session_codec import finished_from_row, finished_to_row

#: Sets a conversation only while it still begins with what was loaded (empty: while there is none), and changes its
#: finished assessments with it. KEYS: the conversation, its finished assessments. ARGV: what was loaded, what is new,
#: how long both are kept without finished assessments, and with some; whether all of these go; then pairs of an
#: assessment's id and its entry (empty: it goes). A full database refuses the first write that takes memory, and then
#: none that follows; so a deletion begins with what frees some.
COMPARE_AND_SET = """
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
if ARGV[1] == '' and redis.call('STRLEN', KEYS[1]) > 0 then return 0 end
if ARGV[5] == '1' then redis.call('DEL', KEYS[2]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[i])
  else redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
end
if redis.call('EXPIRE', KEYS[2], ARGV[4]) == 1 then redis.call('EXPIRE', KEYS[1], ARGV[4]) end
return 1
"""

COOKIE_KEY_BYTES = 32

#: A deleted conversation's record of events, so that a repeated deletion does not begin a new conversation.
DELETED_SECONDS = 10 * 60


class Store:
    """Loads and saves conversations.

    `links` holds what is behind links. `session_seconds` and `result_seconds` are how long an untouched conversation
    and a result are kept. Every method raises StoreUnavailable when Redis fails, and whatever reads personal data
    StoredFormatError or KeyMissing where it cannot be read.
    """

    def __init__(
        self,
        redis: RedisClient,
        *,
        session_seconds: int,
        result_seconds: int,
        sealing: RecordCipher | None = None,
    ) -> None:
        """Take a client, how long, in seconds, an untouched conversation and a result are kept, and what encrypts."""
        self._redis = redis
        self.session_seconds = session_seconds
        self.result_seconds = result_seconds
        self._sealing = sealing or RecordCipher()
        self.links = LinkedRecords(redis, self._sealing)
        self._compare_and_set = redis.register_script(COMPARE_AND_SET)

    async def ping(self) -> None:
        """Return when Redis answers."""
        await execute(self._redis.ping())

    async def count_keys(self) -> int:
        """How many keys the database has, those of other programs included."""
        return int(await execute(self._redis.dbsize()))

    async def load(self, conversation: str) -> ConversationRecord:
        """The conversation, or an empty one; its finished assessments are not read."""
        key = session_key(conversation)
        stored = await get_bytes(self._redis, key)
        return conversation_from_bytes(stored, key, self._sealing) if stored else ConversationRecord()

    async def save(
        self, conversation: str, loaded: ConversationRecord, new: ConversationRecord
    ) -> ConversationRecord | None:
        """Replace what was loaded by what is new, and write the changed finished assessments.

        What stands there now; None where another turn was faster.
        """
        key, finished = session_key(conversation), finished_key(conversation_digest(conversation))
        new = new._replace(revision=secrets.token_bytes(REVISION_BYTES))
        stored = conversation_to_bytes(new, key, self._sealing)
        is_deleted = int(new.session is None)
        changes = self._changes(new.session.finished, finished) if new.session else ()
        args = [guard(loaded), stored, *self._seconds(new), is_deleted, *changes]
        if not await execute(self._compare_and_set(keys=[key, finished], args=args)):
            return None
        if new.session is None:
            return new
        return new._replace(session=new.session._replace(finished=new.session.finished.unread()))

    def _seconds(self, record: ConversationRecord) -> tuple[int, int]:
        """How long a record is kept without and with results: as long as they, so that they can always be deleted."""
        if record.session is None:
            seconds = self.session_seconds if record.outbox else DELETED_SECONDS
            return seconds, seconds
        if record.has_left:
            return self.session_seconds, self.session_seconds
        return self.session_seconds, max(self.session_seconds, self.result_seconds)

    def _changes(self, finished: FinishedList, key: str) -> Iterator[str | bytes]:
        for assessment, entry in finished.changed.items():
            yield assessment
            yield self._entry(entry, finished_place(key, assessment)) if entry else b""

    def _entry(self, entry: FinishedEntry, place: str) -> bytes:
        return self._sealing.seal(pack(orjson.dumps(finished_to_row(entry))), place)

    async def finished(self, conversation: str, assessment: str = "") -> tuple[FinishedEntry, ...]:
        """The finished assessments of a conversation, in no order; or the one named, where it is there."""
        digest = conversation_digest(conversation)
        if not assessment:
            return self.read_finished(digest, await self.stored_finished(digest))
        stored = await get_hash_field(self._redis, finished_key(digest), assessment)
        return self.read_finished(digest, {assessment: stored} if stored else {})

    async def stored_finished(self, conversation_digest: str) -> dict[str, bytes]:
        """The finished assessments of the conversation that keys name so, as they stand in the database."""
        return await get_hash(self._redis, finished_key(conversation_digest))

    def read_finished(self, conversation_digest: str, stored: Mapping[str, bytes]) -> tuple[FinishedEntry, ...]:
        """What `stored_finished` found, in no order."""
        key = finished_key(conversation_digest)
        return tuple(self._read_entry(entry, finished_place(key, name)) for name, entry in stored.items())

    def _read_entry(self, stored: bytes, place: str) -> FinishedEntry:
        try:
            return finished_from_row(orjson.loads(unpack(self._sealing.open(stored, place))))
        except ValueError:
            raise StoredFormatError("list of results") from None

    async def forget(self, conversation: str) -> None:
        """Delete a conversation's record and its list of results; the results stay."""
        keys = session_key(conversation), finished_key(conversation_digest(conversation))
        await execute(self._redis.delete(*keys))

    async def result(self, token: str) -> str | None:
        """A result's JSON text; None where there is none (never made, expired, or deleted)."""
        return await self.links.text(Link(LinkKind.RESULT, token))

    async def keep_criteria(self, edition: str, text: str) -> None:
        """Keep an edition's criteria (JSON text) for what was begun with it; they hold no personal data."""
        await execute(self._redis.set(criteria_key(edition), text))

    async def has_criteria(self, edition: str) -> bool:
        """Whether the database has an edition's criteria."""
        return bool(await execute(self._redis.exists(criteria_key(edition))))

    async def criteria(self, edition: str) -> str | None:
        """An edition's criteria; None where this database never saw them."""
        stored = await get_bytes(self._redis, criteria_key(edition))
        return None if stored is None else stored.decode()

    async def cookie_key(self) -> bytes:
        """What signs the browser chat's cookies: made once, the same for all workers."""
        key = secrets.token_bytes(COOKIE_KEY_BYTES)
        await execute(self._redis.set(COOKIE_KEY, self._sealing.seal(key, COOKIE_KEY), nx=True))
        return self._sealing.open(await get_bytes(self._redis, COOKIE_KEY) or b"", COOKIE_KEY)
