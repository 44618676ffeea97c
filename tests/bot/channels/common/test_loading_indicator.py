"""A slow reply shows a loading indicator."""

import asyncio

from redis.asyncio import Redis

from bot.channels.common.loading_indicator import LoadingIndicator
from bot.errors import PlatformUnavailable
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from tests.fakes.line_side import SOMCHAI, connected
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.telegram_side import SOMCHAI as CHAT
from tests.fakes.telegram_side import connected as telegram_connected


async def hold_writes(redis: Redis) -> None:
    await redis.execute_command("CLIENT", "PAUSE", "60000", "WRITE")


async def let_write(redis: Redis) -> None:
    await redis.execute_command("CLIENT", "UNPAUSE")


async def test_line_shows_its_loading_animation(redis: Redis, dialogue: Engine, catalogues: Catalogues) -> None:
    async with RecordingApi() as api, connected(api, redis, dialogue, catalogues) as line:
        follow = line_events.line_follow(Ids(), SOMCHAI)
        await hold_writes(redis)
        delivered = asyncio.create_task(line.deliver(follow))
        (call,) = await api.wait_for(1, method="showLoadingAnimation")
        assert (call.body["chatId"], line.sent()) == (SOMCHAI, [])
        await let_write(redis)
        assert await delivered == 200
        assert len(line.sent()) == 1


async def test_telegram_shows_that_it_types(redis: Redis, turns: TurnHandler, catalogues: Catalogues) -> None:
    async with RecordingApi() as api, telegram_connected(api, turns, catalogues) as telegram:
        await hold_writes(redis)
        delivered = asyncio.create_task(telegram.deliver(telegram_updates.start_update(telegram.ids, CHAT)))
        (call,) = await api.wait_for(1, method="sendChatAction")
        assert (call.body["chat_id"], call.body["action"]) == (CHAT, "typing")
        await let_write(redis)
        assert await delivered == 200
        assert telegram.last().text


async def test_an_indicator_that_cannot_be_shown_has_no_effect() -> None:
    tried = asyncio.Event()

    async def fail() -> None:
        tried.set()
        raise PlatformUnavailable("LINE", "429")

    async with LoadingIndicator(fail):
        await tried.wait()
