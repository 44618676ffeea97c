"""Short BLAKE2b hashes that identify content."""

from hashlib import blake2b

DEFAULT_BYTES = 12


def digest(content: str | bytes, size: int = DEFAULT_BYTES) -> str:
    """Return the hash of a text (as UTF-8) or bytes: two hexadecimal digits for each of `size` bytes."""
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=size).hexdigest()
