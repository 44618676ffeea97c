"""`radap doctor`: check settings, database, public address and platforms, and report how to fix what is wrong."""

import argparse
import asyncio
from collections.abc import Awaitable

from bot.config.data_files import load_catalogues, load_criteria
from bot.config.encryption_keys import UNENCRYPTED
from bot.config.settings import Settings, load_settings
from bot.doctor.database import check_database
from bot.doctor.line import check_line
from bot.doctor.public_address import check_public_address
from bot.doctor.telegram import check_telegram
from bot.shared.report import CheckResult, Status, any_failed, format_report
from flows.standard.criteria import Criteria

ENCRYPT = "Set ENCRYPTION_KEYS to a key from `radap new-key`, and store it apart from the database's backups."

FINISH = f"Run `radap reencrypt`, then remove `{UNENCRYPTED}` from ENCRYPTION_KEYS and restart."


def run(options: argparse.Namespace) -> int:
    """Print a report; return 1 if a check failed. Raises SettingsError or CriteriaError."""
    return asyncio.run(run_checks(load_settings()))


async def run_checks(settings: Settings) -> int:
    """Run all checks concurrently, so that a server that does not answer delays no other."""
    print(format_report("Settings", _settings(settings, load_criteria(settings.criteria_file))))
    checks = _checks(settings)
    results = await asyncio.gather(*checks.values())
    for title, found in zip(checks, results, strict=True):
        print(format_report(title, found))
    return int(any(map(any_failed, results)))


def _checks(settings: Settings) -> dict[str, Awaitable[list[CheckResult]]]:
    catalogues = load_catalogues()
    checks: dict[str, Awaitable[list[CheckResult]]] = {
        "Database": check_database(settings),
        "Public address": check_public_address(settings),
    }
    if settings.line:
        checks["LINE"] = check_line(settings.line, settings.line_webhook_url, catalogues)
    if settings.telegram:
        checks["Telegram"] = check_telegram(settings.telegram, catalogues)
    return checks


def _settings(settings: Settings, criteria: Criteria) -> list[CheckResult]:
    edition = criteria.edition
    return [
        CheckResult("criteria", Status.OK, f"{edition.name.en} ({edition.status})"),
        _feature("LINE", "LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN", is_on=settings.line is not None),
        _feature("Telegram", "TELEGRAM_BOT_TOKEN", is_on=settings.telegram is not None),
        _feature("browser chat", "CHAT_PAGE=on", is_on=settings.has_chat_page),
        _encryption(settings),
        _privacy(settings),
    ]


def _encryption(settings: Settings) -> CheckResult:
    if settings.stored_data_keys and settings.accepts_unencrypted:
        return CheckResult("encryption", Status.WARNING, "on, but unencrypted records are read as well", FINISH)
    if settings.stored_data_keys:
        return CheckResult("encryption", Status.OK, "on")
    return CheckResult("encryption", Status.WARNING, "off: officers' texts are stored as plaintext", ENCRYPT)


def _privacy(settings: Settings) -> CheckResult:
    if missing := settings.missing_notice:
        return CheckResult("privacy notice", Status.WARNING, "incomplete", f"Set {', '.join(missing)}.")
    return CheckResult("privacy notice", Status.OK, f"names {settings.controller_name}")


def _feature(subject: str, names: str, *, is_on: bool) -> CheckResult:
    return CheckResult(subject, Status.OK, "on" if is_on else f"off (turn on with {names})")
