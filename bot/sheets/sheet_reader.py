"""Reads a file of a table into sheets: workbooks in a process of their own, texts in this one."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import SheetRefusal, SheetRefused
from bot.sheets import workbook_program
from bot.sheets.file_format import is_workbook
from bot.sheets.text_decoding import decode_text
from flows.service_table.cells import Cell
from flows.service_table.delimited_text import read_delimited
from flows.service_table.service_table import FaultKind, Place, TableFault
from flows.service_table.sheet import Sheet

MIB = 1024 * 1024
#: Seconds until a process is killed.
SECONDS = 5.0
#: What a process of Python needs of the environment; the settings, which may be secret, are not among it.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")
PROGRAM = (sys.executable, "-I", str(Path(workbook_program.__file__)))


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bytes of a file, and services in its table."""

    file_bytes: int
    rows: int


#: What an officer may send in a chat, and what an operator may name on the command line.
CHAT_LIMITS = FileLimits(file_bytes=2 * MIB, rows=500)
COMMAND_LINE_LIMITS = FileLimits(file_bytes=64 * MIB, rows=100_000)


class SheetReader:
    """Reads files for the server, a few workbooks at a time."""

    def __init__(self, limits: FileLimits = CHAT_LIMITS, processes: int = 2) -> None:
        self.limits = limits
        self._places = asyncio.Semaphore(processes)

    async def read(self, content: bytes) -> tuple[Sheet, ...]:
        """Return the sheets of a file; a text has one. Raises SheetRefused."""
        check_length(content, self.limits)
        if not await asyncio.to_thread(is_workbook, content):
            return (await asyncio.to_thread(_read_text, content),)
        async with self._places:
            return await asyncio.to_thread(_sheets, await _read_in_process(content))


def read_sheets(content: bytes, limits: FileLimits) -> tuple[Sheet, ...]:
    """Return the sheets of a file, for the command line. Raises SheetRefused."""
    check_length(content, limits)
    if not is_workbook(content):
        return (_read_text(content),)
    try:
        done = subprocess.run(  # noqa: S603 - Radap's own program; the file goes to its standard input
            PROGRAM, input=content, capture_output=True, timeout=SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused(SheetRefusal.TOO_MUCH_CONTENT) from None
    return _sheets(_output(done.returncode, done.stdout))


def check_length(content: bytes, limits: FileLimits) -> None:
    """Raise SheetRefused for a file that is too large."""
    if len(content) > limits.file_bytes:
        size, limit = (f"{count / MIB:.1f}".removesuffix(".0") for count in (len(content), limits.file_bytes))
        raise SheetRefused(SheetRefusal.TOO_LARGE, size=size, limit=limit)


async def _read_in_process(content: bytes) -> bytes:
    """Return what the program says of a workbook. However this ends, no process is left."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(SECONDS):
            output, _ = await process.communicate(content)
    except TimeoutError:
        raise SheetRefused(SheetRefusal.TOO_MUCH_CONTENT) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _output(process.returncode or 0, output)


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def _output(status: int, output: bytes) -> bytes:
    """Return the output of a program that ended well. One that a signal ended had too little memory or time."""
    if status < 0:
        raise SheetRefused(SheetRefusal.TOO_MUCH_CONTENT)
    if status > 0:
        raise SheetRefused(SheetRefusal.DAMAGED)
    return output


def _sheets(output: bytes) -> tuple[Sheet, ...]:
    try:
        plain = json.loads(output)
    except ValueError:
        raise SheetRefused(SheetRefusal.DAMAGED) from None
    if refused := plain.get("refused"):
        raise SheetRefused(SheetRefusal(f"table.file.{refused}"))
    return tuple(_sheet(sheet) for sheet in plain["sheets"])


def _sheet(plain: dict[str, Any]) -> Sheet:
    rows = plain["rows"]
    limit = workbook_program.MOST_ROWS
    faults = () if plain["is_whole"] else (TableFault(Place(limit + 1), FaultKind.TOO_MANY_ROWS, {"limit": limit}),)
    return Sheet(tuple(tuple(map(_cell, row)) for row in rows), faults, plain["name"])


def _cell(plain: Any) -> Cell:
    if isinstance(plain, dict):
        return date.fromisoformat(plain["date"])
    cell: Cell = plain
    return cell


def _read_text(content: bytes) -> Sheet:
    return read_delimited(decode_text(content))
