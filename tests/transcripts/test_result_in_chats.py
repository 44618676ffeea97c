"""A result in a chat: its picture, its form, its buttons."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.platforms.call import UploadedFile
from tests.transcripts.line_chat import LineChat, actions
from tests.transcripts.play import play
from tests.transcripts.script import TO_RESULT, TO_REVIEW, Tapped, Typed
from tests.transcripts.telegram_chat import TelegramChatOfOfficer
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import PUBLIC_URL, World, running_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with running_world(tmp_path) as world:
        yield world


async def fetched(world: World, address: str) -> httpx.Response:
    """Return the response at a public address."""
    async with httpx.AsyncClient() as client:
        return await client.get(address.replace(PUBLIC_URL, world.server))


async def test_telegram_gets_the_form_as_a_document_and_the_picture_as_preview(world: World) -> None:
    await play(TelegramChatOfOfficer(world, Transcript("")), TO_RESULT, world, Transcript(""))
    (document,) = world.api.calls_of("telegram", "sendDocument")
    shown = world.api.calls_of("telegram", "editMessageText")[-1]
    file, preview = document.body["document"], shown.body["link_preview_options"]
    assert isinstance(file, UploadedFile)
    assert file.name.startswith("radap-3.1-")
    assert file.content == (await fetched(world, f"{preview['url']}.pdf?lang=th")).content
    assert preview["prefer_large_media"] is True
    page = (await fetched(world, preview["url"])).text
    assert f'<meta property="og:image" content="{preview["url"]}.png' in page


async def test_a_form_that_cannot_be_sent_is_not_redelivered(world: World, caplog: pytest.LogCaptureFixture) -> None:
    chat, transcript = TelegramChatOfOfficer(world, Transcript("")), Transcript("")
    await play(chat, TO_REVIEW, world, transcript)
    world.api.fail_next("telegram", "sendDocument", status=500)
    with caplog.at_level(logging.INFO):
        await chat.take(Tapped("ยืนยันและดูผล"))
    assert "form not sent" in caplog.messages
    await chat.take(Typed("ผลของฉัน"))
    assert "ผลของฉัน" in world.api.calls_of("telegram", "sendMessage")[-1].body["text"]


async def test_a_changed_link_sends_no_form_again(world: World) -> None:
    script = (*TO_RESULT, Typed("/results"), Typed("1"), Tapped("เปลี่ยนลิงก์"), Tapped("ตั้งค่าลิงก์"), Tapped("ปิดลิงก์"))
    await play(TelegramChatOfOfficer(world, Transcript("")), script, world, Transcript(""))
    assert len(world.api.calls_of("telegram", "sendDocument")) == 1


async def test_line_shows_the_picture_with_buttons_for_page_form_and_friends(world: World) -> None:
    await play(LineChat(world, Transcript("")), TO_RESULT, world, Transcript(""))
    bubble = world.api.calls_of("line", "replyMessage")[-1].body["messages"][0]["contents"]
    hero = bubble["hero"]
    assert (await fetched(world, hero["url"])).content.startswith(b"\x89PNG")
    assert hero["aspectRatio"] == "1200:630"
    addresses = [action["uri"] for action in actions(bubble["footer"]) if "uri" in action]
    page, form, friends = addresses
    assert (await fetched(world, page)).headers["content-type"].startswith("text/html")
    assert (await fetched(world, form)).headers["content-type"] == "application/pdf"
    assert friends.startswith("https://line.me/R/share?text=")
    (on_a_pc,) = [action["altUri"]["desktop"] for action in actions(bubble["footer"]) if "altUri" in action]
    assert on_a_pc == page
