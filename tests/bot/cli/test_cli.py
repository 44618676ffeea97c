"""The `radap` command as a user runs it: a process, its output and its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from redis.asyncio import Redis

from bot.channels.terminal import TerminalChannel, render
from bot.cli.main import main
from bot.config.data_files import criteria_file
from bot.shared.links import Links
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.messages import Message, PageLink, Paragraph, PublicPage
from tests import worked_example
from tests.fakes.services import make_turns, plain_store

#: Without the settings in a `.env` of whoever runs the tests.
RADAP = (Path(sys.executable).with_name("radap"), "--env-file", os.devnull)


def radap(
    *arguments: str, stdin: str = "", cwd: Path | None = None, stderr: int = subprocess.PIPE
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*RADAP, *arguments], input=stdin, cwd=cwd, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False
    )


async def test_the_terminal_continues_after_a_failure_of_the_database(
    dialogue: Engine, catalogues: Catalogues, tmp_path: Path
) -> None:
    redis, lines = Redis.from_url(f"unix://{tmp_path}/nobody.sock"), iter(["1", None])
    said: list[str] = []

    async def read_line() -> str | None:
        return next(lines)

    channel = TerminalChannel(
        turns=make_turns(dialogue, plain_store(redis)),
        links=Links("http://127.0.0.1:8000"),
        language=Language.ENGLISH,
        catalogues=catalogues,
    )
    await channel.chat(read_line, said.append)
    assert said == [f"{catalogues[Language.ENGLISH]('failure.try_again')}\n"] * 2


def test_the_terminal_writes_the_addresses_of_pages() -> None:
    page = PageLink("Read it in full", PublicPage.ABOUT, Language.ENGLISH)
    written = render(Message("About", (Paragraph("short"),), pages=(page,)), Links("http://127.0.0.1:8000"))
    assert written == "short\n\nRead it in full: http://127.0.0.1:8000/about?lang=en\n"


def test_form_writes_the_empty_form(tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    assert radap("form", str(file)).returncode == 0
    piped = subprocess.run([*RADAP, "form", "--language", "en"], capture_output=True, check=True).stdout
    for content, title in ((file.read_bytes(), "แบบการประเมิน"), (piped, "Assessment of levels")):
        with PdfDocument(content) as document:  # type: ignore[no-untyped-call]
            text = "".join(page.get_textpage().get_text_range() for page in document)
        assert text.startswith(title)
        assert "☑" not in text
        assert "ไม่ได้ถาม" not in text
        assert "not asked" not in text
        assert text.count("☐") > 60


def test_form_names_a_path_that_cannot_be_written_to(tmp_path: Path) -> None:
    done = radap("form", str(tmp_path / "no" / "form.pdf"))
    assert done.returncode == 1
    assert "no such file" in done.stderr


def test_check_criteria_accepts_radaps_own_file(tmp_path: Path) -> None:
    copy = tmp_path / "criteria.json"
    copy.write_bytes(criteria_file().read_bytes())
    done = radap("check-criteria", str(copy), cwd=tmp_path)
    assert done.returncode == 0
    assert "12 processes" in done.stdout


def test_check_criteria_reports_location_and_remedy(tmp_path: Path) -> None:
    wrong = json.loads(criteria_file().read_text("utf-8"))
    del wrong["processes"][4]["question"]["en"]
    copy = tmp_path / "criteria.json"
    copy.write_text(json.dumps(wrong), "utf-8")
    done = radap("check-criteria", str(copy))
    assert done.returncode == 1
    assert "processes.4.question.en" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_whole_chat_in_a_terminal_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    lines = ["1", worked_example.SERVICE, worked_example.AGENCY, "ข้าม", "ข้าม", "ถามทีละข้อ", "ไม่", "2", "๒", "ใช่"]
    lines += [str("-ISA".index(code)) for code in worked_example.LEVELS]
    first = radap("chat", stdin="\n".join(lines[:11]) + "\n", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    second = radap("chat", stdin="\n".join([*lines[11:], "ยืนยัน"]) + "\n", cwd=tmp_path)
    assert "2/12" in second.stdout.split("\n> ")[0], "the chat goes on where it stopped"
    result = second.stdout.split("\n> ")[-2]
    assert "การติดตามสถานะและการแจ้งเตือน" in result
    assert "/r/" in result


@pytest.mark.parametrize(("command", "status"), [("new-key", 0), ("criteria-schema", 0), ("diagram", 1)])
def test_a_wrong_file_of_settings_stops_only_commands_that_read_it(
    command: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--env-file", str(tmp_path / "none.env"), command]) == status
    assert ("none.env" in capsys.readouterr().err) is bool(status)


def test_a_wrong_setting_stops_the_server_with_an_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "none")
    done = radap("serve")
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_start_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "var"))
    done = radap("serve")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path) in done.stderr


def test_a_wrong_criteria_file_stops_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "criteria.json"
    wrong.write_text("{}", "utf-8")
    monkeypatch.setenv("CRITERIA_FILE", str(wrong))
    done = radap("serve")
    assert done.returncode == 1
    assert "processes" in done.stderr
    assert "Traceback" not in done.stderr
