"""A cache of files that are slow to build: built in a worker thread, one at a time, and cached by their inputs."""

import asyncio
import ctypes
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from bot.shared.ttl_cache import TtlCache
from bot.web.etag import Content

Built = TypeVar("Built")

#: Sum of the files' sizes.
MAX_BYTES = 2_000_000


class FileCache:
    """The files built last, for some minutes each.

    A key names everything that the file depends on.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._files: TtlCache[str, Content] = TtlCache(max_bytes, lambda content: content.size)
        # One thread for all files: the C library keeps the memory that compiling a form takes, once for each thread.
        self._executor = ThreadPoolExecutor(1, "files")
        self._lock = asyncio.Lock()

    def get(self, key: str) -> Content | None:
        """Return a cached file, or None."""
        content = self._files.get(key)
        return None if content and 0 < content.expires_at <= time.time() else content

    async def get_or_build(self, key: str, build: Callable[[], Content]) -> Content:
        """Return a cached file, or build and cache it."""
        if content := self.get(key):
            return content
        async with self._lock:
            # Another task may have built the same file while this one waited.
            if content := self.get(key):
                return content
            return self._files.put(key, await self._build(build))

    async def run(self, work: Callable[[], Built]) -> Built:
        """Run other work in the same thread, when it is free. Nothing is cached."""
        async with self._lock:
            return await self._build(work)

    async def _build(self, build: Callable[[], Built]) -> Built:
        return await asyncio.get_running_loop().run_in_executor(self._executor, _build_and_trim, build)


def _build_and_trim(build: Callable[[], Built]) -> Built:
    try:
        return build()
    finally:
        trim_heap()


def trim_heap() -> None:
    """Return freed memory to the system; glibc keeps much of what a large piece of work used.

    Does nothing with a C library that has no `malloc_trim`.
    """
    _malloc_trim()(0)


@cache
def _malloc_trim() -> "ctypes._NamedFuncPointer | type[int]":
    return getattr(ctypes.CDLL(None), "malloc_trim", int)
