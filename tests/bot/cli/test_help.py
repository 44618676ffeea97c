"""The help of `radap` and of every subcommand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.examples import EXAMPLES
from bot.cli.main import main

RADAP = Path(sys.executable).with_name("radap")
COLUMNS = 80


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^    ([a-z-]+)(?: |$)", shown(capsys, "--help"), re.MULTILINE)


def test_radap_alone_lists_its_commands() -> None:
    done = subprocess.run([RADAP], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(f"    {name}" in done.stderr for name in EXAMPLES)
    assert "Traceback" not in done.stderr


def test_the_help_of_every_command_has_examples_that_fit_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    names = commands(capsys)
    assert set(EXAMPLES) <= set(names)
    for name in names:
        text = shown(capsys, name, "--help")
        _, _, examples = text.partition("\nexamples:\n")
        assert f"radap {name}" in examples or f" {name} " in examples, name
        assert max(map(len, text.splitlines())) <= COLUMNS, name


@pytest.mark.parametrize(
    "line", [line for text in EXAMPLES.values() for line in str(text).splitlines() if " radap " in line]
)
def test_every_example_is_a_command_line_that_is_understood(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(re.split(r"  +", line.strip(), maxsplit=1)[0].strip("()").partition("radap ")[2])
    arguments = [word for word in words if word not in {"<", ">"}]
    with pytest.raises(SystemExit) as ended:
        main([*arguments[: 2 if "<" in words or ">" in words else None], "--help"])
    assert ended.value.code == 0
