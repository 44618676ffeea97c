"""Generates and reads the keys of ENCRYPTION_KEYS."""

import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence

#: AES-256.
KEY_BYTES = 32

#: The word after the last key of ENCRYPTION_KEYS while plaintext records are read too.
UNENCRYPTED = "unencrypted"


def new_key() -> str:
    """Return a new random key, as ENCRYPTION_KEYS takes it."""
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def read_key(text: str) -> bytes:
    """Decode a key: 32 bytes in base64 or base64url. Raises ValueError for anything else."""
    padded = text.replace("+", "-").replace("/", "_").rstrip("=") + "="
    try:
        key = b64decode(padded, altchars="-_", validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes in base64")
    return key


def split_keys(text: str) -> list[str]:
    """Split ENCRYPTION_KEYS into its words: the keys, and perhaps UNENCRYPTED."""
    return text.replace(",", " ").split()


def read_keys(words: Sequence[str]) -> tuple[bytes, ...]:
    """Decode the keys, without UNENCRYPTED after them. Raises ValueError where there is no key, or a wrong one."""
    keys = words[:-1] if words[-1:] == [UNENCRYPTED] else words
    if not keys:
        raise ValueError("no key")
    return tuple(map(read_key, keys))
