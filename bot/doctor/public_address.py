"""Check that the public address leads to Radap."""

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config.settings import Settings
from bot.shared.outgoing_proxy import proxy_for
from bot.shared.report import CheckResult, Status

#: Seconds.
TIMEOUT = 10.0

SHARE = "Set PUBLIC_URL to the https:// address at which colleagues and the platforms reach Radap."
ROUTE = "Start Radap, and have the proxy or platform at this address forward requests to its PORT."


async def check_public_address(settings: Settings) -> list[CheckResult]:
    """Request Radap's health check at the public address. Raises SettingsError for an unusable proxy."""
    if not settings.public_url:
        return [
            CheckResult(
                "address", Status.WARNING, f"none: links open only on this machine ({settings.base_url})", SHARE
            )
        ]
    results = [await _check_ready(f"{settings.base_url}/readyz")]
    if not settings.has_https:
        results.append(CheckResult("encryption", Status.WARNING, "none: LINE and Telegram require https://", SHARE))
    return results


async def _check_ready(address: str) -> CheckResult:
    try:
        client = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=proxy_for(address))
        async with client, client.get(address) as response:
            status, body = response.status, await response.text(errors="replace")
    except (ClientError, OSError, ValueError) as error:
        return CheckResult("address", Status.FAILED, f"{address} does not answer ({type(error).__name__})", ROUTE)
    if status == 200 and '"ready"' in body:
        return CheckResult("address", Status.OK, address)
    return CheckResult(
        "address", Status.FAILED, f"{address} answers {status}, not as Radap does when it is ready", ROUTE
    )
