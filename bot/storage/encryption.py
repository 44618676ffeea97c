"""Encrypts records with the newest of the operator's keys, and decrypts what any of them encrypted."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from bot.errors import KeyMissing, UnencryptedRecord
from bot.shared.hashing import digest
from flows.errors import StoredFormatError

KEY_NAME_BYTES = 4
NONCE_BYTES = 12

#: The first byte: the record's encoding.
PLAINTEXT, AES_256_GCM_SIV = b"\x00", b"\x01"


class RecordCipher:
    """Encrypts with the newest key, decrypts with any. Without keys, records are stored in plaintext.

    `keys` have 32 bytes each, the newest first. A record is decrypted only under the Redis key that it was encrypted
    for (the associated data), and with keys plaintext is refused unless `accepts_unencrypted`: nobody who can write to
    the database can pass one officer's record, or one of their own, off as another's.
    """

    def __init__(self, keys: Sequence[bytes], *, accepts_unencrypted: bool = False) -> None:
        self._accepts_unencrypted = accepts_unencrypted or not keys
        self._ciphers = {_key_name(key): AESGCMSIV(key) for key in keys}
        self._newest = next(iter(self._ciphers), None)

    def encrypt(self, content: bytes, associated_data: str) -> bytes:
        """Return the content encrypted for a Redis key: 33 bytes longer, or 1 without keys."""
        if self._newest is None:
            return PLAINTEXT + content
        nonce = os.urandom(NONCE_BYTES)
        encrypted = self._ciphers[self._newest].encrypt(nonce, content, associated_data.encode())
        return AES_256_GCM_SIV + self._newest + nonce + encrypted

    def decrypt(self, record: bytes, associated_data: str) -> bytes:
        """Return the content of a record.

        Raises KeyMissing where an unknown key encrypted it, UnencryptedRecord (a KeyMissing) where it is plaintext and
        must not be, and StoredFormatError where it was not encrypted for this Redis key, or is damaged.
        """
        encoding, rest = record[:1], record[1:]
        if encoding == PLAINTEXT:
            return self._plaintext(rest)
        if encoding != AES_256_GCM_SIV:
            raise StoredFormatError("record")
        cipher = self._ciphers.get(rest[:KEY_NAME_BYTES])
        if cipher is None:
            raise KeyMissing
        encrypted = rest[KEY_NAME_BYTES:]
        try:
            return cipher.decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], associated_data.encode())
        except (InvalidTag, ValueError):
            raise StoredFormatError("record") from None

    def _plaintext(self, content: bytes) -> bytes:
        if not self._accepts_unencrypted:
            raise UnencryptedRecord
        return content

    def uses_newest_key(self, record: bytes) -> bool:
        """Return whether `encrypt` would use the same key and encoding now."""
        if self._newest is None:
            return record[:1] == PLAINTEXT
        return record.startswith(AES_256_GCM_SIV + self._newest)


def _key_name(key: bytes) -> bytes:
    """Return a hash that tells keys apart in stored records; it reveals nothing of the key."""
    return bytes.fromhex(digest(b"radap key name" + key, KEY_NAME_BYTES))
