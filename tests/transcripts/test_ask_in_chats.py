"""One question to a colleague in LINE, Telegram and the browser, against transcripts that a person can read."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import httpx
import pytest
import pytest_asyncio

from tests.transcripts.browser_chat import BrowserChat
from tests.transcripts.line_chat import LineChat
from tests.transcripts.script import INITIAL, STANDARD, TO_LEVELS, Action, Script, Tapped, TookBack, Typed, Unwritten
from tests.transcripts.telegram_chat import TelegramChatOfOfficer
from tests.transcripts.test_transcripts import check_golden
from tests.transcripts.transcript import CODE, Transcript
from tests.transcripts.world import World, running_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: The officer asks about the first process, goes on, and has the answer before the result.
ASK = Typed("ถามเพื่อนร่วมงาน")
ANSWER: Script = (Tapped(STANDARD), Typed("มาลี"), Typed("ใช้ระบบค้นหากลางของกรม"))
GO_ON: Script = (Tapped(INITIAL),)
TO_THE_END = Unwritten("ตอบจนถึงหน้าทบทวน", (Tapped(INITIAL),) * 10)
USE: Script = (Tapped("ยืนยันและดูผล"), Tapped("ใช้คำตอบนี้"))
WITHDRAW: Script = (
    Typed("ถามเพื่อนร่วมงาน"),
    Typed("5"),
    Tapped("ยืนยันและดูผล", earlier="ตรวจทาน"),
    Tapped("ยกเลิกคำถามแล้วไปต่อ"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with running_world(tmp_path_factory.mktemp("asking")) as world:
        yield world


class Voice(Transcript):
    """What one of several people does, in the transcript of all."""

    def __init__(self, whole: Transcript, name: str) -> None:
        super().__init__(whole.title, whole.lines)
        self._name = name

    def officer(self, does: str, name: str = "") -> None:
        super().officer(does, name or self._name)


def code_in(transcript: Transcript) -> str:
    """Return the code that was given last."""
    found = next(match for line in reversed(transcript.lines) if (match := CODE.search(line)))
    return found[0]


async def take_all(chat: LineChat | TelegramChatOfOfficer | BrowserChat, steps: Iterable[Action]) -> None:
    for step in steps:
        assert isinstance(step, Tapped | Typed) or not isinstance(chat, BrowserChat)
        await chat.take(step)  # type: ignore[arg-type]


CHATS: dict[str, tuple[Callable[..., LineChat | TelegramChatOfOfficer], ...]] = {
    "line": (LineChat, TelegramChatOfOfficer),
    "telegram": (TelegramChatOfOfficer, LineChat),
}


@pytest.mark.parametrize("platform", CHATS)
async def test_one_question_between_two_chats(platform: str, world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ถามเพื่อนร่วมงานหนึ่งข้อ")
    asker, colleague = Voice(transcript, "เจ้าหน้าที่"), Voice(transcript, "เพื่อนร่วมงาน")
    own, other = CHATS[platform]
    officer, helper = own(world, asker), other(world, colleague)
    with asker.unwritten("เจ้าหน้าที่ตอบจนถึงคำถามระดับข้อแรก"):
        await officer.begin()
        await take_all(officer, TO_LEVELS)
    await officer.take(ASK)
    await take_all(helper, (Typed(code_in(transcript)), *ANSWER))
    await take_all(officer, GO_ON)
    with asker.unwritten(TO_THE_END.line):
        await take_all(officer, TO_THE_END.steps)
    await take_all(officer, USE)
    if platform == "telegram":
        await helper.take(TookBack())
        await officer.take(Typed("/help"))
    await take_all(officer, WITHDRAW)
    text = check_golden(f"{platform}/ask-a-colleague", transcript, pytestconfig)
    assert text.count("มาลี ตอบแล้ว") == 1
    assert "ผลประเมิน" in text.rpartition("ยกเลิกคำถามแล้วไปต่อ")[2]


async def test_one_question_between_two_browsers(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ถามเพื่อนร่วมงานหนึ่งข้อ ในเบราว์เซอร์")
    async with open_chat(world) as first, open_chat(world) as second:
        asker = Voice(transcript, "เจ้าหน้าที่")
        officer = BrowserChat(first, asker)
        helper = BrowserChat(second, Voice(transcript, "เพื่อนร่วมงาน"))
        with asker.unwritten("เจ้าหน้าที่ตอบจนถึงคำถามระดับข้อแรก"):
            await officer.send(kind="greeting")
            await take_all(officer, TO_LEVELS)
        await officer.take(ASK)
        await take_all(helper, (Typed(code_in(transcript)), *ANSWER))
        await take_all(officer, GO_ON)
        with asker.unwritten(TO_THE_END.line):
            await take_all(officer, TO_THE_END.steps)
        await take_all(officer, USE)
    assert "มาลี ตอบแล้ว" in check_golden("browser-ask-a-colleague", transcript, pytestconfig)


@asynccontextmanager
async def open_chat(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a cookie of its own."""
    async with httpx.AsyncClient(base_url=world.server) as client:
        page = await client.get("/chat")
        name, _, value = page.headers["set-cookie"].split(";")[0].partition("=")
        client.headers["cookie"] = f"{name}={value}"
        yield client
