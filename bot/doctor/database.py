"""Whether the database can be reached, written to, and trusted to keep what it takes."""

import asyncio
from collections.abc import Mapping

from bot.config.settings import Settings
from bot.database.commands import REDIS_ERRORS, RedisClient, server_info
from bot.database.open_database import open_database
from bot.errors import EmbeddedRedisFailed, RedisServerMissing
from bot.shared.report import CheckResult, Status

PROBE = "radap:doctor"

#: For everything together.
SECONDS_TO_ANSWER = 5.0
PROBE_SECONDS = 10

REACH = "Check REDIS_URL and that the Redis server runs and is reached from here."
WRITE = "Name a primary server in REDIS_URL, with memory to spare and the rights to write."
POLICY = "Set `maxmemory-policy noeviction`: any other throws answers away when memory runs short."
PERSIST = "Set `appendonly yes` (best with `appendfsync always`): without it a crash loses the last answers."
PERMIT = "Give the user of REDIS_URL the right to INFO, or look at maxmemory-policy and appendonly yourself."


async def examine_database(settings: Settings) -> list[CheckResult]:
    """Look at the Redis of REDIS_URL, or at the built-in one, which is started where no server runs; raises nothing."""
    try:
        async with open_database(settings) as database:
            return await _examine_in_time(database.redis, database.description)
    except (RedisServerMissing, EmbeddedRedisFailed) as error:
        return [CheckResult("server", Status.FAILED, error.problem, error.remedy)]


async def _examine_in_time(redis: RedisClient, description: str) -> list[CheckResult]:
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            return await _examine(redis, description)
    except TimeoutError:
        return [CheckResult("server", Status.FAILED, f"{description} does not answer in time", REACH)]


async def _examine(redis: RedisClient, description: str) -> list[CheckResult]:
    try:
        await redis.ping()
    except REDIS_ERRORS as error:
        return [CheckResult("server", Status.FAILED, f"{description} does not answer ({type(error).__name__})", REACH)]
    return [CheckResult("server", Status.OK, description), await _writing(redis), *await _keeping(redis)]


async def _writing(redis: RedisClient) -> CheckResult:
    try:
        await redis.set(PROBE, "1", ex=PROBE_SECONDS)
        await redis.delete(PROBE)
    except REDIS_ERRORS as error:
        return CheckResult("writing", Status.FAILED, f"is refused ({type(error).__name__})", WRITE)
    return CheckResult("writing", Status.OK, "works")


async def _keeping(redis: RedisClient) -> list[CheckResult]:
    """What the servers say of themselves; of a cluster each primary, and the worst counts."""
    try:
        memory, persistence = await server_info(redis, "memory"), await server_info(redis, "persistence")
    except REDIS_ERRORS:
        return [CheckResult("keeping", Status.WARNING, "the server does not tell", PERMIT)]
    evictions, persistences = map(_eviction, memory), map(_persistence, persistence)
    return [max(evictions, key=_badness), max(persistences, key=_badness)]


def _badness(finding: CheckResult) -> int:
    return list(Status).index(finding.status)


def _eviction(memory: Mapping[str, object]) -> CheckResult:
    policy = str(memory.get("maxmemory_policy", ""))
    if policy == "noeviction":
        return CheckResult("eviction", Status.OK, "never")
    return CheckResult("eviction", Status.FAILED, policy or "unknown", POLICY)


def _persistence(persistence: Mapping[str, object]) -> CheckResult:
    if persistence.get("aof_enabled"):
        return CheckResult("persistence", Status.OK, "append-only file")
    return CheckResult("persistence", Status.WARNING, "no append-only file", PERSIST)
