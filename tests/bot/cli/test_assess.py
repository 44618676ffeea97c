"""`radap assess` and `radap template`: tables in, tables out."""

import json
import os
import pty
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import worked_example
from tests.bot.sheets.sample_sheets import FOLDER
from tests.fakes import radap_command

RADAP = (Path(sys.executable).with_name("radap"), "--env-file", os.devnull)
GAP = {
    "service": worked_example.SERVICE,
    "group": "3.1",
    "missing": ["tracking"],
    "raise": [{"process": "identity", "from": "I", "to": "S"}, {"process": "security", "from": "I", "to": "S"}],
    "verdict": {"processes": "partial", "levels": "partial"},
}


def radap(*arguments: str | Path, stdin: str = "", language: str = "en") -> subprocess.CompletedProcess[str]:
    return radap_command.radap(*arguments, stdin=stdin, environment={**os.environ, "LANGUAGE": language})


def services(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [json.loads(line)["service"] for line in done.stdout.splitlines()]


def places(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.split(": ")[1] for line in done.stderr.splitlines()]


def test_assess_answers_one_json_object_a_line_with_its_letters_as_they_are() -> None:
    done = radap("assess", "--json", stdin=worked_example.CSV)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == GAP
    assert worked_example.SERVICE in done.stdout


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_assess_reads_files_of_every_program(end: str) -> None:
    done = radap("assess", "--json", FOLDER / f"twelve.{end}")
    assert (done.returncode, done.stderr) == (0, "")
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["agency"], first["group"], first["missing"]) == ("กรมการค้าภายใน", "3.1", ["tracking"])


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
        "ซ,,IIIIIIIIIIII",
        "",
        "ช,4,AAAAAAAAAAAA",
    ]
    file.write_text("\n".join(rows), "utf-8")
    done = radap("assess", "--json", file)
    assert done.returncode == 1
    assert services(done) == ["ก", "ค, สองบรรทัด", "ช"]
    # Rows are counted as a spreadsheet program does: a name of two lines is in one row.
    assert places(done) == [
        "row 3, column B “group”",
        "row 5, column C “levels”",
        "row 6, column C “levels”",
        "row 7, column A “service”",
        "row 8",
        "row 9",
    ]
    thai = radap("assess", "--json", file, language="th").stderr.splitlines()
    assert thai[0].startswith("radap: แถวที่ 3 คอลัมน์ B “group”: ไม่มีกลุ่ม “9”")


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
    assert places(done) == ["row 3"]
    assert [line.split()[0] for line in done.stdout.splitlines()[:4]] == ["service", "a", "c", "[31me"]


def test_assess_prints_a_table_that_lines_up_and_its_totals() -> None:
    done = radap("assess", stdin=worked_example.CSV + "x,1,IIIIIIIIIIII\n")
    heading, first, second, empty, totals = done.stdout.splitlines()
    assert heading.split() == ["service", "group", "missing", "raise", "processes", "levels"]
    assert first.split()[1:] == ["3.1", "tracking", "identity", "I→S,", "security", "I→S", "partial", "partial"]
    assert second.split() == ["x", "1", "none", "none", "conform", "conform"]
    assert (empty, totals) == ("", "Services: 2, conforming: 1, with gaps: 1. Processes missing: 1, to raise: 2.")


def test_assess_shows_the_agency_and_names_processes_in_thai() -> None:
    done = radap("assess", FOLDER / "twelve.csv", language="th")
    heading, first = done.stdout.splitlines()[:2]
    assert "หน่วยงาน" in heading
    assert "กรมการค้าภายใน" in first
    assert "ติดตามสถานะและแจ้งเตือน" in first
    assert "พิสูจน์และยืนยันตัวตน I→S" in first


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_assess_writes_a_table_that_it_reads_back(end: str, tmp_path: Path) -> None:
    target = tmp_path / f"gaps.{end}"
    written = radap("assess", "-o", target, stdin=worked_example.CSV)
    assert written.returncode == 0, written.stderr
    assert written.stdout == "Services: 1, conforming: 0, with gaps: 1. Processes missing: 1, to raise: 2.\n"
    assert json.loads(radap("assess", "--json", target).stdout) == GAP


def test_assess_writes_json_in_a_file_and_names_formats_that_it_does_not_write(tmp_path: Path) -> None:
    assert radap("assess", "-o", tmp_path / "gaps.json", stdin=worked_example.CSV).returncode == 0
    assert json.loads((tmp_path / "gaps.json").read_text("utf-8")) == GAP
    refused = radap("assess", "-o", tmp_path / "gaps.pdf", stdin=worked_example.CSV)
    assert refused.returncode == 1
    assert refused.stderr == (
        "radap: gaps.pdf is no name of a table that Radap writes. End it in .xlsx, .csv or .json.\n"
    )


@pytest.mark.parametrize(("content", "says"), [("x,y\n1,2\n", "no row of headings"), ("%PDF-1.7", "is a PDF")])
def test_assess_says_that_a_file_is_no_table(content: str, says: str) -> None:
    done = radap("assess", stdin=content)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


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


def test_assess_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    done = radap("assess", tmp_path / "nothing.csv")
    assert done.returncode == 1
    assert "nothing.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_assess_ends_quietly_where_a_pipe_has_enough(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    rows = (f"บริการที่ {number},1,IIIIIIIIIIII\n" for number in range(3_000))
    file.write_text("service,group,levels\n" + "".join(rows), "utf-8")
    # No pipefail: the shell ends with the status of head.
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" assess --json "$1" | head -1', RADAP[0], file],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert (json.loads(done.stdout)["service"], done.stderr) == ("บริการที่ 0", "")


def test_assess_shows_its_progress_on_a_terminal_only(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    with os.fdopen(master, "rb", buffering=0) as screen:
        done = subprocess.run(
            [*RADAP, "assess", FOLDER / "twelve.csv"], stdout=subprocess.PIPE, stderr=terminal, check=True
        )
        os.close(terminal)
        shown = screen.read(1000).decode()
    assert "\r1 services read" in shown
    assert b"services read" not in done.stdout
    assert radap("assess", FOLDER / "twelve.csv").stderr == ""


def test_template_writes_a_workbook_that_assess_reads(tmp_path: Path) -> None:
    file, names = tmp_path / "services.xlsx", tmp_path / "names.txt"
    names.write_text("บริการ ก\n=บริการ ข\n", "utf-8")
    assert radap("template", file).returncode == 0
    empty = radap("assess", file)
    assert (empty.returncode, empty.stderr) == (0, "")
    assert empty.stdout.startswith("Services: 0, ")
    assert radap("template", "--language", "en", "--services", names, file).returncode == 0
    unfilled = radap("assess", file)
    assert unfilled.returncode == 1
    assert unfilled.stderr == (
        "radap: row 2: “บริการ ก” has no levels yet. Write the level of each process.\n"
        "radap: row 3: “=บริการ ข” has no levels yet. Write the level of each process.\n"
    )


def test_template_is_filled_with_the_services_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "services.xlsx"
    done = radap("template", "--services", FOLDER / "title-rows.xlsx", file)
    assert (done.returncode, done.stderr) == (0, "")
    again = radap("assess", "--json", file)
    assert again.stdout == radap("assess", "--json", FOLDER / "title-rows.xlsx").stdout
    wrong = radap("template", "--services", FOLDER / "groups-by-name.csv", file)
    assert (wrong.returncode, places(wrong)) == (1, ["row 6, column B “ประเภทบริการ”"])


def test_template_goes_to_a_pipe_but_not_to_a_terminal() -> None:
    piped = subprocess.run([*RADAP, "template"], capture_output=True, check=True)
    assert load_workbook(BytesIO(piped.stdout)).sheetnames == ["บริการ", "วิธีกรอก"]
    master, terminal = pty.openpty()
    refused = subprocess.run([*RADAP, "template"], stdout=terminal, stderr=subprocess.PIPE, text=True, check=False)
    os.close(terminal)
    os.close(master)
    assert refused.returncode == 1
    assert "radap template services.xlsx" in refused.stderr
