"""`radap backup FILE`: write all stored records into a file, while the server runs."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.progress import Progress
from bot.config.settings import Settings, load_settings
from bot.database.open_database import has_database, open_database
from bot.errors import NoDatabase
from bot.shared.replaced_file import replaced_file
from bot.shared.version import installed_version
from bot.storage.backup import back_up
from bot.storage.backup_file import BackupWriter

PROGRESS = "{count:,} records read"
DONE = "{file}: {records:,} records, {size:,} bytes."
KEEP_KEYS = "Without ENCRYPTION_KEYS nobody can read them. Keep the keys elsewhere: they are not in the file."
PLAINTEXT = "The records are not encrypted: whoever reads the file reads what officers wrote."


def run(options: argparse.Namespace) -> int:
    """Print what was written. Raises SettingsError, NoDatabase, StoreUnavailable, BackupNotPossible, or OSError."""
    settings = load_settings()
    if not has_database(settings):
        raise NoDatabase
    records = asyncio.run(_back_up(settings, options.file))
    print(DONE.format(file=options.file, records=records, size=options.file.stat().st_size))
    if settings.stored_data_keys and not settings.accepts_unencrypted:
        print(KEEP_KEYS)
    else:
        print(PLAINTEXT, file=sys.stderr)
    return 0


async def _back_up(settings: Settings, path: Path) -> int:
    """Return the number of records."""
    async with open_database(settings) as database:
        with replaced_file(path) as file, Progress(PROGRESS) as progress:
            writer = BackupWriter(file, installed_version(), datetime.now(UTC))
            await back_up(database.redis, writer, progress.show)
            writer.finish()
    return writer.records
