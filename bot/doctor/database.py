"""Check that the database answers, takes writes, and does not lose them."""

import asyncio
from collections.abc import Mapping

from bot.config.settings import Settings
from bot.database.commands import REDIS_ERRORS, RedisClient, refuses_writes, server_info
from bot.database.open_database import Database, open_database
from bot.doctor.clock import check_database_clock
from bot.doctor.stored_records import check_stored_records
from bot.errors import EmbeddedRedisFailed, RedisServerMissing, StoreRefusesWrites, StoreUnavailable
from bot.shared.report import CheckResult, Status
from bot.storage.restore import unfinished_restore
from flows.operator_text import Text, Translatable

PROBE = "radap:doctor"

#: For all checks together.
TIMEOUT_SECONDS = 5.0
PROBE_SECONDS = 10

REACH = Translatable("Check REDIS_URL, that the Redis server runs, and that this machine reaches it.")
WRITE = Translatable("Set REDIS_URL to a primary server with free memory, and to a user who may write.")
POLICY = Translatable("Set `maxmemory-policy noeviction`: other policies delete answers when memory is full.")
PERSIST = Translatable(
    "Set `appendonly yes` (best with `appendfsync always`): without it a crash loses the last answers."
)
COMPLETE = Translatable("Records of officers are missing. Run `radap restore` again with the same file.")
PERMIT = Translatable("Allow the user of REDIS_URL to run INFO, or check maxmemory-policy and appendonly yourself.")

SERVER, WRITING, EVICTION = Translatable("server"), Translatable("writing"), Translatable("eviction")
PERSISTENCE = Translatable("persistence")


async def check_database(settings: Settings) -> list[CheckResult]:
    """Check the database of REDIS_URL, or the built-in one, which is started if it does not run. Raises nothing."""
    try:
        async with open_database(settings) as database:
            return await _check_in_time(database, await database.describe(), settings)
    except (RedisServerMissing, EmbeddedRedisFailed) as error:
        return [CheckResult(SERVER, Status.FAILED, error.problem, error.remedy)]


async def _check_in_time(database: Database, description: Text, settings: Settings) -> list[CheckResult]:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await _check(database.redis, description, settings)
    except TimeoutError:
        return [
            CheckResult(
                SERVER, Status.FAILED, Translatable("{server} does not answer in time", server=description), REACH
            )
        ]


async def _check(redis: RedisClient, description: Text, settings: Settings) -> list[CheckResult]:
    try:
        await redis.ping()
    except REDIS_ERRORS as error:
        text = Translatable("{server} does not answer ({kind})", server=description, kind=type(error).__name__)
        return [CheckResult(SERVER, Status.FAILED, text, REACH)]
    return [
        CheckResult(SERVER, Status.OK, description),
        await _check_writing(redis),
        *await _check_durability(redis),
        *await check_stored_records(redis, settings),
        *(await check_database_clock(redis) if settings.redis_url else ()),
        *await _check_restore(redis),
    ]


async def _check_writing(redis: RedisClient) -> CheckResult:
    try:
        await redis.set(PROBE, "1", ex=PROBE_SECONDS)
        await redis.delete(PROBE)
    except REDIS_ERRORS as error:
        if refuses_writes(error):
            return CheckResult(WRITING, Status.FAILED, Translatable("is refused now"), StoreRefusesWrites().remedy)
        text = Translatable("is refused ({kind})", kind=type(error).__name__)
        return CheckResult(WRITING, Status.FAILED, text, WRITE)
    return CheckResult(WRITING, Status.OK, Translatable("works"))


async def _check_restore(redis: RedisClient) -> list[CheckResult]:
    """Report a restore that has begun and not ended."""
    try:
        is_unfinished = await unfinished_restore(redis) is not None
    except StoreUnavailable:
        return []  # The checks before this one say so.
    return (
        [CheckResult(Translatable("restore"), Status.FAILED, Translatable("is not finished"), COMPLETE)]
        if is_unfinished
        else []
    )


async def _check_durability(redis: RedisClient) -> list[CheckResult]:
    """Check the servers' settings. Of a cluster every primary is checked, and the worst result is returned."""
    try:
        memory, persistence = await server_info(redis, "memory"), await server_info(redis, "persistence")
    except REDIS_ERRORS:
        return [
            CheckResult(Translatable("durability"), Status.WARNING, Translatable("the server does not tell"), PERMIT)
        ]
    evictions, persistences = map(_eviction, memory), map(_persistence, persistence)
    return [max(evictions, key=_severity), max(persistences, key=_severity)]


def _severity(result: CheckResult) -> int:
    return list(Status).index(result.status)


def _eviction(memory: Mapping[str, object]) -> CheckResult:
    policy = str(memory.get("maxmemory_policy", ""))
    if policy == "noeviction":
        return CheckResult(EVICTION, Status.OK, Translatable("never"))
    return CheckResult(EVICTION, Status.FAILED, policy or Translatable("unknown"), POLICY)


def _persistence(persistence: Mapping[str, object]) -> CheckResult:
    if persistence.get("aof_enabled"):
        return CheckResult(PERSISTENCE, Status.OK, Translatable("append-only file"))
    return CheckResult(PERSISTENCE, Status.WARNING, Translatable("no append-only file"), PERSIST)
