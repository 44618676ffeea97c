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

#: Where so much is free, there is room for a copy of the data: more than this is for a server of its own.
AMPLE_BYTES = 1024 * MEBIBYTE

#: There are no replicas, so the server refuses every write (NOREPLICAS), deletions and times to live included, and
#: answers every read; a memory limit would let deletions through.
#: Now and then the server rewrites its file, beside the old one. Without room for that, it would fill the disk itself.
READ_ONLY = {"min-replicas-to-write": "1", "auto-aof-rewrite-percentage": "0"}
WITHOUT_REWRITES = {"min-replicas-to-write": "0", "auto-aof-rewrite-percentage": "0"}
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
        self._enforced: Mapping[str, str] | None = None

    async def launch_options(self) -> Mapping[str, str]:
        """Measure, and return the options with which the server is to be launched."""
        await self._measure()
        self._enforced = None
        return READ_ONLY if self._is_full else WITHOUT_REWRITES

    async def enforce(self, make_client: Callable[[], Redis]) -> None:
        """Measure, and tell the server what changed. A server that does not answer is told the next time."""
        free = await self._measure()
        if free is None or (self._enforced and self._enforced == self._expected(free)):
            return
        async with make_client() as client:
            with suppress(RedisError, OSError):
                await self._tell(client, await self._options(client, free))

    def _expected(self, free: int) -> Mapping[str, str] | None:
        """Return the options at this much free space; None where they depend on the size of the data."""
        if self._is_full:
            return READ_ONLY
        return READ_WRITE if free >= AMPLE_BYTES else None

    async def _options(self, client: Redis, free: int) -> Mapping[str, str]:
        """Return the options. A rewritten file is smaller than the data in memory."""
        if expected := self._expected(free):
            return expected
        data = int((await client.info("memory"))["used_memory"])
        return READ_WRITE if free >= MIN_FREE_BYTES + data else WITHOUT_REWRITES

    async def _tell(self, client: Redis, options: Mapping[str, str]) -> None:
        if options == self._enforced:
            return
        for name, value in options.items():
            await client.config_set(name, value)
        with suppress(ResponseError):
            await client.config_set(KEEP_EXPIRED, "yes" if options is READ_ONLY else "no")
        self._enforced = options

    async def _measure(self) -> int | None:
        """Measure, log a change, and return the free bytes; None where they cannot be measured."""
        try:
            free = await asyncio.to_thread(self._read_free, self._folder)
        except OSError:
            return None
        is_full = free < (ENOUGH_BYTES if self._is_full else MIN_FREE_BYTES)
        if is_full is not self._is_full:
            self._is_full = is_full
            LOG.warning(_message(is_full=is_full), extra={"free_mebibytes": free // MEBIBYTE})
        return free


def _message(*, is_full: bool) -> str:
    if is_full:
        return "The disk of DATA_DIR is nearly full: the built-in database takes no more writes. Free some space"
    return "The disk of DATA_DIR has room again: the built-in database takes writes"
