"""The questions of sent messages: few, encrypted, and gone with their conversation."""

import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.storage.encryption import RecordCipher
from bot.storage.keys import bubbles_key
from bot.storage.reencryption import ReencryptionCounts, reencrypt
from bot.storage.sent_bubbles import REMEMBERED
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.model.events import Greeting, Reference
from tests.bot.turns.test_turn_handler import CHAT, Officer

KEY = bubbles_key(CHAT)
QUESTION, OTHER = Reference("abc123", "level_search"), Reference("xyz789", "level_search")
OLD, NEW = read_key(new_key()), read_key(new_key())


def store_with(redis: Redis, *keys: bytes) -> Store:
    return Store(redis, session_seconds=60, result_seconds=60, cipher=RecordCipher(keys))


async def test_the_last_messages_are_found(store: Store, redis: Redis) -> None:
    numbers = [str(number) for number in range(REMEMBERED + 5)]
    await store.bubbles.add(CHAT, QUESTION, numbers)
    await store.bubbles.add(CHAT, OTHER, ["new", "newer"])
    assert await redis.llen(KEY) == REMEMBERED
    assert await store.bubbles.find(CHAT, "newer") == OTHER
    assert await store.bubbles.find(CHAT, numbers[-1]) == QUESTION
    assert await store.bubbles.find(CHAT, numbers[0]) is None
    assert await store.bubbles.find("line:other", "newer") is None
    assert 0 < await redis.ttl(KEY) <= store.session_seconds


async def test_entries_are_encrypted_and_can_be_reencrypted(redis: Redis) -> None:
    old, new = store_with(redis, OLD), store_with(redis, NEW)
    await old.bubbles.add(CHAT, QUESTION, ["600000000000000001", "600000000000000002"])
    assert "level_search" not in str(await redis.lrange(KEY, 0, -1))
    assert await new.bubbles.find(CHAT, "600000000000000001") is None
    assert await reencrypt(redis, RecordCipher([NEW, OLD])) == ReencryptionCounts(reencrypted=2)
    assert await new.bubbles.find(CHAT, "600000000000000001") == QUESTION
    assert await reencrypt(redis, RecordCipher([NEW])) == ReencryptionCounts(unchanged=2)
    assert 0 < await redis.ttl(KEY) <= new.session_seconds


async def test_a_planted_entry_is_not_read(store: Store, redis: Redis) -> None:
    await store.bubbles.add(CHAT, QUESTION, ["1"])
    assert await store_with(redis, NEW).bubbles.find(CHAT, "1") is None


@pytest.mark.parametrize("entry", ["", "x", "\x00[]", "\x00null", '\x00["a"]', '\x00["a", "b", "c", "d"]', "\x00{}"])
async def test_any_entry_may_be_read(store: Store, redis: Redis, entry: str) -> None:
    await redis.rpush(KEY, entry)
    assert await store.bubbles.find(CHAT, "1") is None


async def test_nothing_is_added_once_a_conversation_was_deleted(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer = Officer(turns)
    await officer.send(Greeting())
    deleted = Reference(officer.reply.assessment, "welcome")
    await store.bubbles.add(CHAT, deleted, ["1"])
    await officer.type("/delete", "ใช่")
    assert await store.bubbles.find(CHAT, "1") is None
    await store.bubbles.add(CHAT, deleted, ["2"])  # by a worker that was delayed
    assert await store.bubbles.find(CHAT, "2") is None
    assert 0 < await redis.ttl(KEY) <= 600
    await officer.send(Greeting())
    begun = Reference(officer.reply.assessment, "welcome")
    await store.bubbles.add(CHAT, begun, ["3"])
    assert await store.bubbles.find(CHAT, "3") == begun


async def test_a_tombstone_is_no_record_to_reencrypt(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer = Officer(turns)
    await officer.send(Greeting())
    await store.bubbles.add(CHAT, Reference(officer.reply.assessment, "welcome"), ["1"])
    await officer.type("/delete", "ใช่")
    counts = await reencrypt(redis, RecordCipher([NEW], accepts_unencrypted=True))
    assert (counts.reencrypted, counts.unreadable) == (1, 0)


async def test_a_conversation_that_moves_leaves_nothing(turns: TurnHandler, store: Store, redis: Redis) -> None:
    await Officer(turns).send(Greeting())
    await store.bubbles.add(CHAT, QUESTION, ["1"])
    await turns.on_migrated(CHAT, "line:moved")
    assert not await redis.exists(KEY)
