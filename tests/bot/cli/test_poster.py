"""The poster as a phone's camera and an officer's eye see it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from bot.cli.main import main
from bot.cli.poster import find_address
from bot.config.settings import load_settings
from bot.errors import NoChatAddress, PlatformDidNotTell
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi

RADAP = Path(sys.executable).with_name("radap")
PUBLIC_URL = "https://radap.example.go.th"
A4 = (595, 842)


@pytest.fixture
def _agency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTROLLER_NAME", "เทศบาลเมืองตัวอย่าง")
    monkeypatch.setenv("CONTROLLER_CONTACT", "pdpa@example.go.th")
    monkeypatch.setenv("PUBLIC_URL", PUBLIC_URL)


def the_page(file: Path | bytes) -> Any:
    """Return the only page of a poster; it is a sheet of A4."""
    document: Any = PdfDocument(file)  # type: ignore[no-untyped-call]
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == A4
    return document[0]


def scanned(page: Any) -> list[str]:
    """Return what a camera reads: the page as a picture of 100 dots an inch, decoded by another library."""
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil())]


def words(page: Any) -> str:
    """Return the text that somebody can copy, in one line."""
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.mark.usefixtures("_agency")
def test_the_code_of_a_poster_adds_the_line_account(tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    done = subprocess.run([RADAP, "poster", file, "--line", "@123abcde"], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    page = the_page(file)
    assert scanned(page) == ["https://line.me/R/ti/p/%40123abcde"]
    text = words(page)
    assert "LINE @123abcde" in text
    assert "เทศบาลเมืองตัวอย่าง" in text
    assert "แตะ “รับทราบและเริ่มประเมิน”" in text
    assert f"ประกาศความเป็นส่วนตัว: {PUBLIC_URL}/privacy" in text
    assert "(ร่าง) มสพร. 6-5" in text


@pytest.mark.parametrize(
    ("option", "value", "url", "shown"),
    [
        ("--line", "123ABCDE", "https://line.me/R/ti/p/%40123abcde", "LINE @123abcde"),
        ("--telegram", "@radap_bot", "https://t.me/radap_bot", "Telegram @radap_bot"),
        ("--url", "https://radap.example.go.th/chat/", "https://radap.example.go.th/chat", "radap.example.go.th/chat"),
    ],
)
def test_an_option_names_the_chat(tmp_path: Path, option: str, value: str, url: str, shown: str) -> None:
    file = tmp_path / "poster.pdf"
    assert main(["poster", str(file), "--language", "en", option, value]) == 0
    page = the_page(file)
    assert scanned(page) == [url]
    assert shown in words(page)
    assert "“I understand, start”" in words(page)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--line", "https://line.me/x"), ("--telegram", "a b"), ("--telegram", ""), ("--url", "javascript:alert(1)")],
)
def test_what_is_no_address_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    file = tmp_path / "poster.pdf"
    assert main(["poster", str(file), option, value]) == 1
    assert option in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.usefixtures("_agency")
def test_the_longest_names_stay_on_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTROLLER_NAME", "สำนักงานตัวอย่าง" * 7)
    monkeypatch.setenv("CONTROLLER_CONTACT", "ที่อยู่ของหน่วยงาน" * 6)
    monkeypatch.setenv("PUBLIC_URL", f"https://{'a' * 60}.{'b' * 60}.example.go.th/{'c' * 60}")
    file = tmp_path / "poster.pdf"
    assert main(["poster", str(file), "--line", "@123abcde"]) == 0
    page = the_page(file)
    assert scanned(page) == ["https://line.me/R/ti/p/%40123abcde"]
    assert "(ร่าง) มสพร. 6-5" in words(page)


def platforms(api: RecordingApi, *names: str) -> dict[str, str]:
    every = {
        "LINE_CHANNEL_SECRET": "line-channel-secret",
        "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN,
        "LINE_API_BASE_URL": api.line_base_url,
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_BASE_URL": api.line_base_url,
    }
    return {name: value for name, value in every.items() if name.startswith(names)} | {"PUBLIC_URL": PUBLIC_URL}


async def test_the_platform_tells_the_name_of_the_account() -> None:
    async with RecordingApi() as api:
        line = await find_address(load_settings(platforms(api, "LINE", "TELEGRAM")))
        telegram = await find_address(load_settings(platforms(api, "TELEGRAM")))
    assert line.url == f"https://line.me/R/ti/p/%40{line.shown.removeprefix('LINE @')}"
    assert telegram.url == f"https://t.me/{telegram.shown.removeprefix('Telegram @')}"
    assert [call.method for call in api.calls] == ["getBotInfo", "getMe"]


async def test_without_a_platform_the_poster_leads_to_the_chat_page() -> None:
    assert (await find_address(load_settings({"PUBLIC_URL": PUBLIC_URL}))).url == f"{PUBLIC_URL}/chat"
    for lacking in ({}, {"PUBLIC_URL": PUBLIC_URL, "CHAT_PAGE": "off"}):
        with pytest.raises(NoChatAddress, match="--url"):
            await find_address(load_settings(lacking))


@pytest.mark.parametrize(("platform", "option"), [("LINE", "--line ID"), ("TELEGRAM", "--telegram NAME")])
async def test_a_platform_that_does_not_answer_is_named_with_the_way_out(platform: str, option: str) -> None:
    async with RecordingApi() as api:
        given = platforms(api, platform)
    with pytest.raises(PlatformDidNotTell) as caught:
        await find_address(load_settings(given))
    assert option in str(caught.value)
    assert LINE_TOKEN not in str(caught.value)
    assert TELEGRAM_TOKEN not in str(caught.value)
