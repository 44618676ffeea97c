"""`radap check-guidance` and `radap guidance-schema`, and the server's own check."""

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.config.data_files import guidance_file
from tests.fakes.second_edition import EDITION, plain_second_edition


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main([*arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def guidance(folder: Path, **changes: object) -> str:
    copy = folder / "guidance.json"
    copy.write_text(json.dumps(json.loads(guidance_file().read_text("utf-8")) | changes), "utf-8")
    return str(copy)


def test_radaps_own_file_is_valid_and_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check-guidance", guidance(tmp_path))
    assert status == 0
    assert "36 of 36" in out
    assert "Nothing is shown for" not in out


def test_another_edition_is_checked_against_its_criteria(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    criteria = tmp_path / "criteria.json"
    criteria.write_text(json.dumps(plain_second_edition()), "utf-8")
    file = guidance(tmp_path, edition=EDITION)
    assert run(capsys, "check-guidance", file, "--criteria", str(criteria))[0] == 0
    status, _, err = run(capsys, "check-guidance", file)
    assert status == 1
    assert "--criteria" in err


def test_what_is_not_told_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    search = json.loads(guidance_file().read_text("utf-8"))["processes"]["search"]
    status, out, _ = run(capsys, "check-guidance", guidance(tmp_path, processes={"search": search}))
    assert status == 0
    assert "3 of 36" in out
    assert "payment.advanced" in out


def test_a_fault_is_explained_in_thai(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    status, _, err = run(capsys, "check-guidance", guidance(tmp_path, processes={}))
    assert status == 1
    assert "ไฟล์คำแนะนำมีข้อที่ต้องแก้" in err


def test_a_wrong_file_stops_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDANCE_FILE", guidance(tmp_path, format=7))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    status, _, err = run(capsys, "serve")
    assert status == 1
    assert "check-guidance" in err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "guidance-schema")
    assert status == 0
    assert json.loads(out)["title"] == "Radap guidance"
