"""What make says to somebody who begins."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SENTENCE = "Radap needs Python 3.11 or later. Install it, or name it: make PYTHON=python3.12"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments],  # noqa: S607 - the make that runs the tests
        cwd=ROOT,
        env=environment | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_first_what_a_newcomer_needs() -> None:
    lines = make("help", "PYTHON=nopython").stdout.splitlines()
    assert [line.split()[1] for line in lines[1:4]] == ["run", "test", "format"]
    assert {"install", "test-python", "clean"} <= {line.split()[1] for line in lines[5:]}


@pytest.mark.parametrize("target", ["run", "test", "test-python"])
@pytest.mark.parametrize("uv", ["", "uv"])
def test_a_python_that_is_missing_is_told_in_one_sentence(tmp_path: Path, target: str, uv: str) -> None:
    done = make(target, "PYTHON=nopython", f"UV={uv}", f"VENV={tmp_path / 'venv'}")
    said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make")]
    assert (said, done.returncode != 0) == ([SENTENCE], True)
    assert not (tmp_path / "venv").exists()
