"""Several bots share one database: each has its own conversations with the same people."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from bot.observability.metrics import Metrics
from bot.storage.keys import session_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from tests.fakes import line_side, telegram_side
from tests.fakes.line_side import Line
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import Event, line_user_id
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.services import make_turns
from tests.fakes.telegram_side import Telegram

TOKENS = ("7000000001:one-ministry", "7000000002:another-ministry")
CHAT, GROUP, USER = 501, -7001, line_user_id(1)
FIRST, SECOND = line_user_id(0xB01), line_user_id(0xB02)


@pytest.fixture
async def bots(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[list[Telegram]]:
    async with AsyncExitStack() as stack:
        apis = [await stack.enter_async_context(RecordingApi(telegram_token=token)) for token in TOKENS]
        yield [
            await stack.enter_async_context(telegram_side.connected(api, turns, catalogues, token=api.telegram.token))
            for api in apis
        ]


@pytest.fixture
async def line(redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with RecordingApi() as api, line_side.connected(api, redis, dialogue, catalogues) as line:
        yield line


async def test_two_telegram_bots_have_their_own_conversation_with_the_same_user(bots: list[Telegram]) -> None:
    one, other = bots
    await one.start(CHAT)
    await one.tap("agree", CHAT)
    await one.type("บริการของกระทรวงหนึ่ง", CHAT)
    assert "ยินดีต้อนรับกลับ" not in (await other.start(CHAT)).text
    await other.tap("agree", CHAT)
    await other.type("บริการของอีกกระทรวง", CHAT)
    for bot in bots:
        await bot.type("/results", CHAT)
    assert "บริการของอีกกระทรวง" not in "".join(shown.text for shown in one.api.telegram_chat(CHAT))
    assert "บริการของกระทรวงหนึ่ง" not in "".join(shown.text for shown in other.api.telegram_chat(CHAT))


async def test_updates_of_two_bots_with_the_same_id_are_two_events(bots: list[Telegram]) -> None:
    for bot, service in zip(bots, ("บริการหนึ่ง", "บริการสอง"), strict=True):
        await bot.start(CHAT)
        await bot.tap("agree", CHAT)
        await bot.deliver(telegram_updates.text_update(bot.ids, CHAT, service, update_id=102))
        assert "หน่วยงานรับผิดชอบ" in bot.last(CHAT).text, "the answer was taken"
        await bot.type("/back", CHAT)
        assert service in bot.last(CHAT).text


async def test_blocking_one_bot_or_migrating_its_group_does_not_affect_the_other(
    bots: list[Telegram], redis: Redis
) -> None:
    one, other = bots
    for bot in bots:
        await bot.start(CHAT)
        await bot.deliver(telegram_updates.added_to_group_update(bot.ids, GROUP, CHAT))
    before = {key: await redis.get(key) for key in await redis.keys("*:session")}
    assert len(before) == 4
    await one.deliver(telegram_updates.blocked_update(one.ids, CHAT))
    moved = telegram_updates.text_update(one.ids, GROUP - 1, "", user=CHAT, kind="supergroup")
    moved["message"]["migrate_from_chat_id"] = GROUP
    await one.deliver(moved)
    after = {key: await redis.get(key) for key in await redis.keys("*:session")}
    assert len(after) == 4
    assert len(before.items() & after.items()) == 2, "those of the other bot"
    assert await other.type("/help", CHAT) == 200


async def deliver_to(line: Line, account: object, *events: Event) -> int:
    """Deliver a call for one of two accounts."""
    return await line.post(line_events.line_body(*events, account=account))


async def test_two_line_accounts_have_their_own_conversation_with_the_same_user(line: Line) -> None:
    ids = Ids()
    line.api.line.profiles[USER] = {}
    for account, service in ((FIRST, "บริการหนึ่ง"), (SECOND, "บริการสอง")):
        follow = line_events.line_follow(ids, USER)
        assert await deliver_to(line, account, follow) == 200
        agree = line_events.line_postback(ids, USER, line.button(follow, "agree"))
        await deliver_to(line, account, agree)
        typed = line_events.line_text(ids, USER, service, event_id="01K50000000000000000000001")
        await deliver_to(line, account, typed)
        assert line.title(typed).startswith("หน่วยงานรับผิดชอบ"), "no repetition of the other account's event"
    shown = {}
    for account in (FIRST, SECOND):
        results = line_events.line_text(ids, USER, "/results")
        await deliver_to(line, account, results)
        shown[account] = str(line.replies(results))
    assert "บริการหนึ่ง" in shown[FIRST]
    assert "บริการสอง" not in shown[FIRST]
    assert "บริการสอง" in shown[SECOND]
    assert "บริการหนึ่ง" not in shown[SECOND]


@pytest.mark.parametrize("account", [None, "", 5, ["U"], {"id": "U"}])
async def test_a_line_call_that_names_no_account_is_refused_and_changes_nothing(
    line: Line, redis: Redis, account: object
) -> None:
    assert await deliver_to(line, account, line_events.line_text(Ids(), USER, "/start")) == 400
    assert await redis.dbsize() == 0
    assert line.sent() == []


async def test_lines_own_check_without_events_is_answered(line: Line) -> None:
    assert await deliver_to(line, FIRST) == 200


async def test_metrics_name_the_channel_and_no_bot(dialogue: Engine, store: Store, catalogues: Catalogues) -> None:
    metrics = Metrics()
    async with (
        RecordingApi() as api,
        telegram_side.connected(api, make_turns(dialogue, store, metrics=metrics), catalogues) as telegram,
    ):
        await telegram.start(CHAT)
    figures = metrics.text(None).decode()
    assert 'radap_turns_total{channel="telegram",outcome="applied"} 1.0' in figures
    assert str(telegram_updates.BOT_ID) not in figures


@pytest.mark.parametrize("token", ["no-number", "abc:def", ":secret", "๑๒๓:secret"])
async def test_a_token_without_a_number_is_in_no_id(
    turns: TurnHandler, catalogues: Catalogues, redis: Redis, token: str
) -> None:
    async with (
        RecordingApi(telegram_token=token) as api,
        telegram_side.connected(api, turns, catalogues, token=token) as telegram,
    ):
        await telegram.start(CHAT)
        assert await redis.exists(session_key(f"telegram::{CHAT}"))
