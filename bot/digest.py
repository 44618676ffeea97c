"""Short names for content: the same content has the same name, another has another."""

from hashlib import blake2b

BYTES = 12


def digest(content: str | bytes) -> str:
    """24 hexadecimal digits."""
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=BYTES).hexdigest()
