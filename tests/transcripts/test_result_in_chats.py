"""A result in a chat: its picture, its form, its buttons."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests import worked_example
from tests.bot.results.test_files import squeezed
from tests.bot.results.test_owners_copies import text_of
from tests.fakes.platforms.call import UploadedFile
from tests.transcripts.line_chat import LineChat, actions
from tests.transcripts.play import play
from tests.transcripts.script import (
    AGREE,
    CONFIRM,
    LEVELS,
    LOCAL,
    SKIP,
    TO_RESULT,
    TO_REVIEW,
    Script,
    Tapped,
    Typed,
)
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


NAMED: Script = (
    Typed(f"/answer {worked_example.SERVICE}"),
    Typed(f"/answer {worked_example.AGENCY}"),
    Typed(f"/answer {worked_example.ASSESSOR}"),
    *(SKIP, LOCAL, *(Tapped(LEVELS[code]) for code in worked_example.LEVELS), CONFIRM),
)


@pytest.mark.parametrize("is_group", [False, True])
async def test_telegram_sends_the_form_with_the_name_to_its_owner_and_without_it_to_a_group(
    world: World, *, is_group: bool
) -> None:
    chat = TelegramChatOfOfficer(world, Transcript(""), is_group=is_group)
    await play(chat, (AGREE, *NAMED), world, Transcript(""))
    (document,) = world.api.calls_of("telegram", "sendDocument")
    shown = world.api.calls_of("telegram", "editMessageText")[-1]
    file, page = document.body["document"], shown.body["link_preview_options"]["url"]
    assert isinstance(file, UploadedFile)
    shared = (await fetched(world, f"{page}.pdf")).content
    name = squeezed(worked_example.ASSESSOR)
    assert name not in text_of(shared)
    assert (name in text_of(file.content)) is not is_group
    assert (file.content == shared) is is_group
    keyboard = shown.body["reply_markup"]["inline_keyboard"]
    addresses = [button["url"] for row in keyboard for button in row if "url" in button]
    copies = [address for address in addresses if "/o/" in address]
    assert len(copies) == (0 if is_group else 1)
    for address in copies:
        assert (await fetched(world, f"{address}?lang=th")).content == file.content
        assert "/o/" not in (await fetched(world, page)).text


async def test_line_has_the_form_with_the_name_in_the_place_of_the_shared_one(world: World) -> None:
    await play(LineChat(world, Transcript("")), (AGREE, *NAMED), world, Transcript(""))
    bubble = world.api.calls_of("line", "replyMessage")[-1].body["messages"][0]["contents"]
    page, form, _, _ = [action["uri"] for action in actions(bubble["footer"]) if "uri" in action]
    assert name_in(await fetched(world, form))
    assert not name_in(await fetched(world, f"{page}.pdf"))


def name_in(answer: httpx.Response) -> bool:
    return squeezed(worked_example.ASSESSOR) in text_of(answer.content)


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
    page, form, friends, reading = addresses
    assert (await fetched(world, page)).headers["content-type"].startswith("text/html")
    assert (await fetched(world, form)).headers["content-type"] == "application/pdf"
    assert friends.startswith("https://line.me/R/share?text=")
    assert (await fetched(world, reading)).headers["content-type"].startswith("text/html")
    (on_a_pc,) = [action["altUri"]["desktop"] for action in actions(bubble["footer"]) if "altUri" in action]
    assert on_a_pc == page
