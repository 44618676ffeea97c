"""Writes a file that appears under its name only when it is whole, and that nobody else can read."""

import fcntl
import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EEXIST
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

PART = ".part"


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file (mode 0600) that takes the place of `path` when the context ends without an error.

    Until then it is a hidden file in the same folder, on disk before it is renamed. What a killed process left of such
    a file is removed. Raises OSError with the name of the path.
    """
    path = path.resolve()  # A link stays, and what it leads to is replaced.
    if path.exists() and not path.is_file():
        raise FileExistsError(EEXIST, "is no ordinary file", str(path))
    _remove_leftovers(path)
    try:
        with _part_of(path) as (file, part):
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def _part_of(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Yield a locked file under a hidden name. It is removed if it still has that name at the end."""
    descriptor, name = mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield file, part
    finally:
        part.unlink(missing_ok=True)


def _remove_leftovers(path: Path) -> None:
    """Remove hidden files that no process holds."""
    for leftover in path.parent.glob(f".{glob.escape(path.name)}.*{PART}"):
        with suppress(OSError), leftover.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            leftover.unlink()


def _sync_folder(folder: Path) -> None:
    """Put the new name on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
