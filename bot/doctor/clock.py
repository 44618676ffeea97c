"""Check this machine's clock against the database's and those of the platforms."""

import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config.settings import Settings
from bot.database.commands import REDIS_ERRORS, RedisClient, server_times
from bot.shared.outgoing_proxy import proxy_for
from bot.shared.report import CheckResult, Status
from flows.operator_text import Text, Translatable

#: Seconds. Dates of results, the times of links and the platforms' retries bear a smaller difference.
LARGEST_DIFFERENCE = 30.0

#: Seconds.
TIMEOUT = 5.0

CLOCK = Translatable("clock")
SYNCHRONIZE = Translatable("Synchronize this machine's clock, for example with `timedatectl set-ntp true`.")


async def check_clock(settings: Settings) -> list[CheckResult]:
    """Compare the clock with the first of LINE, Telegram and the public address that tells its time."""
    addresses = [
        settings.line_api_base_url if settings.line else None,
        settings.telegram_api_base_url if settings.telegram else None,
        settings.public_url,
    ]
    for address in filter(None, addresses):
        difference = await _difference(address)
        if difference is not None:
            return [_judge(difference, address)]
    return []


async def check_database_clock(redis: RedisClient) -> list[CheckResult]:
    """Compare the clock with the database's: life times count there. A server that does not tell it is left out."""
    before = time.time()
    try:
        times = await server_times(redis)
    except REDIS_ERRORS:
        return []
    middle = (before + time.time()) / 2
    return [_judge(max((middle - each for each in times), key=abs), Translatable("the database"))]


async def _difference(address: str) -> float | None:
    """Return by how many seconds this clock is ahead of the `Date` of a response; None without one."""
    before = time.time()
    try:
        client = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=proxy_for(address))
        async with client, client.head(address) as response:
            date = response.headers.get("Date", "")
        server = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp()
    except (ClientError, OSError, ValueError):
        return None
    return (before + time.time()) / 2 - server


def _judge(difference: float, place: Text) -> CheckResult:
    if abs(difference) <= LARGEST_DIFFERENCE:
        return CheckResult(CLOCK, Status.OK, Translatable("agrees with {place}", place=place))
    seconds = round(abs(difference))
    if difference > 0:
        text = Translatable("{seconds} seconds ahead of {place}", seconds=seconds, place=place)
    else:
        text = Translatable("{seconds} seconds behind {place}", seconds=seconds, place=place)
    return CheckResult(CLOCK, Status.WARNING, text, SYNCHRONIZE)
