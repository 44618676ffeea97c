"""Encrypting what is stored: with the newest of the operator's keys, and reading what any of them wrote."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from bot.errors import KeyMissing, UnencryptedRecord
from bot.shared.hashing import digest
from flows.errors import StoredFormatError

KEY_NAME_BYTES = 4
NONCE_BYTES = 12

#: The first byte tells how the others are to be read.
OPEN, AES_256_GCM_SIV = b"\x00", b"\x01"


class RecordCipher:
    """Seals with the first key and opens with every one; without keys nothing is encrypted.

    Sealed data opens only in the place it was sealed for, and where there are keys nothing else is read, so that nobody
    who can write to the database can pass one officer's record, or one of his own, off as another's.
    """

    def __init__(self, keys: Sequence[bytes] = (), *, takes_unencrypted: bool = False) -> None:
        """Take the keys, 32 bytes each, the newest first; with `takes_unencrypted` what has no key is read as well."""
        self._takes_unencrypted = takes_unencrypted or not keys
        self._ciphers = {_name(key): AESGCMSIV(key) for key in keys}
        self._newest = next(iter(self._ciphers), None)

    def seal(self, content: bytes, place: str) -> bytes:
        """Encrypt for a place (the name of a key in the database); 33 bytes longer, or 1 without keys."""
        if self._newest is None:
            return OPEN + content
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, content, place.encode())
        return AES_256_GCM_SIV + self._newest + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt. Raises KeyMissing for what another key sealed, StoredFormatError for what nobody sealed for here.

        Raises UnencryptedRecord, a KeyMissing, for what is not encrypted where it should be.
        """
        form, rest = sealed[:1], sealed[1:]
        if form == OPEN:
            return self.unencrypted(rest)
        if form != AES_256_GCM_SIV:
            raise StoredFormatError("record")
        cipher = self._ciphers.get(rest[:KEY_NAME_BYTES])
        if cipher is None:
            raise KeyMissing
        content = rest[KEY_NAME_BYTES:]
        try:
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise StoredFormatError("record") from None

    def unencrypted(self, content: bytes) -> bytes:
        """What was stored without encryption, as it is. Raises UnencryptedRecord where such is not taken."""
        if not self._takes_unencrypted:
            raise UnencryptedRecord
        return content

    def is_newest(self, sealed: bytes) -> bool:
        """Whether this is what `seal` would make now."""
        if self._newest is None:
            return sealed[:1] == OPEN
        return sealed.startswith(AES_256_GCM_SIV + self._newest)


def _name(key: bytes) -> bytes:
    """What tells keys apart in the stored data; it says nothing about the key."""
    return bytes.fromhex(digest(b"radap key name" + key, KEY_NAME_BYTES))
