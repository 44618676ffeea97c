"""Checks of what is stored: whether the keys open it, how much it is, and whether there is room for more."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.config.settings import Settings
from bot.database.commands import REDIS_ERRORS, RedisClient, server_info
from bot.database.disk_space import MEBIBYTE, MIN_FREE_BYTES, free_bytes
from bot.shared.os_errors import os_error_reason
from bot.shared.report import CheckResult, Status
from bot.storage.key_check import check_keys
from flows.operator_text import Text, Translatable

#: Used part of `maxmemory` from which on somebody should act: a full server refuses every answer.
FULL_PART = 0.8

#: Free space of the data folder's disk from which on somebody should act: below MIN_FREE_BYTES nothing is written.
LITTLE_FREE_BYTES = 8 * MIN_FREE_BYTES

RECORDS, MEMORY, DISK = Translatable("stored records"), Translatable("memory"), Translatable("disk")

MORE_MEMORY = Translatable("Give the server more memory, or raise maxmemory: a full server stores no more answers.")
MORE_DISK = Translatable("Free some space, or set DATA_DIR to a folder on another disk.")


async def check_stored_records(redis: RedisClient, settings: Settings) -> list[CheckResult]:
    """Check a sample of the records, and the sizes. Raises nothing."""
    results = [await check_keys(redis, settings), *await _check_size(redis)]
    if not settings.redis_url:
        results.append(await asyncio.to_thread(_check_disk, settings.data_folder))
    return results


async def _check_size(redis: RedisClient) -> list[CheckResult]:
    """Check every primary; the fullest one is told. A server that does not tell is reported by another check."""
    try:
        keyspaces, memories = await server_info(redis, "keyspace"), await server_info(redis, "memory")
    except REDIS_ERRORS:
        return []
    count = f"{sum(map(_record_count, keyspaces)):,}"
    records = CheckResult(RECORDS, Status.OK, Translatable("{count}, those of other programs included", count=count))
    return [records, _memory(memories)]


def _record_count(keyspace: Mapping[str, object]) -> int:
    databases = (each for each in keyspace.values() if isinstance(each, Mapping))
    return sum(int(each.get("keys", 0)) for each in databases)


def _memory(memories: Sequence[Mapping[str, object]]) -> CheckResult:
    sizes = [(_number(each, "used_memory"), _number(each, "maxmemory")) for each in memories]
    used, limit = max(sizes, key=lambda size: size[0] / size[1] if size[1] else 0.0)
    if not limit:
        return CheckResult(MEMORY, Status.OK, Translatable("{used} used, without a limit", used=_size(used)))
    text = Translatable("{used} of {limit} used", used=_size(used), limit=_size(limit))
    if used < FULL_PART * limit:
        return CheckResult(MEMORY, Status.OK, text)
    return CheckResult(MEMORY, Status.WARNING if used < limit else Status.FAILED, text, MORE_MEMORY)


def _check_disk(folder: Path) -> CheckResult:
    try:
        free = free_bytes(folder)
    except OSError as error:
        return CheckResult(DISK, Status.FAILED, os_error_reason(error), MORE_DISK)
    text = Translatable("{size} free in {folder}", size=_size(free), folder=str(folder))
    if free >= LITTLE_FREE_BYTES:
        return CheckResult(DISK, Status.OK, text)
    return CheckResult(DISK, Status.WARNING if free >= MIN_FREE_BYTES else Status.FAILED, text, MORE_DISK)


def _number(info: Mapping[str, object], name: str) -> int:
    return int(str(info.get(name, 0)))


def _size(size: int) -> Text:
    mebibytes = size / MEBIBYTE
    return f"{mebibytes:,.1f} MB" if mebibytes < 1024 else f"{mebibytes / 1024:,.1f} GB"
