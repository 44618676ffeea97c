"""`radap reencrypt`: encrypt all stored records with the newest key of ENCRYPTION_KEYS."""

import argparse
import asyncio

from bot.config.encryption_keys import UNENCRYPTED
from bot.config.settings import Settings, load_settings
from bot.database.open_database import open_database
from bot.storage.encryption import RecordCipher
from bot.storage.reencryption import ReencryptionCounts, reencrypt
from flows.operator_text import Translatable

UNREADABLE = Translatable(
    "Unreadable records are encrypted with a key that ENCRYPTION_KEYS lacks, or not encrypted.\n"
    "If you are turning encryption on: add `,{word}` at the end of ENCRYPTION_KEYS.",
    word=UNENCRYPTED,
)


def run(options: argparse.Namespace) -> int:
    """Print the counts; return 1 if a record is unreadable. Raises SettingsError or StoreUnavailable."""
    done = asyncio.run(_reencrypt(load_settings()))
    counts = Translatable(
        "reencrypted: {reencrypted}, unchanged: {unchanged}, unreadable: {unreadable}",
        reencrypted=done.reencrypted,
        unchanged=done.unchanged,
        unreadable=done.unreadable,
    )
    print(options.translate(counts))
    if done.unreadable:
        print(options.translate(UNREADABLE))
    return int(done.unreadable > 0)


async def _reencrypt(settings: Settings) -> ReencryptionCounts:
    async with open_database(settings) as database:
        cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
        return await reencrypt(database.redis, cipher)
