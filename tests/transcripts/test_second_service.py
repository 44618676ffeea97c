"""The second service of an agency needs fewer messages than the first."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import worked_example
from tests.transcripts.line_chat import LineChat
from tests.transcripts.play import play
from tests.transcripts.script import (
    AGREE,
    CONFIRM,
    INITIAL,
    LEVELS,
    LOCAL,
    SKIP,
    STANDARD,
    Script,
    Tapped,
    Typed,
)
from tests.transcripts.telegram_chat import TelegramChatOfOfficer
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import World, running_world

MOST_MESSAGES = 16

FIRST: Script = (
    AGREE,
    *(Typed(text) for text in (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR)),
    *(SKIP, LOCAL, *(Tapped(LEVELS[code]) for code in worked_example.LEVELS), CONFIRM),
)
#: The processes that are not agency-wide; one more message begins the service.
SECOND: Script = (
    Tapped("ประเมินบริการอื่น"),
    Typed("บริการที่สอง"),
    Tapped(f"เหมือนเดิม: {worked_example.AGENCY}"),
    *(SKIP, LOCAL, Tapped("ใช้คำตอบเดิม")),
    *(Tapped(STANDARD), *(Tapped(INITIAL),) * 8, CONFIRM),
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with running_world(tmp_path) as world:
        yield world


@pytest.mark.parametrize("platform", ["line", "telegram"])
async def test_the_second_service_needs_few_messages(world: World, platform: str) -> None:
    transcript = Transcript("")
    chat = (LineChat if platform == "line" else TelegramChatOfOfficer)(world, transcript)
    await play(chat, FIRST, world, transcript)
    before = transcript.actions
    for step in SECOND:
        await chat.take(step)
    assert "บริการที่สอง" in str(transcript).rpartition("ผลประเมิน")[2]
    assert transcript.actions - before <= MOST_MESSAGES
