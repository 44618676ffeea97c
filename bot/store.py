"""Conversations and results in Redis: one key each, saved with compare-and-set."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.digest import digest
from bot.errors import StoreUnavailable
from flows.errors import StoredFormatError
from flows.session import Session
from flows.session_format import dump_json, session_from_plain, session_to_plain

#: Sets the key only while it still begins with the revision that was loaded (empty: while it does not exist).
COMPARE_AND_SET = """
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
if ARGV[1] == '' and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""

REVISION_BYTES = 8
REVISION_LENGTH = 2 * REVISION_BYTES
EVENT_DIGEST_BYTES = 6

#: Events remembered for each conversation, so that a repetition is known; platforms repeat within minutes.
REMEMBERED_EVENTS = 48

EXPORT_SECONDS = 60 * 60

#: A deleted conversation's record of events, so that a repeated deletion does not begin a new conversation.
DELETED_SECONDS = 10 * 60


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as stored: `revision` guards the next save; `events` are digests of the events applied last.

    `floor` is the position of the newest message that is not Radap's live one: buttons at or above it are old.
    `withdrawn` names results that are to be deleted once the record is saved; `has_left` marks an officer who blocked
    Radap, or a group that removed it.
    """

    revision: str = ""
    session: Session | None = None
    events: tuple[str, ...] = ()
    floor: int = 0
    withdrawn: tuple[str, ...] = ()
    has_left: bool = False

    def has_applied(self, event_id: str) -> bool:
        """Whether this event's effect is in the session already."""
        return event_digest(event_id) in self.events


def event_digest(event_id: str) -> str:
    """A short digest of an event id (48 bits)."""
    return digest(event_id, EVENT_DIGEST_BYTES)


class Store:
    """Loads and saves conversations and results. Every method raises StoreUnavailable when Redis fails."""

    def __init__(self, redis: "Redis", *, session_seconds: int, result_seconds: int) -> None:
        """Take a client and how long, in seconds, an untouched conversation and a result are kept."""
        self._redis = redis
        self._session_seconds = session_seconds
        self._result_seconds = result_seconds
        self._compare_and_set = redis.register_script(COMPARE_AND_SET)

    async def ping(self) -> None:
        """Return when Redis answers."""
        await self._run(self._redis.ping())

    async def load(self, conversation: str) -> StoredConversation:
        """The conversation, or an empty one. Raises StoredFormatError for a record this release cannot read."""
        value = await self._run(self._redis.get(session_key(conversation)))
        if value is None:
            return StoredConversation()
        text = value.decode()
        revision = text[:REVISION_LENGTH]
        try:
            plain = json.loads(text[REVISION_LENGTH:])
            return _from_plain(revision, plain)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StoredFormatError("conversation") from None

    async def save(
        self, conversation: str, loaded: StoredConversation, new: StoredConversation
    ) -> StoredConversation | None:
        """Replace what was loaded by what is new; None where another turn was faster.

        A record without a session only remembers which events are done with, and that for some minutes.
        """
        value = secrets.token_hex(REVISION_BYTES) + dump_json(_to_plain(new))
        call = self._compare_and_set(
            keys=[session_key(conversation)], args=[loaded.revision, value, self._seconds(new)]
        )
        return replace(new, revision=value[:REVISION_LENGTH]) if await self._run(call) else None

    def _seconds(self, record: StoredConversation) -> int:
        """How long a record is kept: with results as long as they, so that their owner can always delete them."""
        if record.session is None:
            return self._session_seconds if record.withdrawn else DELETED_SECONDS
        if record.has_left or not record.session.finished:
            return self._session_seconds
        return max(self._session_seconds, self._result_seconds)

    async def forget(self, conversation: str) -> None:
        """Delete a conversation's record; results stay."""
        await self._run(self._redis.delete(session_key(conversation)))

    async def shorten_results(self, tokens: Sequence[str]) -> None:
        """Keep results no longer from now on than an untouched conversation."""
        for token in tokens:
            if await self._run(self._redis.ttl(result_key(token))) > self._session_seconds:
                await self._run(self._redis.expire(result_key(token), self._session_seconds))

    async def lengthen_results(self, ages: Mapping[str, int]) -> None:
        """Keep results for their whole time, of which they have had so many seconds (token → age)."""
        for token, age in ages.items():
            await self._run(self._redis.expire(result_key(token), max(1, self._result_seconds - age)))

    async def publish(self, token: str, result: str, age: int = 0) -> None:
        """Keep a result (JSON text) under its token; it has had `age` seconds of its time already."""
        await self._run(self._redis.set(result_key(token), result, ex=max(1, self._result_seconds - age)))

    async def count_view(self, token: str) -> None:
        """Remember that a result was opened once more, for as long as a result is kept."""
        await self._run(self._redis.incr(views_key(token)))
        await self._run(self._redis.expire(views_key(token), self._result_seconds))

    async def views(self, token: str) -> int:
        """How often a result was opened."""
        return int(await self._run(self._redis.get(views_key(token))) or 0)

    async def result(self, token: str) -> str | None:
        """A result's JSON text; None where there is none (never made, expired, or deleted)."""
        return await self._text(result_key(token))

    async def keep_portfolio(self, token: str, text: str) -> None:
        """Keep which results a page of all services shows (JSON text), as long as a result is kept."""
        await self._run(self._redis.set(portfolio_key(token), text, ex=self._result_seconds))

    async def portfolio(self, token: str) -> str | None:
        """Which results a page of all services shows; None where there is no such page."""
        return await self._text(portfolio_key(token))

    async def offer_export(self, token: str, text: str) -> None:
        """Keep an officer's exported data for an hour."""
        await self._run(self._redis.set(export_key(token), text, ex=EXPORT_SECONDS))

    async def export(self, token: str) -> str | None:
        """Exported data; None where there is none (never made, or its hour is over)."""
        return await self._text(export_key(token))

    async def keep_criteria(self, edition: str, text: str) -> None:
        """Keep an edition's criteria (JSON text) for what was begun with it; they hold no personal data."""
        await self._run(self._redis.set(criteria_key(edition), text))

    async def criteria(self, edition: str) -> str | None:
        """An edition's criteria; None where this database never saw them."""
        return await self._text(criteria_key(edition))

    async def withdraw(self, tokens: Sequence[str]) -> None:
        """Delete whatever stands under these tokens; in a cluster the keys of one token lie in one place."""
        for token in tokens:
            await self._run(self._redis.delete(*(key(token) for key in TOKEN_KEYS)))

    async def _text(self, key: str) -> str | None:
        value = await self._run(self._redis.get(key))
        return None if value is None else value.decode()

    async def _run(self, call: Any) -> Any:
        try:
            return await call
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable(type(error).__name__) from error


def _to_plain(record: StoredConversation) -> dict[str, Any]:
    plain: dict[str, Any] = {"e": record.events[-REMEMBERED_EVENTS:]}
    if record.session is not None:
        plain["s"] = session_to_plain(record.session)
    if record.floor:
        plain["f"] = record.floor
    if record.withdrawn:
        plain["w"] = record.withdrawn
    if record.has_left:
        plain["l"] = True
    return plain


def _from_plain(revision: str, plain: Any) -> StoredConversation:
    session = session_from_plain(plain["s"]) if "s" in plain else None
    return StoredConversation(
        revision, session, tuple(plain["e"]), plain.get("f", 0), tuple(plain.get("w", ())), plain.get("l", False)
    )


def session_key(conversation: str) -> str:
    """The key of a conversation; the braces keep all keys of one conversation in one cluster slot."""
    return f"radap:{{{conversation}}}:session"


def result_key(token: str) -> str:
    """The key of a result."""
    return f"radap:{{{token}}}:result"


def portfolio_key(token: str) -> str:
    """The key of a page of all services."""
    return f"radap:{{{token}}}:portfolio"


def views_key(token: str) -> str:
    """The key of the count of how often a result was opened."""
    return f"radap:{{{token}}}:views"


def export_key(token: str) -> str:
    """The key of an officer's exported data."""
    return f"radap:{{{token}}}:export"


#: What may stand under a token.
TOKEN_KEYS = (result_key, views_key, portfolio_key, export_key)


def criteria_key(edition: str) -> str:
    """The key of an edition's criteria."""
    return f"radap:{{{edition}}}:criteria"
