"""Room on the disk of the built-in database: where it runs out, the database is read but not written.

A server whose append-only file cannot be written ends, and then nothing can be read either. So it refuses writes while
there is still room for what it does by itself.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

LOG = logging.getLogger("radap.redis")

MEBIBYTE = 1024 * 1024

#: Writes are refused below this. Radap writes far less in the half second between two measurements; other programs on
#: the disk may write more.
MIN_FREE_BYTES = 64 * MEBIBYTE

#: Writes are accepted again from here on, so that a disk at the limit does not switch twice a second.
ENOUGH_BYTES = 72 * MEBIBYTE

#: Returns the bytes that may still be written on a folder's disk. Raises OSError.
FreeSpaceReader = Callable[[Path], int]

#: There are no replicas, so the server refuses every write (NOREPLICAS), deletions and times to live included, and
#: answers every read; a memory limit would let deletions through. The append-only file is not rewritten meanwhile: the
#: new one needs room beside the old.
READ_ONLY = {"min-replicas-to-write": "1", "auto-aof-rewrite-percentage": "0"}
READ_WRITE = {"min-replicas-to-write": "0", "auto-aof-rewrite-percentage": "100"}

#: In this mode a server treats expired keys as gone, but does not delete them, which would be written to the file.
#: Valkey has it from 8.1 on. Elsewhere the room that is left has to do for the deletions.
KEEP_EXPIRED = "import-mode"


def free_bytes(folder: Path) -> int:
    """Return the bytes that this user may still write on the folder's disk. Raises OSError."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


class DiskGuard:
    """Measures the room in the data folder, and lets the server refuse writes without it. For the server's owner."""

    def __init__(self, folder: Path, read_free: FreeSpaceReader) -> None:
        self._folder = folder
        self._read_free = read_free
        self._is_full = False
        self._enforced: bool | None = None

    async def launch_options(self) -> Mapping[str, str]:
        """Measure, and return the options with which the server is to be launched."""
        await self._measure()
        self._enforced = None
        return READ_ONLY if self._is_full else READ_WRITE

    async def enforce(self, make_client: Callable[[], Redis]) -> None:
        """Measure, and tell the server what changed. A server that does not answer is told the next time."""
        await self._measure()
        if self._enforced == self._is_full:
            return
        async with make_client() as client:
            await self._tell(client)

    async def _tell(self, client: Redis) -> None:
        with suppress(RedisError, OSError):
            for name, value in (READ_ONLY if self._is_full else READ_WRITE).items():
                await client.config_set(name, value)
            with suppress(ResponseError):
                await client.config_set(KEEP_EXPIRED, "yes" if self._is_full else "no")
            self._enforced = self._is_full

    async def _measure(self) -> None:
        """Measure, and log a change; what cannot be measured stays as it was."""
        with suppress(OSError):
            free = await asyncio.to_thread(self._read_free, self._folder)
            is_full = free < (ENOUGH_BYTES if self._is_full else MIN_FREE_BYTES)
            if is_full is not self._is_full:
                self._is_full = is_full
                LOG.warning(_message(is_full=is_full), extra={"free_mebibytes": free // MEBIBYTE})


def _message(*, is_full: bool) -> str:
    if is_full:
        return "The disk of DATA_DIR is nearly full: the built-in database takes no more writes. Free some space"
    return "The disk of DATA_DIR has room again: the built-in database takes writes"
