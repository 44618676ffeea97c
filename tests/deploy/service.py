"""Starts `deploy/radap.service` as systemd does: its command line, its environment, an ordinary user, nothing else."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest
from dotenv import dotenv_values

from tests.deploy.unit_file import UnitFile

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--")
WITHOUT_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--")
CHECKOUT = Path(__file__).parents[2]
READY_WITHIN = 60.0
#: Denies what MemoryDenyWriteExecute= denies, then becomes the program. Linux before 6.3 denies nothing.
DENIAL = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def is_open_to_all() -> bool:
    """Return whether any user can read the checkout and Python itself."""
    files = (CHECKOUT / "criteria.json", Path(os.__file__))
    return subprocess.run([*AS_NOBODY, "head", "--bytes=1", *files], capture_output=True, check=False).returncode == 0


def runs_as_nobody() -> bool:
    return os.getuid() == 0 and is_open_to_all()


def ordinary_user() -> tuple[str, ...]:
    """Return the words before a command line that take root's powers away: all of them, or only its capabilities.

    Root without capabilities is the owner of root's files, as a developer is of the checkout, and no more.
    """
    if os.getuid() != 0:
        return ()
    return AS_NOBODY if runs_as_nobody() else WITHOUT_CAPABILITIES


@contextmanager
def public_folder() -> Iterator[Path]:
    """Yield a folder that every user may enter, in memory where possible."""
    memory = "/dev/shm"  # noqa: S108 - the folder made in it has a random name
    folder = Path(mkdtemp(dir=memory if os.access(memory, os.W_OK) else None, prefix="radap-deploy-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def state_folder(parent: Path) -> Path:
    """Make the folder that `StateDirectory=` makes."""
    folder = parent / "state"
    folder.mkdir(mode=int(UnitFile.read("radap.service").one("StateDirectoryMode"), 8))
    if runs_as_nobody():
        os.chown(folder, NOBODY, NOBODY)
    return folder


@dataclass
class Service:
    """One worker."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        """Send SIGTERM, and return the exit status."""
        self.process.terminate()
        return self.process.wait(int(UnitFile.read("radap.service").one("TimeoutStopSec")))


def service_environment(environment_file: Path, port: int, state: Path) -> dict[str, str]:
    """Return all variables of the service. Those of the file win, and the shell's are not there."""
    unit = UnitFile.read("radap.service")
    assert unit.one("EnvironmentFile") == "/etc/radap/radap.env"
    values = {name: value or "" for name, value in dotenv_values(environment_file, interpolate=False).items()}
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
    return {"PATH": path, "HOME": "/", "STATE_DIRECTORY": str(state), **unit.environment(str(port), state), **values}


@contextmanager
def running_service(environment: Mapping[str, str], log: Path) -> Iterator[Service]:
    """Run a worker until it is stopped, and yield it when it is ready."""
    command = [sys.executable, "-c", DENIAL, *ordinary_user(), *UnitFile.read("radap.service").command()]
    with log.open("wb") as lines:
        process = subprocess.Popen(command, env=environment, cwd="/", stdout=lines, stderr=lines)
    service = Service(int(environment["PORT"]), process, log)
    try:
        until_answered(f"{service.address}/readyz", process, log)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()


def until_answered(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the address answers 200 over HTTP."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{address} does not answer:\n{log.read_text(errors='replace')}")
