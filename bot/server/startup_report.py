"""The start-up report: which features are on, which are off, and how to turn them on."""

from bot.config.encryption_keys import UNENCRYPTED
from bot.config.settings import Settings
from bot.shared.version import PYTHON, installed_version
from flows.standard.criteria import Criteria

HALF_RESTORED = ". A restore is not finished: run `radap restore` again with the same file."


def startup_report(settings: Settings, criteria: Criteria, database: str, *, is_half_restored: bool = False) -> str:
    """Return the report's lines for a terminal. `database` describes the database."""
    lines = [
        "",
        f"Radap {installed_version()} is running, on Python {PYTHON}.",
        f"  criteria   {criteria.edition.name.en} ({criteria.edition.status})",
        f"  database   {database}{HALF_RESTORED if is_half_restored else ''}",
        f"  encryption {_encryption(settings)}",
        f"  LINE       {_line(settings)}",
        f"  Telegram   {_telegram(settings)}",
        f"  browser    {_browser(settings)}",
        f"  results    {_results(settings)}",
        f"  privacy    {_privacy(settings)}",
        "",
    ]
    return "\n".join(lines)


def _encryption(settings: Settings) -> str:
    if settings.stored_data_keys and settings.accepts_unencrypted:
        return f"on, for new records. Run `radap reencrypt`, then remove `{UNENCRYPTED}` from ENCRYPTION_KEYS."
    if settings.stored_data_keys:
        return "on. Officers' texts are stored encrypted."
    return "off. Set ENCRYPTION_KEYS to turn it on (`radap new-key` prints one)."


def _line(settings: Settings) -> str:
    if not settings.line:
        return "off. Set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN to turn it on."
    return f"on. Webhook: {settings.base_url}/line/webhook (run `radap setup` once to register it)"


def _telegram(settings: Settings) -> str:
    if not settings.telegram:
        return "off. Set TELEGRAM_BOT_TOKEN to turn it on."
    if settings.telegram.webhook_url:
        return f"on, by webhook: {settings.telegram.webhook_url}"
    return "on, by polling (set PUBLIC_URL to an https:// address to use the webhook)."


def _browser(settings: Settings) -> str:
    if settings.has_chat_page:
        return f"on. Open {settings.base_url}/chat"
    return "off. Set CHAT_PAGE=on to turn it on."


def _results(settings: Settings) -> str:
    if settings.public_url:
        return f"links begin with {settings.base_url}/r/"
    return f"links begin with {settings.base_url}/r/ and open on this machine only. Set PUBLIC_URL to share them."


def _privacy(settings: Settings) -> str:
    if missing := settings.missing_notice:
        return f"the privacy notice is incomplete. Set {', '.join(missing)}."
    return f"the notice names {settings.controller_name}."
