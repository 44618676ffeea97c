"""A file lock between processes (flock)."""

import fcntl
import os
from pathlib import Path


def lock_file(path: Path) -> int | None:
    """Lock a file (created if missing) without waiting, and return its descriptor; None where it is locked already.

    The lock lasts until the descriptor is closed here and in every process that inherited it, however they end. Raises
    OSError where the file cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
