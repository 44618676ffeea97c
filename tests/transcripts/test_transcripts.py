"""Whole chats against transcripts that a person can read; `make transcripts` renews them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bot.database.embedded_server import EmbeddedRedis
from flows.engine import Engine
from tests.fakes.services import make_turns, plain_store
from tests.transcripts.browser_chat import play_in_browser
from tests.transcripts.collection import COLLECTION, COLLECTION_WITH_TABLES
from tests.transcripts.line_chat import LineChat
from tests.transcripts.play import play
from tests.transcripts.points import POINTS, Point
from tests.transcripts.script import STEPS, TABLES, TELLING, TO_RESULT, TO_SERVICE, NewEdition
from tests.transcripts.telegram_chat import TelegramChatOfOfficer
from tests.transcripts.terminal_chat import play_in_terminal
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import World, running_world

GOLDEN = Path(__file__).parent / "golden"

#: The most messages that a whole assessment with taps may need.
MOST_MESSAGES = 20
#: The most messages that it may need if the officer tells everything at once.
MOST_MESSAGES_TELLING = 10

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHATS: dict[str, type[LineChat] | type[TelegramChatOfOfficer]] = {"line": LineChat, "telegram": TelegramChatOfOfficer}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One server for all chats. The recording server refuses calls over a limit, and checks them all at its end."""
    async with running_world(tmp_path_factory.mktemp("world")) as world:
        yield world


def check_golden(name: str, transcript: Transcript, config: pytest.Config) -> str:
    path, text = GOLDEN / f"{name}.md", str(transcript)
    if config.getoption("--renew-transcripts"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
    return text


def check_worked_example(text: str) -> None:
    ending = text[text.rindex("ผลประเมิน\n") :]
    assert ending.index("ต้องทำเพิ่ม 1") < ending.index("การติดตามสถานะและการแจ้งเตือน") < ending.index("ต้องยกระดับ 2")
    raised = ending[ending.index("ต้องยกระดับ 2") : ending.index("ถึงระดับที่แนะนำแล้ว")]
    assert raised.count("เริ่มต้น → มาตรฐาน") == 2
    assert "การพิสูจน์และยืนยันตัวตน" in raised
    assert "ความมั่นคงปลอดภัย" in raised


@pytest.mark.parametrize("platform", CHATS)
async def test_the_worked_example(platform: str, world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript({"line": "ใน LINE", "telegram": "ใน Telegram"}[platform])
    chat = CHATS[platform](world, transcript)
    await play(chat, STEPS, world, transcript)
    check_worked_example(check_golden(platform, transcript, pytestconfig))


@pytest.mark.parametrize("platform", CHATS)
async def test_the_worked_example_with_taps_needs_few_messages(
    platform: str, world: World, pytestconfig: pytest.Config
) -> None:
    """Messages count from the very first one; the count is in the transcript's title."""
    transcript = Transcript("")
    chat = CHATS[platform](world, transcript)
    await play(chat, TO_RESULT, world, transcript)
    assert transcript.actions <= MOST_MESSAGES
    transcript.title = f"ประเมินด้วยการแตะ: ส่ง {transcript.actions} ครั้ง"
    check_worked_example(check_golden(f"{platform}/one-officer", transcript, pytestconfig))


@pytest.mark.parametrize("platform", CHATS)
async def test_the_worked_example_told_at_once_needs_fewer(
    platform: str, world: World, pytestconfig: pytest.Config
) -> None:
    transcript = Transcript("")
    chat = CHATS[platform](world, transcript)
    await play(chat, TELLING, world, transcript)
    assert transcript.actions <= MOST_MESSAGES_TELLING
    transcript.title = f"เล่าครั้งเดียว: ส่ง {transcript.actions} ครั้ง"
    check_worked_example(check_golden(f"{platform}/told-at-once", transcript, pytestconfig))


@pytest.mark.parametrize("platform", CHATS)
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
async def test_point(point: Point, platform: str, world: World, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    if NewEdition() not in point.steps:
        await show(point, platform, world, pytestconfig)
        return
    async with running_world(tmp_path) as own_world:
        await show(point, platform, own_world, pytestconfig)


async def show(point: Point, platform: str, world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript(point.title)
    chat = CHATS[platform](world, transcript, is_group=point.is_group)
    await play(chat, point.steps, world, transcript)
    check_golden(f"{platform}/{point.name}", transcript, pytestconfig)


@pytest.mark.parametrize("platform", CHATS)
async def test_a_collection(platform: str, world: World, pytestconfig: pytest.Config) -> None:
    await world.open_collection()
    transcript = Transcript("ให้ผลในชุดรวมของกระทรวง ด้วยรหัสจากผู้รวบรวม")
    await play(CHATS[platform](world, transcript), COLLECTION, world, transcript)
    check_golden(f"{platform}/collection", transcript, pytestconfig)


async def test_a_collection_in_the_browser(world: World, pytestconfig: pytest.Config) -> None:
    await world.open_collection()
    transcript = Transcript("ให้ผลในชุดรวมของกระทรวง ด้วยรหัสจากผู้รวบรวม")
    await play_in_browser(world.server, COLLECTION_WITH_TABLES, transcript)
    check_golden("browser-collection", transcript, pytestconfig)


async def test_browser(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ในเบราว์เซอร์")
    await play_in_browser(world.server, STEPS, transcript)
    check_worked_example(check_golden("browser", transcript, pytestconfig))


async def test_tables_in_the_browser(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ส่งตารางบริการหลายรายการในเบราว์เซอร์")
    await play_in_browser(world.server, (*TO_SERVICE, *TABLES), transcript)
    check_golden("browser-tables", transcript, pytestconfig)


async def test_browser_told_at_once(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ในเบราว์เซอร์ เล่าครั้งเดียว")
    await play_in_browser(world.server, TELLING, transcript)
    check_worked_example(check_golden("browser-told-at-once", transcript, pytestconfig))


async def test_terminal(dialogue: Engine, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ในเทอร์มินัล")
    async with EmbeddedRedis(tmp_path) as url:
        redis = Redis.from_url(url)
        turns = make_turns(dialogue, plain_store(redis))
        await play_in_terminal(turns, STEPS, transcript)
        await redis.aclose()
    check_worked_example(check_golden("terminal", transcript, pytestconfig))
