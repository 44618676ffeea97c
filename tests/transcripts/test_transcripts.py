"""Whole chats in all four channels against transcripts that a person can read; `make transcripts` renews them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.embedded_redis import EmbeddedRedis
from bot.store import Store
from bot.turn import Turns
from flows.dialogue import Dialogue
from tests.platforms.contracts import contracts_folder, problems
from tests.platforms.limits import line_limit_problems, telegram_limit_problems
from tests.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.running_server import running_server
from tests.transcripts import line_chat, telegram_chat
from tests.transcripts.browser_chat import play_in_browser
from tests.transcripts.script import STEPS
from tests.transcripts.terminal_chat import play_in_terminal
from tests.transcripts.transcript import Transcript

GOLDEN = Path(__file__).parent / "golden"
PUBLIC_URL = "https://radap.example.go.th"


@dataclass(frozen=True)
class Platforms:
    """The running server and the API server that it calls."""

    server: str
    api: RecordingApi


@pytest.fixture
async def platforms(tmp_path: Path) -> AsyncIterator[Platforms]:
    async with (
        RecordingApi() as api,
        running_server(
            tmp_path,
            PUBLIC_URL=PUBLIC_URL,
            LINE_CHANNEL_SECRET=line_chat.SECRET,
            LINE_CHANNEL_ACCESS_TOKEN=LINE_TOKEN,
            LINE_API_BASE_URL=api.line_base_url,
            TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN,
            TELEGRAM_WEBHOOK_SECRET=telegram_chat.SECRET,
            TELEGRAM_API_BASE_URL=api.line_base_url,
            CHAT_PAGE="on",
        ) as server,
    ):
        yield Platforms(server, api)


def check_golden(name: str, transcript: Transcript, config: pytest.Config) -> None:
    path, text = GOLDEN / f"{name}.md", str(transcript)
    if config.getoption("--renew-transcripts"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
    ending = text[text.rindex("ผลประเมิน\n") :]
    assert ending.index("ต้องทำเพิ่ม 1") < ending.index("การติดตามสถานะและการแจ้งเตือน") < ending.index("ต้องยกระดับ 2")
    raised = ending[ending.index("ต้องยกระดับ 2") : ending.index("ถึงระดับที่แนะนำแล้ว")]
    assert raised.count("เริ่มต้น → มาตรฐาน") == 2
    assert "การพิสูจน์และยืนยันตัวตน" in raised
    assert "ความมั่นคงปลอดภัย" in raised


def check_calls(api: RecordingApi) -> None:
    """Every call keeps the limits, and the contracts where they are at hand."""
    for call in api.calls:
        limits = (
            line_limit_problems(call.body)
            if call.method == "replyMessage"
            else telegram_limit_problems(call.method, call.body)
            if call.platform == "telegram"
            else []
        )
        assert limits == []
        assert contracts_folder() is None or problems(call) == []


async def test_line(platforms: Platforms, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ใน LINE")
    await line_chat.LineChat(platforms.server, platforms.api).play(STEPS, transcript)
    check_golden("line", transcript, pytestconfig)
    assert {call.method for call in platforms.api.calls_of("line")} == {"getProfile", "replyMessage"}
    check_calls(platforms.api)


async def test_telegram(platforms: Platforms, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ใน Telegram")
    await telegram_chat.TelegramChatOfOfficer(platforms.server, platforms.api).play(STEPS, transcript)
    check_golden("telegram", transcript, pytestconfig)
    check_calls(platforms.api)


async def test_browser(platforms: Platforms, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ในเบราว์เซอร์")
    await play_in_browser(platforms.server, STEPS, transcript)
    check_golden("browser", transcript, pytestconfig)


async def test_terminal(dialogue: Dialogue, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ในเทอร์มินัล")
    async with EmbeddedRedis(tmp_path) as url:
        redis = Redis.from_url(url)
        turns = Turns(dialogue, Store(redis, session_seconds=60, result_seconds=60))
        await play_in_terminal(turns, STEPS, transcript)
        await redis.aclose()
    check_golden("terminal", transcript, pytestconfig)
