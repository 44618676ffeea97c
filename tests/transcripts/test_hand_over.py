"""A service changes hands from one chat to another, against transcripts that a person can read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import httpx
import pytest
import pytest_asyncio

from tests import worked_example
from tests.fakes.colleagues import CODE
from tests.transcripts.browser_chat import BrowserChat
from tests.transcripts.line_chat import LineChat
from tests.transcripts.play import play
from tests.transcripts.script import STANDARD, TO_LEVELS, TO_RESULT, Script, Tapped, Typed, Unwritten
from tests.transcripts.telegram_chat import TelegramChatOfOfficer
from tests.transcripts.test_transcripts import check_golden
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import World, running_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFFERED: Script = (Tapped("ทำต่อกับผลนี้"), Tapped("ส่งต่อให้เพื่อนร่วมงาน"), Tapped("ส่งต่อ"))
FROZEN: Script = (Tapped("ปิด"), Typed("แก้คำตอบ"))
TAKEN_BACK: Script = (Tapped("ขอคืน"), *OFFERED)
LEARNT: Script = (Typed("ผลของฉัน"),)


class OfficersChat(Protocol):
    """A chat of one person."""

    async def take(self, step: Tapped | Typed) -> None: ...


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with running_world(tmp_path_factory.mktemp("world")) as world:
        yield world


async def take(chat: OfficersChat, *steps: Tapped | Typed) -> None:
    for step in steps:
        await chat.take(step)


def last_code(transcript: Transcript) -> Typed:
    """The code that Radap showed last, typed by somebody."""
    return Typed(next(found[0] for line in reversed(transcript.lines) if (found := CODE.search(line))))


async def test_a_result_from_line_to_somebody_in_telegram(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ส่งต่อผลประเมินจาก LINE ให้เพื่อนร่วมงานใน Telegram")
    sender, recipient = LineChat(world, transcript), TelegramChatOfOfficer(world, transcript)
    await play(sender, (Unwritten("ประเมินจนได้ผล", TO_RESULT),), world, transcript)
    await take(sender, *OFFERED, *FROZEN, *TAKEN_BACK)
    code = last_code(transcript)
    transcript.passing("ในแชตของเพื่อนร่วมงาน ซึ่งไม่เคยใช้ Radap")
    await take(recipient, code, Tapped("รับทราบและรับบริการนี้"), Typed("แก้คำตอบ"))
    transcript.passing("ในแชตของผู้ส่ง")
    await take(sender, *LEARNT)
    check_golden("line/hand-over", transcript, pytestconfig)


async def test_half_done_from_telegram_to_the_same_person_in_the_browser(
    world: World, pytestconfig: pytest.Config
) -> None:
    transcript = Transcript("ย้ายการประเมินที่ทำค้างไว้จาก Telegram ไปเบราว์เซอร์")
    sender = TelegramChatOfOfficer(world, transcript)
    named = tuple(Typed(worked_example.ASSESSOR) if step == TO_LEVELS[3] else step for step in TO_LEVELS[:4])
    await play(sender, (Unwritten("ตอบสองข้อแรก", (*named, *TO_LEVELS[4:], Tapped(STANDARD))),), world, transcript)
    await take(sender, Typed("ส่งต่องาน"), Tapped("ส่งต่อ และบอกชื่อ"))
    code = last_code(transcript)
    transcript.passing("ในเบราว์เซอร์ของคนเดียวกัน")
    async with browser_chat(world, transcript) as recipient:
        await take(recipient, code, Tapped("รับทราบและรับบริการนี้"), Tapped("ประเมินต่อ"))
        transcript.passing("ใน Telegram")
        await take(sender, *LEARNT)
    check_golden("telegram/hand-over", transcript, pytestconfig)


async def test_a_result_from_the_browser_to_line(world: World, pytestconfig: pytest.Config) -> None:
    transcript = Transcript("ส่งต่อผลประเมินจากเบราว์เซอร์ไป LINE")
    recipient = LineChat(world, transcript)
    async with browser_chat(world, transcript) as sender:
        with transcript.unwritten("ประเมินจนได้ผล"):
            await take(sender, *TO_RESULT)
        await take(sender, *OFFERED)
        code = last_code(transcript)
        transcript.passing("ใน LINE ของผู้รับ ซึ่งใช้ Radap อยู่แล้ว")
        await play(recipient, (Unwritten("รับทราบแล้ว", TO_RESULT[:1]),), world, transcript)
        await take(recipient, code, Tapped("ยังไม่รับ"), code, Tapped("รับบริการนี้"), code)
        transcript.passing("ในเบราว์เซอร์ของผู้ส่ง")
        await take(sender, *LEARNT)
    check_golden("browser-hand-over", transcript, pytestconfig)


@asynccontextmanager
async def browser_chat(world: World, transcript: Transcript) -> AsyncIterator[BrowserChat]:
    """A chat page that was opened and greeted."""
    async with httpx.AsyncClient(base_url=world.server) as client:
        page = await client.get("/chat")
        name, _, value = page.headers["set-cookie"].split(";")[0].partition("=")
        client.headers["cookie"] = f"{name}={value}"
        chat = BrowserChat(client, transcript)
        await chat.send(kind="greeting")
        yield chat
