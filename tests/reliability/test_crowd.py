"""The two hundred members of a group tap at once: every tap is handled and answered."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.fakes.line_side import button_data
from tests.fakes.officers import LINE_SECRET, TELEGRAM_SECRET, Delivery, platform_settings
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.platforms.telegram_updates import secret_headers, update_body
from tests.fakes.running_server import running_server
from tests.reliability.test_overload import in_flight, slow

MEMBERS, GROUP = 200, -100_7001
#: Time limits that are unrelated to the crowd, and that a busy machine may reach.
OTHER_LIMITS = (
    "bot.turns.conversation_lock.STALL_TIMEOUT_SECONDS",
    "bot.database.commands.COMMAND_TIMEOUT_SECONDS",
    "bot.web.request_body.SECONDS_TO_SEND",
    "bot.channels.line.client.REPLY_TIMEOUT",
)


@pytest.fixture
async def server(tmp_path: Path, api: RecordingApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    for limit in OTHER_LIMITS:
        monkeypatch.setattr(limit, 120.0)
    settings = platform_settings(api) | {"TELEGRAM_ANSWER_SECONDS": "120"}
    async with running_server(tmp_path, **settings) as server:
        yield server


def line_crowd(api: RecordingApi, ids: Ids) -> tuple[Delivery, Callable[[], Sequence[Delivery]]]:
    """The account is added to a group; then every member taps the button of its message."""
    join = line_events.line_join(ids)

    def taps() -> Sequence[Delivery]:
        data = next(data for data in button_data(api.line_messages(join["replyToken"])) if data.endswith(":agree"))
        return [line_call(line_events.line_postback(ids, line_user_id(n), data, source="group")) for n in members()]

    return line_call(join), taps


def line_call(event: line_events.Event) -> Delivery:
    body = line_body(event)
    return Delivery("/line/webhook", body, body, sign(LINE_SECRET, body))


def telegram_crowd(api: RecordingApi, ids: Ids) -> tuple[Delivery, Callable[[], Sequence[Delivery]]]:
    """A member of a group calls the bot; then every member taps the button of its message."""
    start = telegram_updates.text_update(ids, GROUP, "/start", user=1, kind="supergroup")

    def taps() -> Sequence[Delivery]:
        message = api.telegram_chat(GROUP)[-1]
        data = next(data for button in message.buttons if (data := button.get("callback_data", "")).endswith(":agree"))
        place = (ids, GROUP, message.message_id, data)
        return [telegram_call(telegram_updates.tap_update(*place, user=n, kind="supergroup")) for n in members()]

    return telegram_call(api.number_message(start)), taps


def telegram_call(update: telegram_updates.Update) -> Delivery:
    body = update_body(update)
    return Delivery("/telegram/webhook", body, body, secret_headers(TELEGRAM_SECRET))


def members() -> range:
    return range(1, MEMBERS + 1)


@pytest.mark.parametrize("channel", ["line", "telegram"])
async def test_two_hundred_taps_at_once_are_all_handled_and_answered(
    server: str, api: RecordingApi, channel: str
) -> None:
    begin, taps = (line_crowd if channel == "line" else telegram_crowd)(api, Ids())
    async with httpx.AsyncClient(base_url=server, timeout=120) as client, AsyncExitStack() as stack:
        answer = await client.post(begin.path, content=begin.body, headers=begin.headers)
        assert answer.status_code == 200
        senders = [await stack.enter_async_context(slow(server, call)) for call in taps()]
        await in_flight(client, channel, MEMBERS)
        answers = await asyncio.gather(*(sender.finish() for sender in senders))
        assert [answer.split()[1] for answer in answers] == [b"200"] * MEMBERS
        figures = (await client.get("/metrics")).text
    assert f'radap_turns_total{{channel="{channel}",outcome="applied"}} {MEMBERS + 1}.0' in figures
    shown = [call for call in api.calls if call.method in {"replyMessage", "sendMessage", "editMessageText"}]
    assert len(shown) == MEMBERS + 1
    assert len(api.line.delivered) == (MEMBERS + 1 if channel == "line" else 0)
    assert len(api.calls_of(method="getChatAdministrators")) <= 1, "asked once for all members"
