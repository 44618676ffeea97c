"""Random codes that people send each other."""

import secrets

from flows.collaboration.codes import code_from_bytes

#: So many that some of them make a code.
RANDOM_BYTES = 64


def random_code() -> str:
    """Return a code of 80 random bits."""
    return code_from_bytes(secrets.token_bytes(RANDOM_BYTES))
