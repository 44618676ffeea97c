"""`radap setup`: register webhooks, commands, texts and the rich menu. It can be run again at any time."""

import argparse
import asyncio
from collections.abc import Awaitable

from bot.config.data_files import load_catalogues
from bot.config.settings import Settings, load_settings
from bot.errors import SettingsError
from bot.platform_setup.line_setup import set_up_line
from bot.platform_setup.telegram_setup import set_up_telegram
from bot.shared.report import CheckResult, any_failed, format_report
from flows.operator_text import Translatable, Translate

NO_PLATFORM = Translatable(
    "No platform is configured: set TELEGRAM_BOT_TOKEN, or LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN."
)


def run(options: argparse.Namespace) -> int:
    """Set up the configured platforms and print a report; return 1 if an item failed. Raises SettingsError."""
    return asyncio.run(set_up(load_settings(), dry_run=options.dry_run, translate=options.translate))


async def set_up(settings: Settings, *, dry_run: bool, translate: Translate = str) -> int:
    """Set up the platforms concurrently, so that one that fails does not delay the other."""
    platforms = _platforms(settings, dry_run=dry_run)
    if not platforms:
        raise SettingsError([NO_PLATFORM])
    outcomes = await asyncio.gather(*platforms.values(), return_exceptions=True)
    found = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    for name, outcome in zip(platforms, outcomes, strict=True):
        if not isinstance(outcome, BaseException):
            print(format_report(name, outcome, translate))
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return int(any(map(any_failed, found)))


def _platforms(settings: Settings, *, dry_run: bool) -> dict[str, Awaitable[list[CheckResult]]]:
    catalogues = load_catalogues()
    platforms: dict[str, Awaitable[list[CheckResult]]] = {}
    if settings.line:
        platforms["LINE"] = set_up_line(settings.line, settings.line_webhook_url, catalogues, dry_run=dry_run)
    if settings.telegram:
        platforms["Telegram"] = set_up_telegram(settings.telegram, catalogues, dry_run=dry_run)
    return platforms
