"""Check that the public address leads to Radap."""

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config.settings import Settings
from bot.shared.outgoing_proxy import proxy_for
from bot.shared.report import CheckResult, Status
from flows.operator_text import Translatable

#: Seconds.
TIMEOUT = 10.0

SHARE = Translatable("Set PUBLIC_URL to the https:// address at which colleagues and the platforms reach Radap.")
ROUTE = Translatable("Start Radap, and have the proxy or platform at this address forward requests to its PORT.")
ADDRESS, METRICS = Translatable("address"), Translatable("metrics")
PROTECT = Translatable("Set METRICS_TOKEN, or have the proxy refuse /metrics from outside.")


async def check_public_address(settings: Settings) -> list[CheckResult]:
    """Request Radap's health check at the public address. Raises SettingsError for an unusable proxy."""
    if not settings.public_url:
        text = Translatable("none: links open only on this machine ({address})", address=settings.base_url)
        return [CheckResult(ADDRESS, Status.WARNING, text, SHARE)]
    results = [await _check_ready(f"{settings.base_url}/readyz")]
    if results[0].status is Status.OK:
        results += await _check_metrics(f"{settings.base_url}/metrics")
    if not settings.has_https:
        text = Translatable("none: LINE and Telegram require https://")
        results.append(CheckResult(Translatable("encryption"), Status.WARNING, text, SHARE))
    return results


async def _check_metrics(address: str) -> list[CheckResult]:
    """Warn where everybody can read the metrics: they tell how much the service is used."""
    try:
        client = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=proxy_for(address))
        async with client, client.get(address) as response:
            is_open = response.status == 200
    except (ClientError, OSError, ValueError):
        return []
    if not is_open:
        return [CheckResult(METRICS, Status.OK, Translatable("not open to the public"))]
    text = Translatable("everybody can read {address}", address=address)
    return [CheckResult(METRICS, Status.WARNING, text, PROTECT)]


async def _check_ready(address: str) -> CheckResult:
    try:
        client = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=proxy_for(address))
        async with client, client.get(address) as response:
            status, body = response.status, await response.text(errors="replace")
    except (ClientError, OSError, ValueError) as error:
        text = Translatable("{server} does not answer ({kind})", server=address, kind=type(error).__name__)
        return CheckResult(ADDRESS, Status.FAILED, text, ROUTE)
    if status == 200 and '"ready"' in body:
        return CheckResult(ADDRESS, Status.OK, address)
    text = Translatable(
        "{address} answers {status}, not as Radap does when it is ready", address=address, status=status
    )
    return CheckResult(ADDRESS, Status.FAILED, text, ROUTE)
