"""The stored data: small, encrypted, and readable after a change of keys."""

import base64
import socket
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.database.client import open_client
from bot.database.commands import get_bytes
from bot.errors import KeyMissing, StoreUnavailable, UnencryptedRecord
from bot.shared.redis_url import read_redis_address
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.keys import session_key
from bot.storage.recent_events import WINDOW, handled_event
from bot.storage.reencryption import ReencryptionCounts, reencrypt
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.errors import StoredFormatError
from flows.i18n.wording import Catalogues, Wording
from flows.model.events import Greeting
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_from_json
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.turns.test_turn_handler import CHAT, Officer
from tests.fakes.services import PLAINTEXT, make_turns
from tests.fakes.web import website
from tests.fakes.worked_result import publish, result_key, with_service_data

OLD, NEW = read_key(new_key()), read_key(new_key())
#: Limits of MEMORY USAGE in bytes.
RUNNING, FINISHED = 1024, 1536
#: The kinds of keys.
KINDS = {"session", "finished", "result", "portfolio", "export", "copy", "criteria", "paper"}


def store_with(redis: Redis, *keys: bytes) -> Store:
    return Store(redis, session_seconds=60, result_seconds=60, cipher=RecordCipher(keys))


async def to_result(turns: TurnHandler) -> Officer:
    """Finish an assessment with a name in every text."""
    officer = Officer(turns)
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.type(worked_example.SERVICE, worked_example.AGENCY, "สมหญิง ใจดี", "คำอธิบายที่ไม่ควรเห็น")
    await officer.tap(worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    return officer


async def everything(redis: Redis) -> bytes:
    """Return every key and value except the criteria, which are public."""
    keys = [key async for key in redis.scan_iter() if not key.endswith(b":criteria")]
    return b"\n".join([key + (await redis.dump(key) or b"") for key in keys])


async def test_a_dump_shows_no_name_no_text_and_no_token(dialogue: Engine, redis: Redis) -> None:
    officer = await to_result(make_turns(dialogue, store_with(redis, NEW)))
    token = officer.reply.messages[0].links[0].token
    await officer.type("/export", "/results")
    await officer.tap("share_all")
    dump = await everything(redis)
    for planted in (worked_example.SERVICE, worked_example.AGENCY, "สมหญิง", "คำอธิบาย", token, CHAT, "standard"):
        assert planted.encode() not in dump
    assert {str(key).strip("'").rsplit(":")[-1] for key in await redis.keys()} == KINDS


async def test_records_of_an_old_key_are_read_until_that_key_is_removed(dialogue: Engine, redis: Redis) -> None:
    officer = await to_result(make_turns(dialogue, store_with(redis, OLD)))
    token = officer.reply.messages[0].links[0].token
    both = store_with(redis, NEW, OLD)
    assert await both.load_result(token)
    officer.turns = make_turns(dialogue, both)
    await officer.type("/results")
    only_new = store_with(redis, NEW)
    assert (await only_new.load(CHAT)).session, "written again with the new key"
    with pytest.raises(KeyMissing) as caught:
        await only_new.load_result(token)
    assert caught.value.retry_helps


async def test_everything_can_be_reencrypted_while_the_server_runs(dialogue: Engine, redis: Redis) -> None:
    old = store_with(redis, OLD)
    cookie_key = await old.cookie_key()
    officer = await to_result(make_turns(dialogue, old))
    token = officer.reply.messages[0].links[0].token
    await officer.type("/results")
    await officer.tap("share_all")
    await officer.type("/export")
    await redis.expire(session_key(CHAT), 30)
    before = await old.load(CHAT)
    assert await reencrypt(redis, RecordCipher([NEW, OLD])) == ReencryptionCounts(reencrypted=8)
    new = store_with(redis, NEW)
    assert await new.load(CHAT) == before
    assert await new.save(CHAT, before, before), "a turn that had begun before can still be saved"
    assert result_from_json(token, await new.load_result(token) or "").service == worked_example.SERVICE
    assert await new.cookie_key() == cookie_key
    assert await reencrypt(redis, RecordCipher([NEW])) == ReencryptionCounts(unchanged=8)
    assert await reencrypt(redis, RecordCipher([OLD])) == ReencryptionCounts(unreadable=8)


async def test_reencrypt_ends_with_an_error_if_the_database_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with open_client(read_redis_address(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")) as redis:
            with pytest.raises(StoreUnavailable):
                await reencrypt(redis, RecordCipher([NEW]))


async def test_without_keys_nothing_is_encrypted_and_keys_can_come_later(
    dialogue: Engine, redis: Redis, store: Store
) -> None:
    cookie_key = await store.cookie_key()
    officer = await to_result(make_turns(dialogue, store))
    token = officer.reply.messages[0].links[0].token
    cipher = RecordCipher([NEW], accepts_unencrypted=True)
    later = Store(redis, session_seconds=60, result_seconds=60, cipher=cipher)
    assert await later.load_result(token)
    officer.turns = make_turns(dialogue, later)
    await officer.type("/results")
    with pytest.raises(KeyMissing):
        await store.load(CHAT)
    assert await reencrypt(redis, RecordCipher([NEW])) == ReencryptionCounts(unchanged=1, unreadable=5)
    assert await reencrypt(redis, cipher) == ReencryptionCounts(reencrypted=5, unchanged=1)
    only_encrypted = store_with(redis, NEW)
    assert await only_encrypted.load_result(token)
    assert await only_encrypted.cookie_key() == cookie_key


async def test_with_keys_plaintext_is_refused(dialogue: Engine, redis: Redis, store: Store) -> None:
    """Without a key, write access to the database is not enough to replace a record."""
    officer = await to_result(make_turns(dialogue, store))
    token = officer.reply.messages[0].links[0].token
    portfolio, export = Link(LinkKind.PORTFOLIO, "p" * 22), Link(LinkKind.EXPORT, "x" * 22)
    for link in (portfolio, export):
        await store.links.publish(link, "{}", 60, 1)
    await store.cookie_key()
    encrypted = store_with(redis, NEW)
    for reading in (
        encrypted.load(CHAT),
        encrypted.load_result(token),
        encrypted.links.get_text(portfolio),
        encrypted.links.get_text(export),
        encrypted.load_finished(CHAT),
        encrypted.cookie_key(),
    ):
        with pytest.raises(UnencryptedRecord) as caught:
            await reading
        assert caught.value.retry_helps
        assert ",unencrypted" in str(caught.value.remedy)
        assert "reencrypt" in str(caught.value.remedy)


async def test_a_planted_record_is_shown_to_nobody(
    redis: Redis, store: Store, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    await publish(store, with_service_data(replace(result, token="p" * 22), service="ปลอม"))
    async with website(store_with(redis, NEW), criteria, catalogues) as client:
        for ending in ("", ".json", ".pdf"):
            answer = await client.get(f"/r/{'p' * 22}{ending}")
            assert answer.status_code == 503
            assert "ปลอม" not in answer.text


async def test_without_keys_nothing_is_reencrypted(dialogue: Engine, redis: Redis, store: Store) -> None:
    await to_result(make_turns(dialogue, store))
    keys = [key async for key in redis.scan_iter() if not key.endswith(b":criteria")]
    before = await everything(redis)
    assert await reencrypt(redis, PLAINTEXT) == ReencryptionCounts(unchanged=len(keys))
    assert await everything(redis) == before


@pytest.mark.parametrize("length", [1, 5, 17, 18, 19, 22, 30, -30, -3, -1])
async def test_a_truncated_record_is_refused_and_left_unchanged(turns: TurnHandler, redis: Redis, length: int) -> None:
    officer = await to_result(turns)
    stored = await get_bytes(redis, session_key(CHAT)) or b""
    await redis.set(session_key(CHAT), stored[:length])
    with pytest.raises(StoredFormatError):
        await officer.send(Greeting())
    assert await get_bytes(redis, session_key(CHAT)) == stored[:length]


async def test_a_record_under_another_key_is_not_read(dialogue: Engine, redis: Redis) -> None:
    store = store_with(redis, NEW)
    officer = await to_result(make_turns(dialogue, store))
    token = officer.reply.messages[0].links[0].token
    await redis.copy(session_key(CHAT), session_key("test:thief"))
    await redis.copy(result_key(token), result_key("t" * 22))
    with pytest.raises(StoredFormatError):
        await store.load("test:thief")
    with pytest.raises(StoredFormatError):
        await store.load_result("t" * 22)


@pytest.mark.parametrize("place", [0, 1, 8, 9, 18, 19, 22, 30, -1])
async def test_a_record_with_a_changed_byte_is_refused(dialogue: Engine, redis: Redis, place: int) -> None:
    store = store_with(redis, NEW)
    await to_result(make_turns(dialogue, store))
    before = await store.load(CHAT)
    stored = bytearray(await get_bytes(redis, session_key(CHAT)) or b"")
    stored[place] ^= 0x40
    await redis.set(session_key(CHAT), bytes(stored))
    try:
        read = await store.load(CHAT)
    except (StoredFormatError, KeyMissing):
        return
    assert read._replace(revision=before.revision, rate_limit=before.rate_limit) == before


async def memory(redis: Redis) -> int:
    """Return the bytes in Redis of everything stored about officers."""
    keys = [key async for key in redis.scan_iter() if not key.endswith(b":criteria")]
    return sum([await redis.memory_usage(key) or 0 for key in keys])


async def test_records_are_small(dialogue: Engine, redis: Redis) -> None:
    turns = make_turns(dialogue, store_with(redis, NEW))
    officer = Officer(turns)
    await officer.to_levels()
    await officer.tap(*["standard"] * 11)
    assert await memory(redis) <= RUNNING
    await officer.tap("standard", "confirm")
    assert await memory(redis) <= FINISHED


async def test_an_event_older_than_the_window_is_not_applied(store: Store) -> None:
    record = ConversationRecord()
    for number in range(WINDOW + 1):
        record = record.with_event(handled_event(f"e{number}", 1000 + number))
    assert record.has_applied(handled_event("e5", 1005))
    assert record.has_applied(handled_event("e0", 1000)), "the newest of the forgotten"
    assert record.has_applied(handled_event("late", 999))
    assert not record.has_applied(handled_event("new", 1001))
    assert not record.has_applied(handled_event("no time told"))
    assert await store.save(CHAT, ConversationRecord(), record)
    assert (await store.load(CHAT)).events == record.events


def test_events_of_a_clock_that_stands_still_are_applied() -> None:
    record = ConversationRecord()
    for number in range(3 * WINDOW):
        event = handled_event(f"e{number}", 1000)
        assert not record.has_applied(event)
        record = record.with_event(event)


def test_malformed_keys_are_refused(say: Wording) -> None:
    for wrong in ("", "short", "x" * 43 + "!", say("failure.try_again"), "A" * 42):
        with pytest.raises(ValueError, match="key"):
            read_key(wrong)
    assert len(read_key(new_key() + "=")) == 32


def test_a_key_may_be_written_in_either_alphabet_of_base64() -> None:
    key = bytes([255, 239, 190] * 10 + [255, 1])
    for written in (base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()):
        assert {*written} & {*"+/-_"}
        assert read_key(written) == key
