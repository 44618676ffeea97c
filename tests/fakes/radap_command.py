"""The `radap` command in a process of its own, forked from one that has its modules loaded.

That takes 0.03 s, where a new Python takes 0.5 s or more. How the installed program starts, and how it encodes its
output, is tested in `test_cli.py` and wherever else a test runs the program itself.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

from bot.cli.main import main
from tests.fakes.worker import FORKS

#: Without the settings in a `.env` of whoever runs the tests.
NO_ENV_FILE = ("--env-file", os.devnull)


def radap(
    *arguments: str | Path, stdin: str = "", environment: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """Run a command line; by default with the environment of the tests."""
    line = [*NO_ENV_FILE, *map(str, arguments)]
    with TemporaryDirectory(prefix="radap-command-") as folder:
        files = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        files[0].write_text(stdin, "utf-8")
        surroundings = (dict(os.environ if environment is None else environment), Path.cwd())
        process = FORKS.Process(target=_run, args=(line, files, *surroundings))
        process.start()
        process.join()
        output, errors = (file.read_text("utf-8") for file in files[1:])
        status = process.exitcode
        process.close()
    assert status is not None
    return CompletedProcess(line, status, output, errors)


def _run(line: list[str], files: list[Path], environment: dict[str, str], folder: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the process ends
        for number, mode in enumerate("rww")
    )
    sys.exit(main(line))
