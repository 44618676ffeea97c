"""`radap new-key`: print a new key for ENCRYPTION_KEYS."""

import argparse

from bot.config.encryption_keys import new_key


def run(options: argparse.Namespace) -> int:
    """Print a new random key."""
    print(new_key())
    return 0
