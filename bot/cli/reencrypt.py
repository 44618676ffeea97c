"""`radap reencrypt`: write everything stored again with the newest of ENCRYPTION_KEYS."""

import argparse
import asyncio

from bot.config.encryption_keys import UNENCRYPTED
from bot.config.settings import Settings, load_settings
from bot.database.open_database import open_database
from bot.storage.encryption import RecordCipher
from bot.storage.reencryption import ReencryptionCounts, reencrypt


def run(options: argparse.Namespace) -> int:
    """Print what was done; 1 where something could not be read. Raises SettingsError and StoreUnavailable."""
    done = asyncio.run(_reencrypt(load_settings()))
    print(f"written again: {done.reencrypted}, new already: {done.unchanged}, not readable: {done.unreadable}")
    if done.unreadable:
        print("What is not readable was encrypted with a key that ENCRYPTION_KEYS lacks,")
        print(f"or not at all: add `{UNENCRYPTED}` behind the last key if you are turning encryption on just now.")
    return int(done.unreadable > 0)


async def _reencrypt(settings: Settings) -> ReencryptionCounts:
    async with open_database(settings) as database:
        cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
        return await reencrypt(database.redis, cipher)
