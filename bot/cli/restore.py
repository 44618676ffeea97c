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
from flows.operator_text import Text, Translatable, Translate

PROGRESS = Translatable("{count} records written")
BRINGS_BACK = Translatable(
    "A restore brings back what officers deleted since then, and how far their assessments had come then."
)
REMOVES = Translatable(
    "All conversations and results that are there now are removed first: what officers wrote since is lost."
)
YES = "yes"
QUESTION = Translatable("Type {answer} to restore:", answer=YES)
UNFINISHED = Translatable("The restore is not finished. Run the same command again to complete it.")
CHECK = Translatable("Run `radap doctor`: it says whether ENCRYPTION_KEYS fits the records.")

NO_ANSWER = (
    Translatable("Nothing was restored: there is no terminal to ask in."),
    Translatable("Add --yes to restore without a question."),
)
DECLINED = Translatable("Nothing was restored."), Translatable("The answer was not {answer}.", answer=YES)
HOLDS_RECORDS = (
    Translatable("Nothing was restored: the database holds conversations or results."),
    Translatable(
        "Restore into an empty database, or add --force to remove them and restore the back-up in their place."
    ),
)
OTHER_BACKUP = (
    Translatable("Nothing was restored: the restore of another back-up was interrupted."),
    Translatable("Complete that one with its own file, or add --force to restore this one in its place."),
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
    done = Translatable(
        "Restored: {restored} records. Expired since the back-up, and not restored: {expired}.",
        restored=f"{counts.restored:,}",
        expired=f"{counts.expired:,}",
    )
    print(options.translate(done))
    print(options.translate(CHECK))
    return 0


async def _restore(settings: Settings, options: argparse.Namespace, file: BinaryIO, backup: Backup) -> RestoreCounts:
    translate: Translate = options.translate
    async with open_database(settings) as database:
        mark = await _agreed_mark(database.redis, backup, is_forced=options.force)
        into = Translatable("Into: {database}.", database=await database.describe())
        said = (_summary(options.file, backup), into, BRINGS_BACK, *([REMOVES] if mark.removes_others else ()))
        print("\n".join(map(translate, said)))
        if not options.yes:
            _ask(translate)
        try:
            with Progress(PROGRESS, translate) as progress:
                return await restore(database.redis, read_entries(file, str(options.file)), mark, progress.show)
        except StoreUnavailable:
            print(f"radap: {translate(UNFINISHED)}", file=sys.stderr)
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


def _summary(file: Path, backup: Backup) -> Text:
    made = backup.made_at.astimezone(BANGKOK)
    return Translatable(
        "{file}: {records} records, made on {day} at {time} (Thailand's time) by Radap {version} ({age}).",
        file=str(file),
        records=f"{backup.records:,}",
        day=made.date().isoformat(),
        time=f"{made:%H:%M}",
        version=backup.version,
        age=_age(datetime.now(UTC) - backup.made_at),
    )


def _age(passed: timedelta) -> Text:
    hours, days = passed // timedelta(hours=1), passed.days
    if days >= 2:
        return Translatable("{days} days ago", days=f"{days:,}")
    if hours >= 2:
        return Translatable("{hours} hours ago", hours=hours)
    return Translatable("{minutes} minutes ago", minutes=passed // timedelta(minutes=1))


def _ask(translate: Translate) -> None:
    """Return if the answer in the terminal is yes. Raises RestoreRefused."""
    if not sys.stdin.isatty():
        raise RestoreRefused(*NO_ANSWER)
    try:
        answer = input(f"{translate(QUESTION)} ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() != YES:
        raise RestoreRefused(*DECLINED)
