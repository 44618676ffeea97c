"""The data folder's origin: which program and version wrote it, and whether another one may open it.

A server that does not know a folder's form of data begins an empty one beside it. So the form is checked before every
launch, and a mark in the folder names the program that was launched last.
"""

import json
import os
import re
from pathlib import Path
from typing import NamedTuple

from bot.database.server_program import ServerProgram
from bot.errors import DataFolderRefused
from flows.operator_text import Text, Translatable

MARK = "server.json"

#: Redis up to 6.2 writes this file in the folder itself.
SINGLE_FILE = "appendonly.aof"
#: Redis from 7.0 and Valkey write several files in this folder, with a manifest that names them.
MULTI_PART_FOLDER = "appendonlydir"
REDIS_WITH_MULTI_PART = (7, 0)

#: The first bytes of a snapshot: the format's family and number.
SNAPSHOT_HEADER = re.compile(rb"(REDIS|VALKEY)(\d{3,4})")
SNAPSHOT_HEADER_BYTES = 9

#: Redis 7.2, the last version under a free licence, writes format 11. Redis 7.4 and later use the numbers after it,
#: which Valkey refuses; Valkey 9 therefore writes its own family from 80 on.
LAST_SHARED_FORMAT = 11
LAST_SHARED_REDIS = (7, 2)


class Mark(NamedTuple):
    """What the mark says: the program that was launched last, and the form of its data."""

    program: ServerProgram
    data_format: str


def claim_data_folder(folder: Path, program: ServerProgram) -> None:
    """Check that the program reads everything in the folder, and mark the folder as its own.

    Raises DataFolderRefused where another or a newer program wrote it, or OSError where the mark cannot be written.
    """
    files = _data_files(folder)
    _check_single_form(folder, has_multi_part=bool(files))
    marked = _read_mark(folder)
    if marked:
        _check_mark(folder, marked.program, program)
    _check_files(folder, files, program)
    mark = Mark(program, _data_format(program))
    if mark != marked:
        _write_mark(folder, mark)


def _check_single_form(folder: Path, *, has_multi_part: bool) -> None:
    """Refuse a folder with two histories: every server would open one of them, and nobody would miss the other."""
    single = folder / SINGLE_FILE
    if has_multi_part and single.is_file() and single.stat().st_size:
        raise DataFolderRefused(
            Translatable(
                "{folder} holds the data of two servers: {file} (Redis up to 6.2) and {parts}",
                folder=str(folder),
                file=SINGLE_FILE,
                parts=MULTI_PART_FOLDER,
            ),
            Translatable("Move the one whose data you do not want out of the folder."),
        )


def _check_mark(folder: Path, writer: ServerProgram, program: ServerProgram) -> None:
    if writer.name == program.name:
        # The format of the data changes with the first two numbers only.
        can_read = writer.version[:2] <= program.version[:2]
    else:
        can_read = program.name == "Valkey" and writer.version[:2] <= LAST_SHARED_REDIS
    if not can_read:
        raise _other_program(folder, writer.full_name, program)


def _check_files(folder: Path, files: list[Path], program: ServerProgram) -> None:
    """Check the files themselves: a folder of Radap 0.1, or one that was restored, has no mark or another one."""
    if files and program.name == "Redis" and program.version[:2] < REDIS_WITH_MULTI_PART:
        raise _other_program(folder, Translatable("Valkey, or Redis 7.0 or later"), program)
    for file in files:
        family, number = _snapshot_format(file)
        if family == "VALKEY" and program.name == "Redis":
            raise _other_program(folder, "Valkey", program)
        if family == "REDIS" and number > LAST_SHARED_FORMAT and program.name == "Valkey":
            raise _other_program(folder, Translatable("Redis 7.4 or later"), program)


def _other_program(folder: Path, writer: Text, program: ServerProgram) -> DataFolderRefused:
    return DataFolderRefused(
        Translatable(
            "{folder} was written by {writer}, which {program} cannot read",
            folder=str(folder),
            writer=writer,
            program=program.full_name,
        ),
        Translatable(
            "Go back to the Radap or the server program that wrote it, or set DATA_DIR to a new folder and restore a "
            "back-up there."
        ),
    )


def _data_files(folder: Path) -> list[Path]:
    """Return the files of a multi-part data folder; the manifest alone is no data."""
    parts = folder / MULTI_PART_FOLDER
    return sorted(file for file in parts.glob(f"{SINGLE_FILE}*") if file.suffix in {".rdb", ".aof"})


def _snapshot_format(file: Path) -> tuple[str, int]:
    """Return a file's snapshot format; no family where it begins with commands."""
    with file.open("rb") as opened:
        match = SNAPSHOT_HEADER.match(opened.read(SNAPSHOT_HEADER_BYTES))
    return (match[1].decode(), int(match[2])) if match else ("", 0)


def _data_format(program: ServerProgram) -> str:
    if program.name == "Redis" and program.version[:2] < REDIS_WITH_MULTI_PART:
        return SINGLE_FILE
    return MULTI_PART_FOLDER


def _read_mark(folder: Path) -> Mark | None:
    path = folder / MARK
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        read = json.loads(text)
        major, minor, patch = map(int, read["version"].split("."))
        return Mark(ServerProgram(str(read["program"]), (major, minor, patch)), str(read["data_format"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataFolderRefused(
            Translatable("{file} does not tell which program wrote the data", file=str(path)),
            Translatable(
                "Restore it from a back-up. If there is none, remove it: the data's own form is then checked."
            ),
        ) from None


def _write_mark(folder: Path, mark: Mark) -> None:
    """Write the mark as a whole or not at all, before the server writes anything."""
    content = {
        "program": mark.program.name,
        "version": ".".join(map(str, mark.program.version)),
        "data_format": mark.data_format,
    }
    written = folder / f"{MARK}.new"
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(content) + "\n")
        file.flush()
        os.fsync(descriptor)
    written.replace(folder / MARK)
