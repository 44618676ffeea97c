"""The command line in the language of the system's locale."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.argument_parser import describe_error
from bot.cli.main import main
from bot.config.operator_language import operator_translate
from bot.shared.terminal_width import text_width
from flows.operator_text import Bilingual, Translatable
from tests.fakes import radap_command

RADAP = Path(sys.executable).with_name("radap")
USAGE = Translatable("usage")
BACKUP = Path(__file__).parents[2] / "data" / "backups" / "format_1.backup"
COLUMNS = 80

#: Commands, files, options, their values, settings and versions.
NAMES = re.compile(r"`[^`]+`|radap [a-z]+|\S*[./_]\S*|--[a-z-]+|\{[a-z,]+\}|\b[A-Z]{2,}\b|@\w+")
#: Proper names, and argparse's name of an argument.
ALSO = {"Radap", "Telegram", "Valkey", "standard output", "file", "checksum"}


def english(text: str) -> list[str]:
    """The English in a Thai text, apart from names."""
    rest = NAMES.sub(" ", text)
    for name in ALSO:
        rest = rest.replace(name, " ")
    return re.findall(r"[A-Za-z]{3,}", rest)


def radap(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return radap_command.radap(*arguments, environment={"LANG": "th_TH.UTF-8", **environment})


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, "usage"),
        ({"LANG": "C.UTF-8"}, "usage"),
        ({"LANG": "de_DE.UTF-8"}, "usage"),
        ({"LANG": "th_TH.UTF-8"}, "วิธีใช้"),
        ({"LANG": "th"}, "วิธีใช้"),
        ({"LANG": "th_TH.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "usage"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "th_TH"}, "วิธีใช้"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "th_TH@euro"}, "วิธีใช้"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "LANGUAGE": "th:en"}, "วิธีใช้"),
        ({"LANG": "th_TH.UTF-8", "LANGUAGE": "de:th"}, "วิธีใช้"),
        ({"LANG": "th_TH.UTF-8", "LANGUAGE": "en:th"}, "usage"),
        ({"LANG": "th_TH.UTF-8", "LC_ALL": ""}, "วิธีใช้"),
    ],
)
def test_the_language_is_chosen_as_gettext_does(environment: dict[str, str], shown: str) -> None:
    assert operator_translate(environment)(USAGE) == shown


def test_a_value_is_inserted_as_it_is() -> None:
    text = Translatable("{name} is no setting. Did you mean {setting}?", name="{0} %s {x}", setting=USAGE)
    assert str(text) == "{0} %s {x} is no setting. Did you mean usage?"
    assert operator_translate({"LANG": "th"})(text) == "ไม่มีการตั้งค่าชื่อ {0} %s {x} หมายถึง วิธีใช้ หรือไม่"


def test_help_is_in_thai_and_breaks_no_word() -> None:
    done = radap("--help", COLUMNS="60")
    assert done.returncode == 0
    assert "วิธีใช้: radap" in done.stdout
    assert "usage" not in done.stdout
    words = {word for line in radap("--help", COLUMNS="500").stdout.splitlines() for word in line.split()}
    assert {word for line in done.stdout.splitlines() for word in line.split()} == words


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("serv",), "ไม่มี 'serv'"),
        (("chat", "--language", "xx"), "ไม่มี 'xx'"),
        (("chat", "--language"), "ยังไม่ได้ระบุค่า"),
        (("compare-criteria", "old.json"), "ยังไม่ได้ระบุ NEW"),
        (("doctor", "--fix"), "ไม่รู้จัก --fix"),
        (("doctor", "--json=yes"), "ไม่รับค่า"),
        (("serve", "--port", "many"), "ใช้ค่า 'many' ไม่ได้"),
    ],
)
def test_errors_of_the_command_line_are_in_thai(arguments: tuple[str, ...], text: str) -> None:
    done = radap(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("วิธีใช้: radap")
    assert text in done.stderr
    assert "error" not in done.stderr


def test_an_error_that_argparse_may_add_is_shown_as_it_is() -> None:
    assert describe_error("something new") == "something new"


@pytest.mark.parametrize(
    ("environment", "texts"),
    [
        ({"PORT": "x"}, ("การตั้งค่าที่ต้องแก้", "PORT: ต้องเป็นจำนวนเต็ม")),
        ({"PORT": "70000"}, ("PORT: ต้องไม่เกิน 65535",)),
        ({"CHAT_PAGE": "maybe"}, ("CHAT_PAGE: ต้องเป็นค่าใดค่าหนึ่งของ",)),
        ({"PUBLIC_URL": "radap"}, ("PUBLIC_URL: ต้องเป็นที่อยู่เว็บ",)),
        ({"LINE_CHANNEL_SECRET": "x"}, ("LINE_CHANNEL_ACCESS_TOKEN",)),
        ({"DATA_DIR": "/dev/null/data"}, ("เปิดฐานข้อมูลในตัวไม่สำเร็จ", "DATA_DIR")),
    ],
)
def test_wrong_settings_are_explained_in_thai(environment: dict[str, str], texts: tuple[str, ...]) -> None:
    done = radap("serve", **{"PORT": "8765", **environment})
    assert done.returncode == 1
    for text in texts:
        assert text in done.stderr
    assert "Input should" not in done.stderr
    assert "must" not in done.stderr


def test_a_setting_that_seems_to_be_missing_may_be_misspelt() -> None:
    done = radap("doctor", LINE_CHANNEL_SECRET="x", LINE_CHANNEL_ACESS_TOKEN="hidden")
    assert done.returncode == 1
    assert "ไม่มีการตั้งค่าชื่อ LINE_CHANNEL_ACESS_TOKEN หมายถึง LINE_CHANNEL_ACCESS_TOKEN" in done.stderr
    assert "hidden" not in done.stderr


def test_a_wrong_criteria_file_is_explained_in_thai(tmp_path: Path) -> None:
    file = tmp_path / "criteria.json"
    file.write_text("{}", "utf-8")
    done = radap("check-criteria", str(file))
    assert done.returncode == 1
    assert "processes: ยังไม่มี ให้เพิ่ม" in done.stderr
    assert "ไม่มีไฟล์หรือโฟลเดอร์นี้" in radap("check-criteria", str(tmp_path / "none.json")).stderr


def test_a_table_in_thai_lines_up_and_json_stays_english() -> None:
    rows = "service,group,levels\nA,1,IIIIIIIIIIII\n"
    environment = {"PYTHONUTF8": "1", "LANG": "th_TH.UTF-8"}
    table = subprocess.run([RADAP, "assess"], input=rows, env=environment, capture_output=True, text=True, check=True)
    assert "ด้านกระบวนการ" in table.stdout
    plain = subprocess.run(
        [RADAP, "assess", "--json"], input=rows, env=environment, capture_output=True, text=True, check=True
    )
    assert '"verdict":{"processes":"conform","levels":"conform"}' in plain.stdout


@pytest.mark.parametrize("command", ["backup", "restore", "report", "poster"])
def test_the_help_of_a_command_is_in_thai_and_fits_a_terminal(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"วิธีใช้: radap {command}")
    assert english(shown) == []
    assert max(map(text_width, shown.splitlines())) <= COLUMNS


def test_a_refused_restore_is_explained_in_thai(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("LANGUAGE", "th")
    damaged = tmp_path / "damaged"
    damaged.write_bytes(BACKUP.read_bytes()[:-1])
    for arguments, status, said in (
        ((str(damaged),), 1, "ขาดส่วนท้าย ให้คัดลอกไฟล์ใหม่"),
        (("--yes", str(BACKUP)), 0, "กู้คืนแล้ว 8 รายการ ไม่ได้กู้คืน 1 รายการ"),
        (("--yes", str(BACKUP)), 1, "ยังไม่ได้กู้คืน เพราะฐานข้อมูลมีการสนทนาหรือผลประเมินอยู่แล้ว"),
    ):
        assert main(["restore", *arguments]) == status
        captured = capsys.readouterr()
        shown = captured.out + captured.err
        assert said in shown
        assert english(shown.replace(str(damaged), "").replace(str(BACKUP), "").removeprefix("radap:")) == []


def test_a_name_of_the_criteria_is_shown_in_the_operators_language() -> None:
    text = Translatable("{name}: {problem}", name=Bilingual("Security", "ความมั่นคงปลอดภัย"), problem=USAGE)
    assert str(text) == "Security: usage"
    assert operator_translate({"LANG": "th"})(text) == "ความมั่นคงปลอดภัย: วิธีใช้"
