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
from flows.operator_text import Translatable, Translate

PROGRESS = Translatable("{count} records read")
KEEP_KEYS = Translatable(
    "Without ENCRYPTION_KEYS nobody can read them. Keep the keys elsewhere: they are not in the file."
)
PLAINTEXT = Translatable("The records are not encrypted: whoever reads the file reads what officers wrote.")


def run(options: argparse.Namespace) -> int:
    """Print what was written. Raises SettingsError, NoDatabase, StoreUnavailable, BackupNotPossible, or OSError."""
    settings, translate = load_settings(), options.translate
    if not has_database(settings):
        raise NoDatabase
    records = asyncio.run(_back_up(settings, options.file, translate))
    size = options.file.stat().st_size
    done = Translatable(
        "{file}: {records} records, {size} bytes.", file=str(options.file), records=f"{records:,}", size=f"{size:,}"
    )
    print(translate(done))
    if settings.stored_data_keys and not settings.accepts_unencrypted:
        print(translate(KEEP_KEYS))
    else:
        print(translate(PLAINTEXT), file=sys.stderr)
    return 0


async def _back_up(settings: Settings, path: Path, translate: Translate) -> int:
    """Return the number of records."""
    async with open_database(settings) as database:
        with replaced_file(path) as file, Progress(PROGRESS, translate) as progress:
            writer = BackupWriter(file, installed_version(), datetime.now(UTC))
            await back_up(database.redis, writer, progress.show)
            writer.finish()
    return writer.records
