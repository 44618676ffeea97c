"""The stored record of an owner's copy: the token of the result that it shows."""

import json

from flows.errors import StoredFormatError

FORMAT = 1


def copy_to_json(result: str) -> str:
    """Return the stored form of the copy of the result with this token."""
    return json.dumps({"v": FORMAT, "result": result})


def copy_from_json(stored: str) -> str:
    """Read the token from what `copy_to_json` made. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(stored)
        if plain["v"] != FORMAT:
            raise StoredFormatError("copy")
        return str(plain["result"])
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("copy") from None
