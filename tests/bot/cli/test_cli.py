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


def test_assess_answers_one_json_object_a_line(tmp_path: Path) -> None:
    done = radap("assess", "--json", stdin=worked_example.CSV, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "service": worked_example.SERVICE,
        "group": "3.1",
        "missing": ["tracking"],
        "raise": [
            {"process": "identity", "from": "I", "to": "S"},
            {"process": "security", "from": "I", "to": "S"},
        ],
        "verdict": {"processes": "partial", "levels": "partial"},
    }


def test_assess_reports_wrong_rows_and_assesses_the_others(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    rows = [
        "service,group,levels",
        "ก,1,IIIIIIIIIIII",
        "ข,9,IIIIIIIIIIII",
        '"ค,\nสองบรรทัด",2,SIIIIIIIIIII',
        "ง,1,III",
        "จ,1,IIIIXIIIIIII",
        ",1,IIIIIIIIIIII",
        "ฉ,1",
        "",
        "ช,4,AAAAAAAAAAAA",
    ]
    file.write_text("\n".join(rows), "utf-8")
    done = radap("assess", "--json", str(file))
    assert done.returncode == 1
    assert [json.loads(line)["service"] for line in done.stdout.splitlines()] == ["ก", "ค,\nสองบรรทัด", "ช"]
    places = [line.split(": ")[1] for line in done.stderr.splitlines()]
    assert places == [
        "line 3, column group",
        "line 6, column levels",
        "line 7, column levels",
        "line 8, column service",
        "line 9, column levels",
    ]


def test_assess_reports_rows_with_too_many_cells_and_assesses_the_others() -> None:
    rows = ["service,group,levels", "a,1,IIIIIIIIIIII,9", "b,1,IIIIIIIIIIII,9,9", "c,1,IIIIIIIIIIII"]
    done = radap("assess", "--json", stdin="\n".join(rows))
    assert done.returncode == 1
    assert [json.loads(line)["service"] for line in done.stdout.splitlines()] == ["c"]
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        "line 2, column levels",
        "line 3, column levels",
    ]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("dash", "–—−-")
def test_assess_reads_the_dashes_of_spreadsheets_as_no_level(dash: str) -> None:
    done = radap("assess", "--json", stdin=worked_example.CSV.replace("-", dash))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["missing"] == list(worked_example.MISSING)


def test_an_unclosed_quotation_mark_affects_only_its_row() -> None:
    rows = [
        "service,group,levels",
        "a,1,IIIIIIIIIIII",
        '"b,1,IIIIIIIIIIII',
        "c\u2028d,1,IIIIIIIIIIII",
        "\x1b[31me,1,IIIIIIIIIIII",
    ]
    done = radap("assess", stdin="\n".join(rows))
    assert done.returncode == 1
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["line 3, column service"]
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["service", "a", "c", "[31me"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_assess_reads_what_spreadsheets_save(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "services.csv"
    text = worked_example.CSV.replace("-", "-").replace(",", delimiter).replace("\n", "\r\n")
    file.write_bytes(text.encode(encoding))
    done = radap("assess", "--json", str(file))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["service"] == worked_example.SERVICE


def test_assess_prints_a_table_that_lines_up(tmp_path: Path) -> None:
    done = radap("assess", stdin=worked_example.CSV + "x,1,IIIIIIIIIIII\n", cwd=tmp_path)
    heading, first, second = done.stdout.splitlines()
    assert heading.split() == ["service", "group", "missing", "raise", "processes", "levels"]
    assert first.split()[1:] == ["3.1", "tracking", "identity", "I→S,", "security", "I→S", "partial", "partial"]
    assert second.split() == ["x", "1", "none", "none", "conform", "conform"]


@pytest.mark.parametrize("text", ["", "name,group\n", "\x00"])
def test_assess_says_which_column_is_missing(text: str) -> None:
    done = radap("assess", stdin=text)
    assert done.returncode == 1
    assert "line 1, column service" in done.stderr


def test_assess_names_a_column_that_occurs_twice() -> None:
    done = radap("assess", stdin="service,group,levels,group\nx,1,IIIIIIIIIIII,2\n")
    assert done.returncode == 1
    assert "column group" in done.stderr


@pytest.mark.parametrize("name", ["x" * 131_073, "x" * 1_000_000, '"' + "x, " * 50_000 + '"'])
def test_an_endless_cell_affects_only_its_row(name: str) -> None:
    rows = ["service,group,levels", f"{name},1,IIIIIIIIIIII", "after,1,IIIIIIIIIIII"]
    done = radap("assess", stdin="\n".join(rows))
    assert done.returncode == 1
    assert done.stderr.startswith("radap: line 2, column service: a cell is longer")
    assert done.stderr.count("\n") == 1
    assert "after" in done.stdout


def test_a_first_line_with_an_endless_cell_is_reported() -> None:
    done = radap("assess", stdin=f"service,group,levels,{'x' * 131_073}\nx,1,IIIIIIIIIIII\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("radap: line 1, column service: a cell is longer")
    assert "Traceback" not in done.stderr


def test_assess_needs_no_setting_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    assert radap("assess", stdin=worked_example.CSV).returncode == 0


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_assess_works_in_a_terminal_without_thai(form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    done = subprocess.run(
        [*RADAP, "assess", *form], input=worked_example.CSV.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"tracking" in done.stdout
    assert not form or json.loads(done.stdout)["service"] == worked_example.SERVICE


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


def test_assess_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    done = radap("assess", str(tmp_path / "nothing.csv"))
    assert done.returncode == 1
    assert "nothing.csv" in done.stderr
    assert "Traceback" not in done.stderr


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
