"""`radap doctor`: look at everything that Radap depends on, and say what is wrong and how to mend it."""

import argparse
import asyncio
from collections.abc import Awaitable

from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import Settings, load_settings
from bot.doctor.database import examine_database
from bot.doctor.line import examine_line
from bot.doctor.public_address import examine_public_address
from bot.doctor.telegram import examine_telegram
from bot.shared.report import CheckResult, Status, any_failed, format_report
from bot.storage.encryption import UNENCRYPTED
from flows.standard.criteria import Criteria

ENCRYPT = "Set ENCRYPTION_KEYS to a key that `radap new-key` made, and keep it apart from the database's copies."

FINISH = f"Run `radap reencrypt`, then take `{UNENCRYPTED}` out of ENCRYPTION_KEYS and restart."


def run(options: argparse.Namespace) -> int:
    """Print a line a thing; 1 where something keeps Radap from working. Raises SettingsError and CriteriaError."""
    return asyncio.run(examine(load_settings()))


async def examine(settings: Settings) -> int:
    """All at the same time: one that does not answer keeps no other waiting."""
    print(format_report("Settings", _settings(settings, load_criteria(settings.criteria_file))))
    examinations = _examinations(settings)
    findings = await asyncio.gather(*examinations.values())
    for title, found in zip(examinations, findings, strict=True):
        print(format_report(title, found))
    return int(any(map(any_failed, findings)))


def _examinations(settings: Settings) -> dict[str, Awaitable[list[CheckResult]]]:
    catalogues = load_catalogues()
    examinations: dict[str, Awaitable[list[CheckResult]]] = {
        "Database": examine_database(settings),
        "Public address": examine_public_address(settings),
    }
    if settings.line:
        examinations["LINE"] = examine_line(settings.line, settings.line_webhook_url, catalogues)
    if settings.telegram:
        examinations["Telegram"] = examine_telegram(settings.telegram, catalogues)
    return examinations


def _settings(settings: Settings, criteria: Criteria) -> list[CheckResult]:
    edition = criteria.edition
    return [
        CheckResult("criteria", Status.OK, f"{edition.name.en} ({edition.status})"),
        _switch("LINE", "LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN", is_on=settings.line is not None),
        _switch("Telegram", "TELEGRAM_BOT_TOKEN", is_on=settings.telegram is not None),
        _switch("browser chat", "CHAT_PAGE=on", is_on=settings.has_chat_page),
        _encryption(settings),
    ]


def _encryption(settings: Settings) -> CheckResult:
    if settings.stored_data_keys and settings.takes_unencrypted:
        return CheckResult(
            "encryption", Status.WARNING, "on, and records that are not encrypted are read as well", FINISH
        )
    if settings.stored_data_keys:
        return CheckResult("encryption", Status.OK, "on")
    return CheckResult("encryption", Status.WARNING, "what officers write is stored as it is", ENCRYPT)


def _switch(subject: str, names: str, *, is_on: bool) -> CheckResult:
    return CheckResult(subject, Status.OK, "on" if is_on else f"off (turn on with {names})")
