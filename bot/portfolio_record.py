"""What is kept of a page of all services: which results it shows."""

import json

from flows.errors import StoredFormatError
from flows.language import Language

FORMAT = 1


def portfolio_json(language: Language, tokens: tuple[str, ...]) -> str:
    """The stored form: in which language, and the tokens of the results, the newest first."""
    return json.dumps({"v": FORMAT, "language": language.value, "results": tokens})


def read_portfolio(stored: str) -> tuple[Language, tuple[str, ...]]:
    """Read what `portfolio_json` wrote. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(stored)
        if plain["v"] != FORMAT:
            raise StoredFormatError("portfolio")
        return Language(plain["language"]), tuple(plain["results"])
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("portfolio") from None
