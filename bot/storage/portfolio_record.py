"""The stored record of a portfolio page: its language and whose it is."""

import json

from flows.errors import StoredFormatError
from flows.i18n.language import Language

PORTFOLIO_FORMAT = 1


def portfolio_to_json(language: Language, conversation_digest: str) -> str:
    """Return the stored form; the digest identifies the conversation in keys."""
    return json.dumps({"v": PORTFOLIO_FORMAT, "language": language.value, "conversation": conversation_digest})


def portfolio_from_json(stored: str) -> tuple[Language, str]:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(stored)
        if plain["v"] != PORTFOLIO_FORMAT:
            raise StoredFormatError("portfolio")
        return Language(plain["language"]), str(plain["conversation"])
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("portfolio") from None
