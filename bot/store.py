"""Conversations and results in Redis: one key each, conversations saved with compare-and-set."""

import secrets
from collections.abc import Mapping, Sequence

from bot.conversation_format import REVISION_BYTES, conversation_from_bytes, conversation_to_bytes, guard
from bot.former_format import former_session_key, former_token_key, read_former_conversation
from bot.key_names import (
    COOKIE_KEY,
    TOKEN_KEYS,
    criteria_key,
    export_key,
    portfolio_key,
    result_key,
    session_key,
    views_key,
)
from bot.redis_call import RedisClient, answered, stored_bytes
from bot.redis_script import RedisScript
from bot.sealed_texts import SealedTexts
from bot.sealing import Sealing
from bot.stored_conversation import StoredConversation

#: Sets the key only while it still begins with what was loaded (empty: while it does not exist).
COMPARE_AND_SET = """
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
if ARGV[1] == '' and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""

#: Reads a result, and counts that it was opened. A database that refuses to write (full, or no longer the primary)
#: still lets it be read. No count stays for ever without an end.
OPEN_RESULT = """
local result = redis.call('GET', KEYS[1])
if not result then return result end
redis.pcall('INCR', KEYS[2])
redis.pcall('EXPIRE', KEYS[2], ARGV[1])
return result
"""

#: Both in one call, for the same reason.
COUNT_VIEWS = """
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
"""

COOKIE_KEY_BYTES = 32
EXPORT_SECONDS = 60 * 60

#: A deleted conversation's record of events, so that a repeated deletion does not begin a new conversation.
DELETED_SECONDS = 10 * 60

#: What Radap 0.1 kept under a token for longer than an hour.
FORMER_KINDS = ("result", "views", "portfolio")


class Store:
    """Loads and saves conversations and results.

    Every method raises StoreUnavailable when Redis fails, and whatever reads personal data StoredFormatError or
    KeyMissing where it cannot be read.
    """

    def __init__(
        self,
        redis: RedisClient,
        *,
        session_seconds: int,
        result_seconds: int,
        sealing: Sealing | None = None,
    ) -> None:
        """Take a client, how long, in seconds, an untouched conversation and a result are kept, and what encrypts."""
        self._redis = redis
        self._session_seconds = session_seconds
        self._result_seconds = result_seconds
        self._sealing = sealing or Sealing()
        self._texts = SealedTexts(redis, self._sealing)
        self._compare_and_set = RedisScript(redis, COMPARE_AND_SET)
        self._open_result = RedisScript(redis, OPEN_RESULT)
        self._count_views = RedisScript(redis, COUNT_VIEWS)

    async def ping(self) -> None:
        """Return when Redis answers."""
        await answered(self._redis.ping())

    async def count_keys(self) -> int:
        """How many keys the database has, those of other programs included."""
        return int(await answered(self._redis.dbsize()))

    async def load(self, conversation: str) -> StoredConversation:
        """The conversation, or an empty one."""
        key = session_key(conversation)
        if stored := await stored_bytes(self._redis, key):
            return conversation_from_bytes(stored, key, self._sealing)
        if former := await stored_bytes(self._redis, former_session_key(conversation)):
            return read_former_conversation(former)
        return StoredConversation()

    async def save(
        self, conversation: str, loaded: StoredConversation, new: StoredConversation
    ) -> StoredConversation | None:
        """Replace what was loaded by what is new; None where another turn was faster.

        A record without a session only remembers which events are done with, and that for some minutes.
        """
        key = session_key(conversation)
        new = new._replace(revision=secrets.token_bytes(REVISION_BYTES), is_former=False)
        stored = conversation_to_bytes(new, key, self._sealing)
        call = self._compare_and_set(keys=[key], args=[guard(loaded), stored, self._seconds(new)])
        if not await answered(call):
            return None
        if loaded.is_former or new.session is None:
            await answered(self._redis.delete(former_session_key(conversation)))
        return new

    def _seconds(self, record: StoredConversation) -> int:
        """How long a record is kept: with results as long as they, so that their owner can always delete them."""
        if record.session is None:
            return self._session_seconds if record.withdrawn else DELETED_SECONDS
        if record.has_left or not record.session.finished:
            return self._session_seconds
        return max(self._session_seconds, self._result_seconds)

    async def forget(self, conversation: str) -> None:
        """Delete a conversation's record; results stay."""
        await answered(self._redis.delete(session_key(conversation)))
        await answered(self._redis.delete(former_session_key(conversation)))

    async def shorten_results(self, tokens: Sequence[str]) -> None:
        """Keep results no longer from now on than an untouched conversation."""
        for key in (key for token in tokens for key in _result_keys(token)):
            if await answered(self._redis.ttl(key)) > self._session_seconds:
                await answered(self._redis.expire(key, self._session_seconds))

    async def lengthen_results(self, ages: Mapping[str, int]) -> None:
        """Keep results for their whole time, of which they have had so many seconds (token → age)."""
        for token, age in ages.items():
            for key in _result_keys(token):
                await answered(self._redis.expire(key, max(1, self._result_seconds - age)))

    async def publish(self, token: str, result: str, age: int = 0) -> None:
        """Keep a result (JSON text) under its token; it has had `age` seconds of its time already."""
        await self._texts.set(result_key(token), result, max(1, self._result_seconds - age))

    async def open_result(self, token: str) -> bytes | None:
        """As `sealed_result`; where there is one, remember that it was opened, for as long as a result is kept."""
        call = self._open_result(keys=[result_key(token), views_key(token)], args=[self._result_seconds])
        stored: bytes | None = await answered(call)
        if stored is not None:
            return stored
        if former := await stored_bytes(self._redis, former_token_key(token, "result")):
            await self.count_views(token, 1)
        return former

    async def count_views(self, token: str, change: int) -> None:
        """Remember that a result was opened so many times more, or less."""
        await answered(self._count_views(keys=[views_key(token)], args=[change, self._result_seconds]))

    async def views(self, token: str) -> int:
        """How often a result was opened."""
        former = await stored_bytes(self._redis, former_token_key(token, "views"))
        return int(await stored_bytes(self._redis, views_key(token)) or 0) + int(former or 0)

    async def result(self, token: str) -> str | None:
        """A result's JSON text; None where there is none (never made, expired, or deleted)."""
        stored = await self.sealed_result(token)
        return None if stored is None else self.read_result(token, stored)

    async def sealed_result(self, token: str) -> bytes | None:
        """A result as it stands in the database, where each writing gives other bytes; None where there is none."""
        return await self._texts.sealed(result_key(token), former_token_key(token, "result"))

    def read_result(self, token: str, stored: bytes) -> str:
        """The JSON text of what `sealed_result` or `open_result` found."""
        return self._texts.read(stored, result_key(token))

    async def keep_portfolio(self, token: str, text: str) -> None:
        """Keep which results a page of all services shows (JSON text), as long as a result is kept."""
        await self._texts.set(portfolio_key(token), text, self._result_seconds)

    async def portfolio(self, token: str) -> str | None:
        """Which results a page of all services shows; None where there is no such page."""
        return await self._texts.get(portfolio_key(token), former_token_key(token, "portfolio"))

    async def offer_export(self, token: str, text: str) -> None:
        """Keep an officer's exported data for an hour."""
        await self._texts.set(export_key(token), text, EXPORT_SECONDS)

    async def export(self, token: str) -> str | None:
        """Exported data; None where there is none (never made, or its hour is over)."""
        return await self._texts.get(export_key(token), former_token_key(token, "export"))

    async def keep_criteria(self, edition: str, text: str) -> None:
        """Keep an edition's criteria (JSON text) for what was begun with it; they hold no personal data."""
        await answered(self._redis.set(criteria_key(edition), text))

    async def criteria(self, edition: str) -> str | None:
        """An edition's criteria; None where this database never saw them."""
        stored = await stored_bytes(self._redis, criteria_key(edition))
        return None if stored is None else stored.decode()

    async def cookie_key(self) -> bytes:
        """What signs the browser chat's cookies: made once, the same for all workers."""
        key = secrets.token_bytes(COOKIE_KEY_BYTES)
        await answered(self._redis.set(COOKIE_KEY, self._sealing.seal(key, COOKIE_KEY), nx=True))
        return self._sealing.open(await stored_bytes(self._redis, COOKIE_KEY) or b"", COOKIE_KEY)

    async def withdraw(self, tokens: Sequence[str]) -> None:
        """Delete whatever stands under these tokens; in a cluster the keys of one token lie in one place."""
        for token in tokens:
            await answered(self._redis.delete(*(key(token) for key in TOKEN_KEYS)))
            await answered(self._redis.delete(*(former_token_key(token, kind) for kind in FORMER_KINDS)))


def _result_keys(token: str) -> tuple[str, str]:
    return result_key(token), former_token_key(token, "result")
