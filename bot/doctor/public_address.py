"""Whether the public address leads to Radap."""

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config.settings import Settings
from bot.shared.outgoing_proxy import proxy_for
from bot.shared.report import CheckResult, Status

#: Seconds.
TIMEOUT = 10.0

SHARE = "Set PUBLIC_URL to the https:// address at which colleagues and the platforms reach Radap."
ROUTE = "Start Radap, and let the proxy or platform at this address pass requests on to its PORT."


async def examine_public_address(settings: Settings) -> list[CheckResult]:
    """Ask the public address for Radap's own sign of life. Raises SettingsError for an unfit proxy."""
    if not settings.public_url:
        return [
            CheckResult(
                "address", Status.WARNING, f"none: links open on this machine only ({settings.base_url})", SHARE
            )
        ]
    findings = [await _answer(f"{settings.base_url}/readyz")]
    if not settings.has_https:
        findings.append(CheckResult("encryption", Status.WARNING, "none: LINE and Telegram call https:// only", SHARE))
    return findings


async def _answer(address: str) -> CheckResult:
    try:
        client = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=proxy_for(address))
        async with client, client.get(address) as answer:
            status, body = answer.status, await answer.text(errors="replace")
    except (ClientError, OSError, ValueError) as error:
        return CheckResult("address", Status.FAILED, f"{address} does not answer ({type(error).__name__})", ROUTE)
    if status == 200 and '"ready"' in body:
        return CheckResult("address", Status.OK, address)
    return CheckResult(
        "address", Status.FAILED, f"{address} answers {status}, not as Radap does when it is ready", ROUTE
    )
