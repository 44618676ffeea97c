"""What is stored of a page of all services: whose it is."""

import json

from flows.errors import StoredFormatError
from flows.i18n.language import Language

FORMAT = 1


def portfolio_json(language: Language, conversation: str) -> str:
    """The stored form: the language, and the digest under which keys name the conversation."""
    return json.dumps({"v": FORMAT, "language": language.value, "conversation": conversation})


def read_portfolio(stored: str) -> tuple[Language, str]:
    """Read what `portfolio_json` wrote. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(stored)
        if plain["v"] != FORMAT:
            raise StoredFormatError("portfolio")
        return Language(plain["language"]), str(plain["conversation"])
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("portfolio") from None
