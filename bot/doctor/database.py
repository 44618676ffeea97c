"""Check that the database answers, takes writes, and does not lose them."""

import asyncio
from collections.abc import Mapping

from bot.config.settings import Settings
from bot.database.commands import REDIS_ERRORS, RedisClient, refuses_writes, server_info
from bot.database.open_database import Database, open_database
from bot.errors import EmbeddedRedisFailed, RedisServerMissing, StoreRefusesWrites, StoreUnavailable
from bot.shared.report import CheckResult, Status
from bot.storage.restore import unfinished_restore

PROBE = "radap:doctor"

#: For all checks together.
TIMEOUT_SECONDS = 5.0
PROBE_SECONDS = 10

REACH = "Check REDIS_URL, that the Redis server runs, and that this machine reaches it."
WRITE = "Set REDIS_URL to a primary server with free memory, and to a user who may write."
POLICY = "Set `maxmemory-policy noeviction`: other policies delete answers when memory is full."
PERSIST = "Set `appendonly yes` (best with `appendfsync always`): without it a crash loses the last answers."
COMPLETE = "Records of officers are missing. Run `radap restore` again with the same file."
PERMIT = "Allow the user of REDIS_URL to run INFO, or check maxmemory-policy and appendonly yourself."


async def check_database(settings: Settings) -> list[CheckResult]:
    """Check the database of REDIS_URL, or the built-in one, which is started if it does not run. Raises nothing."""
    try:
        async with open_database(settings) as database:
            return await _check_in_time(database, await database.describe())
    except (RedisServerMissing, EmbeddedRedisFailed) as error:
        return [CheckResult("server", Status.FAILED, error.problem, error.remedy)]


async def _check_in_time(database: Database, description: str) -> list[CheckResult]:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await _check(database.redis, description)
    except TimeoutError:
        return [CheckResult("server", Status.FAILED, f"{description} does not answer in time", REACH)]


async def _check(redis: RedisClient, description: str) -> list[CheckResult]:
    try:
        await redis.ping()
    except REDIS_ERRORS as error:
        return [CheckResult("server", Status.FAILED, f"{description} does not answer ({type(error).__name__})", REACH)]
    return [
        CheckResult("server", Status.OK, description),
        await _check_writing(redis),
        *await _check_durability(redis),
        *await _check_restore(redis),
    ]


async def _check_writing(redis: RedisClient) -> CheckResult:
    try:
        await redis.set(PROBE, "1", ex=PROBE_SECONDS)
        await redis.delete(PROBE)
    except REDIS_ERRORS as error:
        if refuses_writes(error):
            return CheckResult("writing", Status.FAILED, "is refused now", StoreRefusesWrites().remedy)
        return CheckResult("writing", Status.FAILED, f"is refused ({type(error).__name__})", WRITE)
    return CheckResult("writing", Status.OK, "works")


async def _check_restore(redis: RedisClient) -> list[CheckResult]:
    """Report a restore that has begun and not ended."""
    try:
        is_unfinished = await unfinished_restore(redis) is not None
    except StoreUnavailable:
        return []  # The checks before this one say so.
    return [CheckResult("restore", Status.FAILED, "is not finished", COMPLETE)] if is_unfinished else []


async def _check_durability(redis: RedisClient) -> list[CheckResult]:
    """Check the servers' settings. Of a cluster every primary is checked, and the worst result is returned."""
    try:
        memory, persistence = await server_info(redis, "memory"), await server_info(redis, "persistence")
    except REDIS_ERRORS:
        return [CheckResult("durability", Status.WARNING, "the server does not tell", PERMIT)]
    evictions, persistences = map(_eviction, memory), map(_persistence, persistence)
    return [max(evictions, key=_severity), max(persistences, key=_severity)]


def _severity(result: CheckResult) -> int:
    return list(Status).index(result.status)


def _eviction(memory: Mapping[str, object]) -> CheckResult:
    policy = str(memory.get("maxmemory_policy", ""))
    if policy == "noeviction":
        return CheckResult("eviction", Status.OK, "never")
    return CheckResult("eviction", Status.FAILED, policy or "unknown", POLICY)


def _persistence(persistence: Mapping[str, object]) -> CheckResult:
    if persistence.get("aof_enabled"):
        return CheckResult("persistence", Status.OK, "append-only file")
    return CheckResult("persistence", Status.WARNING, "no append-only file", PERSIST)
