"""An officer asks for approval and a head decides, in each chat, against transcripts that a person can read."""

from collections.abc import AsyncIterator
from typing import Protocol

import httpx
import pytest
import pytest_asyncio

from flows.collaboration.codes import find_code
from tests.fakes.approvals import NAME, POSITION
from tests.transcripts.browser_chat import BrowserChat
from tests.transcripts.play import play
from tests.transcripts.script import TO_RESULT, Script, Tapped, Typed, Unwritten
from tests.transcripts.test_transcripts import CHATS, check_golden
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import World, running_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "ขอความเห็นชอบ และให้ความเห็นชอบ"
ASKED: Script = (Tapped("ทำต่อกับผลนี้"), Tapped("ขอความเห็นชอบจากหัวหน้า"), Tapped("ขอความเห็นชอบ"))
RETURNED: Script = (
    Tapped("ส่งกลับ"),
    Typed("1"),
    Typed("กรุณาตรวจการสืบค้นอีกครั้ง"),
    Typed(f"{NAME}\n{POSITION}"),
    Tapped("ยืนยัน"),
)
CORRECTED: Script = (
    Typed("/start"),
    Tapped("แก้คำตอบ"),
    Typed("1"),
    Tapped("ระดับสูง"),
    Tapped("ยืนยันและดูผล"),
    Typed("ขอความเห็นชอบ"),
    Tapped("ขอความเห็นชอบ"),
)
APPROVED: Script = (Tapped("เห็นชอบ"), Typed(NAME), Typed(POSITION), Tapped("ยืนยัน"))
LEARNT: Script = (Typed("/start"), Typed("/start"))


class OfficersChat(Protocol):
    """A chat of one person."""

    async def take(self, step: Tapped | Typed) -> None: ...


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with running_world(tmp_path_factory.mktemp("world")) as world:
        yield world


def last_code(transcript: Transcript) -> str:
    """The code that Radap showed last."""
    return next(code for line in reversed(transcript.lines) for part in line.splitlines() if (code := find_code(part)))


async def take(chat: OfficersChat, steps: Script) -> None:
    for step in steps:
        await chat.take(step)


async def go_on(owner: OfficersChat, head: OfficersChat, transcript: Transcript) -> None:
    """Ask, return, correct, ask again, approve."""
    await take(owner, ASKED)
    for decision, answer in ((RETURNED, CORRECTED), (APPROVED, LEARNT)):
        code = last_code(transcript)
        transcript.passing("ในแชตของหัวหน้า ซึ่งไม่เคยใช้ Radap")
        await take(head, (Typed(code), *decision))
        transcript.passing("ในแชตของเจ้าหน้าที่")
        await take(owner, answer)


@pytest.mark.parametrize("platform", CHATS)
async def test_approval_in_a_chat(platform: str, world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript(TITLE)
    owner, head = (CHATS[platform](world, transcript) for _ in range(2))
    await play(owner, (Unwritten("ประเมินตัวอย่างจนได้ผล", TO_RESULT),), world, transcript)
    await go_on(owner, head, transcript)
    check_golden(f"{platform}/approval", transcript, pytestconfig)


async def test_approval_in_the_browser(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript(TITLE)
    async with httpx.AsyncClient(base_url=world.server) as first, httpx.AsyncClient(base_url=world.server) as second:
        owner, head = [await in_browser(client, transcript) for client in (first, second)]
        with transcript.unwritten("ประเมินตัวอย่างจนได้ผล"):
            await owner.send(kind="greeting")
            await take(owner, TO_RESULT)
        await go_on(owner, head, transcript)
    check_golden("browser-approval", transcript, pytestconfig)


async def in_browser(client: httpx.AsyncClient, transcript: Transcript) -> BrowserChat:
    """A chat page that somebody opened."""
    page = await client.get("/chat")
    name, _, value = page.headers["set-cookie"].split(";")[0].partition("=")
    client.headers["cookie"] = f"{name}={value}"
    return BrowserChat(client, transcript)
