"""`radap restore FILE`: bring the database into the state of a back-up."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from bot.cli.progress import Progress
from bot.config.settings import Settings, load_settings
from bot.database.commands import RedisClient
from bot.database.open_database import open_database
from bot.errors import RestoreRefused, StoreUnavailable
from bot.storage.backup_file import Backup, check_backup, read_entries
from bot.storage.restore import RestoreCounts, UnfinishedRestore, holds_records, restore, unfinished_restore
from flows.i18n.dates import BANGKOK

PROGRESS = "{count:,} records written"
MADE = "{file}: {records:,} records, made on {day} at {time} (Thailand's time) by Radap {version} ({age})."
INTO = "Into: {database}."
BRINGS_BACK = "A restore brings back what officers deleted since then, and how far their assessments had come then."
REMOVES = "All conversations and results that are there now are removed first: what officers wrote since is lost."
DAYS_AGO, HOURS_AGO, MINUTES_AGO = "{days:,} days ago", "{hours} hours ago", "{minutes} minutes ago"
YES = "yes"
QUESTION = "Type yes to restore: "
DONE = "Restored: {restored:,} records. Expired since the back-up, and not restored: {expired:,}."
UNFINISHED = "radap: The restore is not finished. Run the same command again to complete it."
CHECK = "Run `radap doctor`: it says whether ENCRYPTION_KEYS fits the records."

NO_ANSWER = ("Nothing was restored: there is no terminal to ask in.", "Add --yes to restore without a question.")
DECLINED = ("Nothing was restored.", "The answer was not yes.")
HOLDS_RECORDS = (
    "Nothing was restored: the database holds conversations or results.",
    "Restore into an empty database, or add --force to remove them and restore the back-up in their place.",
)
OTHER_BACKUP = (
    "Nothing was restored: the restore of another back-up was interrupted.",
    "Complete that one with its own file, or add --force to restore this one in its place.",
)


def run(options: argparse.Namespace) -> int:
    """Ask, restore and print what was restored.

    Raises SettingsError, BackupUnreadable, RestoreRefused or StoreUnavailable. What is wrong with the file is found
    before anything is written.
    """
    settings = load_settings()
    with options.file.open("rb") as file:
        backup = check_backup(file, str(options.file))
        counts = asyncio.run(_restore(settings, options, file, backup))
    print(DONE.format(restored=counts.restored, expired=counts.expired))
    print(CHECK)
    return 0


async def _restore(settings: Settings, options: argparse.Namespace, file: BinaryIO, backup: Backup) -> RestoreCounts:
    async with open_database(settings) as database:
        mark = await _agreed_mark(database.redis, backup, is_forced=options.force)
        print(_summary(options.file, backup))
        print(INTO.format(database=await database.describe()))
        print(BRINGS_BACK)
        if mark.removes_others:
            print(REMOVES)
        if not options.yes:
            _ask()
        try:
            with Progress(PROGRESS) as progress:
                return await restore(database.redis, read_entries(file, str(options.file)), mark, progress.show)
        except StoreUnavailable:
            print(UNFINISHED, file=sys.stderr)
            raise


async def _agreed_mark(redis: RedisClient, backup: Backup, *, is_forced: bool) -> UnfinishedRestore:
    """Return the mark of the restore to do. Raises RestoreRefused where that needs --force."""
    if is_forced:
        return UnfinishedRestore(backup.checksum, removes_others=True)
    unfinished = await unfinished_restore(redis)
    if unfinished and unfinished.checksum != backup.checksum:
        raise RestoreRefused(*OTHER_BACKUP)
    if unfinished:
        return unfinished
    if await holds_records(redis):
        raise RestoreRefused(*HOLDS_RECORDS)
    return UnfinishedRestore(backup.checksum, removes_others=False)


def _summary(file: Path, backup: Backup) -> str:
    made = backup.made_at.astimezone(BANGKOK)
    return MADE.format(
        file=file,
        records=backup.records,
        day=made.date().isoformat(),
        time=f"{made:%H:%M}",
        version=backup.version,
        age=_age(datetime.now(UTC) - backup.made_at),
    )


def _age(passed: timedelta) -> str:
    hours, days = passed // timedelta(hours=1), passed.days
    if days >= 2:
        return DAYS_AGO.format(days=days)
    return HOURS_AGO.format(hours=hours) if hours >= 2 else MINUTES_AGO.format(minutes=passed // timedelta(minutes=1))


def _ask() -> None:
    """Return if the answer in the terminal is yes. Raises RestoreRefused."""
    if not sys.stdin.isatty():
        raise RestoreRefused(*NO_ANSWER)
    try:
        answer = input(QUESTION)
    except EOFError:
        answer = ""
    if answer.strip().casefold() != YES:
        raise RestoreRefused(*DECLINED)
