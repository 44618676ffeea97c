"""Blocking Radap starts the retention; an officer who comes back in time finds everything."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.storage.keys import conversation_digest, finished_key, session_key, views_key
from bot.storage.store import Store
from bot.turns.blocked_chats import BlockedChats
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from bot.turns.turn_writer import TurnWriter
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import Retraction, Text
from flows.model.link import Link, LinkKind
from flows.model.result import result_from_json
from flows.model.session_codec import dump_json, session_to_plain
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.line_side import SOMCHAI, Line
from tests.fakes.line_side import connected as line_connected
from tests.fakes.line_side import conversation as line_conversation
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.services import make_turns, plain_store
from tests.fakes.telegram_side import SOMCHAI as CHAT
from tests.fakes.telegram_side import connected as telegram_connected
from tests.fakes.telegram_side import conversation as telegram_conversation
from tests.fakes.worked_result import result_key

SESSION, RESULT = 1000, 5000


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=SESSION, result_seconds=RESULT)


@pytest.fixture
async def client_of_redis(redis: Redis, redis_folder: Path) -> AsyncIterator[FaultyRedis]:
    client = FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock")
    yield client
    await client.aclose()


@pytest.fixture
async def line(redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with RecordingApi() as api, line_connected(api, redis, dialogue, catalogues) as line:
        api.line.profiles[SOMCHAI] = {}
        yield line


async def finished(turns: TurnHandler) -> tuple[Officer, str]:
    """An officer with a result, and the result's token."""
    officer = Officer(turns)
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    return officer, officer.reply.messages[0].links[0].token


async def test_blocking_starts_the_retention_of_everything(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer, token = await finished(turns)
    key = session_key(officer.conversation)
    assert await redis.ttl(key) > SESSION
    assert await redis.ttl(result_key(token)) > SESSION
    for _ in range(2):
        await turns.on_blocked(officer.conversation)
        assert 0 < await redis.ttl(key) <= SESSION
        assert 0 < await redis.ttl(result_key(token)) <= SESSION


async def test_coming_back_restores_the_retention_and_nothing_is_lost(turns: TurnHandler, redis: Redis) -> None:
    officer, token = await finished(turns)
    await turns.on_blocked(officer.conversation)
    await officer.type("/results")
    assert worked_example.SERVICE in str(officer.reply.messages)
    assert await redis.ttl(session_key(officer.conversation)) > SESSION
    assert await redis.ttl(result_key(token)) > SESSION


async def test_the_view_count_has_the_retention_of_its_result(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer, token = await finished(turns)
    await store.links.get_and_count_view(Link(LinkKind.RESULT, token))
    await turns.on_blocked(officer.conversation)
    assert 0 < await redis.ttl(views_key(token)) <= SESSION
    await officer.type("/results")
    assert SESSION < await redis.ttl(views_key(token)) <= RESULT
    assert await store.links.view_count(token) == 1


async def test_a_message_unsent_after_blocking_does_not_restore_the_retention(turns: TurnHandler, redis: Redis) -> None:
    officer, token = await finished(turns)
    await turns.on_blocked(officer.conversation)
    await officer.send(Retraction("unknown"))
    assert 0 < await redis.ttl(session_key(officer.conversation)) <= SESSION
    assert 0 < await redis.ttl(result_key(token)) <= SESSION


async def test_blocking_again_does_not_restart_the_retention(turns: TurnHandler, redis: Redis) -> None:
    officer, token = await finished(turns)
    keys = (session_key(officer.conversation), result_key(token))
    await turns.on_blocked(officer.conversation)
    for key in keys:
        await redis.expire(key, SESSION // 2)
    await turns.on_blocked(officer.conversation)
    for key in keys:
        assert 0 < await redis.ttl(key) <= SESSION // 2


async def test_blocking_without_a_conversation_stores_nothing(turns: TurnHandler, redis: Redis) -> None:
    await turns.on_blocked("line:bot:nobody")
    assert await redis.dbsize() == 0


async def test_a_migration_does_not_overwrite_a_conversation(turns: TurnHandler, store: Store) -> None:
    first, second = Officer(turns, "telegram:1:-1"), Officer(turns, "telegram:1:-2")
    for officer, service in ((first, "บริการแรก"), (second, "บริการที่สอง")):
        await officer.to_levels()
        await officer.type("/restart", service)
    await BlockedChats(store, TurnWriter(store)).on_migrated(first.conversation, second.conversation)
    await second.type("/results")
    assert "บริการที่สอง" in str(second.reply.messages)
    assert "บริการแรก" not in str(second.reply.messages)


@pytest.mark.parametrize("command", range(1, 9))
async def test_an_interrupted_migration_is_finished_when_it_is_repeated(
    dialogue: Engine, redis: Redis, client_of_redis: FaultyRedis, command: int
) -> None:
    """Nothing of the conversation is left under its old name, and everything is stored under the new one."""
    before, after = "telegram:-1", "telegram:-2"
    turns = make_turns(dialogue, plain_store(client_of_redis, session_seconds=SESSION, result_seconds=RESULT))
    officer = Officer(turns, before)
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    await officer.type("/results")
    await officer.tap("share_all")
    client_of_redis.crash_at(command, after=False)
    with suppress(Crash):
        await turns.on_migrated(before, after)
    client_of_redis.recover()
    await turns.on_migrated(before, after)
    assert await redis.exists(session_key(before), finished_key(conversation_digest(before))) == 0
    moved = Officer(turns, after, count=100)
    await moved.type("/results")
    assert worked_example.SERVICE in str(moved.reply.messages)
    await moved.type("/delete", "ใช่")
    assert await redis.keys("*:finished") == []


async def test_blocking_in_line_and_telegram(
    line: Line, turns: TurnHandler, catalogues: Catalogues, redis: Redis, ids: Ids
) -> None:
    await line.deliver(line_events.line_follow(ids, SOMCHAI))
    before = await redis.get(session_key(line_conversation(SOMCHAI)))
    assert await line.deliver(line_events.line_unfollow(ids, SOMCHAI)) == 200
    assert await redis.get(session_key(line_conversation(SOMCHAI))) != before
    async with telegram_connected(line.api, turns, catalogues) as telegram:
        await telegram.start(CHAT)
        before = await redis.get(session_key(telegram_conversation(CHAT)))
        assert await telegram.deliver(telegram_updates.blocked_update(telegram.ids, CHAT)) == 200
        assert await redis.get(session_key(telegram_conversation(CHAT))) != before
        assert len(telegram.api.telegram_chat(CHAT)) == 1


async def stored(redis: Redis) -> str:
    loaded = await plain_store(redis, session_seconds=SESSION, result_seconds=RESULT).load(line_conversation(SOMCHAI))
    assert loaded.session is not None
    return dump_json(session_to_plain(loaded.session))


async def test_an_unsent_line_message_leaves_nothing_behind(line: Line, redis: Redis, ids: Ids) -> None:
    follow = line_events.line_follow(ids, SOMCHAI)
    await line.deliver(follow)
    await line.deliver(line_events.line_postback(ids, SOMCHAI, line.button(follow, "agree")))
    typed = line_events.line_text(ids, SOMCHAI, "ชื่อที่พิมพ์ผิดช่อง")
    await line.deliver(typed)
    assert "ชื่อที่พิมพ์ผิดช่อง" in await stored(redis)
    sent = len(line.sent())
    for _ in range(2):
        assert await line.deliver(line_events.line_unsend(ids, SOMCHAI, typed["message"]["id"])) == 200
    assert len(line.sent()) == sent
    assert "ชื่อที่พิมพ์ผิดช่อง" not in await stored(redis)
    after = line_events.line_text(ids, SOMCHAI, "บริการที่ถูก")
    await line.deliver(after)
    assert "หน่วยงานรับผิดชอบ" in str(line.replies(after))


async def test_an_unsent_text_is_removed_from_the_result_too(turns: TurnHandler, store: Store) -> None:
    officer = Officer(turns)
    await officer.to_levels()
    await officer.type("/restart")
    await officer.send(Text("บริการทดสอบ", "source-1"))
    await officer.type(worked_example.AGENCY)
    await officer.tap("skip", "skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    token = officer.reply.messages[0].links[0].token
    await turns.handle(IncomingEvent("test", officer.conversation, "unsend", Retraction("source-1")))
    stored = await store.load_result(token)
    assert stored is not None
    assert "บริการทดสอบ" not in stored
    assert result_from_json(token, stored).service_data["agency"] == worked_example.AGENCY
    await officer.type("/results")
    assert "บริการทดสอบ" not in str(officer.reply.messages)


async def test_an_edited_telegram_message_changes_the_answer(
    turns: TurnHandler, catalogues: Catalogues, redis: Redis
) -> None:
    async with RecordingApi() as api, telegram_connected(api, turns, catalogues) as telegram:
        await telegram.start()
        await telegram.tap("agree")
        typed = telegram_updates.text_update(telegram.ids, CHAT, "ขออนุญาติก่อสร้าง")
        await telegram.deliver(typed)
        number = typed["message"]["message_id"]
        changed = telegram_updates.edited_message_update(telegram.ids, CHAT, number, "ขออนุญาตก่อสร้าง")
        assert await telegram.deliver(changed) == 200
        assert "แก้ ชื่อบริการ เป็น: ขออนุญาตก่อสร้าง" in telegram.last().text
        shown = len(telegram.api.telegram_chat(CHAT))
        other = telegram_updates.edited_message_update(telegram.ids, CHAT, number + 500, "คุยเรื่องอื่น")
        assert await telegram.deliver(other) == 200
        assert len(telegram.api.telegram_chat(CHAT)) == shown
