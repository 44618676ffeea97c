"""Short names for content: the same content has the same name, another has another."""

from hashlib import blake2b

BYTES = 12


def digest(content: str | bytes, size: int = BYTES) -> str:
    """Two hexadecimal digits for each of `size` bytes."""
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=size).hexdigest()
