"""Random codes that people send each other."""

import secrets

from flows.collaboration.codes import CODE_BYTES, code_from_bytes


def random_code() -> str:
    """Return a code of 80 random bits."""
    while not (code := code_from_bytes(secrets.token_bytes(CODE_BYTES))):
        pass
    return code
