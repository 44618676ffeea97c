"""The measured programs, each in its own process, and the resources that they use."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.fakes.ports import free_port

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
READY_WITHIN = 30.0
TICKS = os.sysconf("SC_CLK_TCK")

#: The clock of a process's CPU time (user and system), in the kernel's numbering of clocks.
SCHEDULED = 2

UVICORN = ("-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools")


@dataclass(frozen=True)
class Program:
    """The command of a program that answers webhooks of one platform on PORT."""

    name: str
    platform: str
    command: tuple[str, ...]
    ready: str = "/readyz"


RADAP = (sys.executable, "-m", "bot.cli.main", "--env-file", os.devnull, "serve")


def _peer(module: str) -> tuple[str, ...]:
    return (str(PEERS), *UVICORN, f"tests.bench.peers.{module}:app")


PROGRAMS = (
    Program("Radap", "telegram", RADAP),
    Program("aiogram FSM", "telegram", (str(PEERS), "-m", "tests.bench.peers.aiogram_fsm")),
    Program("PTB ConversationHandler", "telegram", _peer("ptb_conversation")),
    Program("floor", "telegram", _peer("floor")),
    Program("Radap", "line", RADAP),
    Program("LINE SDK, FastAPI", "line", _peer("line_sdk")),
    Program("floor", "line", _peer("floor")),
)


class Running:
    """A program that accepts requests."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, seconds_to_ready: float) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self.seconds_to_ready = seconds_to_ready

    def cpu_seconds(self) -> float:
        """Return the user and system time so far, of the process and of its ended children.

        The kernel reports a process's own time in nanoseconds (clock_getcpuclockid), that of its children in ticks.
        """
        own = time.clock_gettime(~self.process.pid << 3 | SCHEDULED)
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return own + sum(int(fields[place]) for place in (13, 14)) / TICKS

    def memory(self, line: str = "VmRSS") -> int:
        """Return the bytes of memory now, or with `VmHWM` the peak so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(row.split()[1]) for row in status.splitlines() if row.startswith(line)) * 1024


@asynccontextmanager
async def running(program: Program, environment: Mapping[str, str]) -> AsyncIterator[Running]:
    """Start a program, wait until it is ready, and end it."""
    port = free_port()
    settings = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", **environment, "PORT": str(port)}
    command = [*program.command, "--port", str(port)] if "uvicorn" in program.command else list(program.command)
    begin = time.perf_counter()
    process = await asyncio.to_thread(
        subprocess.Popen, command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        await _ready(process, f"http://127.0.0.1:{port}{program.ready}")
        yield Running(process, port, time.perf_counter() - begin)
    finally:
        process.terminate()
        errors = await asyncio.to_thread(process.communicate)
    if b"Traceback" in errors[1]:
        raise RuntimeError(f"{program.name} failed:\n{errors[1].decode()[-3000:]}")


async def _ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    async with asyncio.timeout(READY_WITHIN), aiohttp.ClientSession() as http:
        while True:
            if process.poll() is not None:
                assert process.stderr is not None
                raise RuntimeError(process.stderr.read().decode())
            try:
                async with http.get(url) as answer:
                    if answer.status < 500:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.005)
