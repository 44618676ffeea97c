"""`radap doctor`: check settings, database, public address and platforms, and report how to fix what is wrong."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Mapping
from types import MappingProxyType

from bot.config.data_files import load_catalogues, load_criteria, load_guidances
from bot.config.settings import Settings, load_settings
from bot.doctor.clock import check_clock
from bot.doctor.database import check_database
from bot.doctor.line import check_line
from bot.doctor.public_address import check_public_address
from bot.doctor.settings import check_settings
from bot.doctor.telegram import check_telegram
from bot.shared.report import CheckResult, Section, any_failed, format_report, report_to_json
from flows.operator_text import Translatable, Translate


def run(options: argparse.Namespace) -> int:
    """Print a report; return 1 if a check failed. Raises SettingsError, CriteriaError or GuidanceError."""
    return asyncio.run(run_checks(load_settings(), options.translate, environment=os.environ, as_json=options.json))


async def run_checks(
    settings: Settings,
    translate: Translate = str,
    *,
    environment: Mapping[str, str] = MappingProxyType({}),
    as_json: bool = False,
) -> int:
    """Run all checks concurrently, so that a server that does not answer delays no other.

    The names in `environment` are compared with those of settings. The data files are read as the server reads them.
    """
    criteria = load_criteria(settings.criteria_file)
    load_guidances(settings.guidance_file)
    first = Section(Translatable("Settings"), check_settings(settings, criteria, environment))
    if not as_json:
        print(format_report(first.title, first.results, translate))
    checks = _checks(settings)
    found = await asyncio.gather(*(check for _, check in checks))
    sections = [Section(title, results) for (title, _), results in zip(checks, found, strict=True) if results]
    if as_json:
        print(report_to_json([first, *sections], translate))
    else:
        for section in sections:
            print(format_report(section.title, section.results, translate))
    return int(any(any_failed(section.results) for section in (first, *sections)))


def _checks(settings: Settings) -> list[tuple[Translatable, Awaitable[list[CheckResult]]]]:
    catalogues = load_catalogues()
    checks: list[tuple[Translatable, Awaitable[list[CheckResult]]]] = [
        (Translatable("Database"), check_database(settings)),
        (Translatable("Public address"), check_public_address(settings)),
        (Translatable("This machine"), check_clock(settings)),
    ]
    if settings.line:
        checks.append((Translatable("LINE"), check_line(settings.line, settings.line_webhook_url, catalogues)))
    if settings.telegram:
        checks.append((Translatable("Telegram"), check_telegram(settings.telegram, catalogues)))
    return checks
