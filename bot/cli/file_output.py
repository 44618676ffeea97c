"""Writes a file that is no text to a path or to standard output."""

import sys
from pathlib import Path

from bot.errors import OutputIsTerminal

STANDARD_OUTPUT = "-"


def write_file(file: str, content: bytes, *, example: str) -> None:
    """Write to the path, or to standard output for `-`.

    Raises OutputIsTerminal, which shows `example` as the command to use, or OSError.
    """
    if file != STANDARD_OUTPUT:
        Path(file).write_bytes(content)
    elif sys.stdout.isatty():
        raise OutputIsTerminal(example)
    else:
        sys.stdout.buffer.write(content)
