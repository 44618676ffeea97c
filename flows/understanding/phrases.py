"""Patterns of phrases: `*` stands for any words, `<name>` for one word of a list, and `<name?>` for one or none.

The lists are those of the catalogues. A few small words may stand between two such words, so that short lists cover
many ways to say the same.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from flows.i18n.wording import Catalogues

ANY_WORDS = "*"
PLACES = re.compile(r"(\*|<\w+\??>)")
#: So many small words stand between two words of a pattern at most.
MOST_BETWEEN = 2


class PhraseKind(StrEnum):
    """Where a phrase has a place for any words: nowhere, within or before it, or at its end."""

    CLOSED = "closed"
    WITHIN = "within"
    OPEN = "open"


class PhrasePatterns:
    """Turns phrases with places into expressions; `form` gives the form in which texts are compared."""

    def __init__(self, catalogues: Catalogues, form: Callable[[str], str]) -> None:
        self._catalogues, self._form = catalogues, form
        between = self._one_of("words.part.between")
        self._between = rf"(?:{between}){{0,{MOST_BETWEEN}}}"

    def one_of(self, phrases: Iterable[str], kind: PhraseKind) -> re.Pattern[str] | None:
        """Return the pattern of those phrases that are of a kind; None if there is none."""
        chosen = [phrase for phrase in phrases if _kind(phrase) is kind]
        return re.compile("|".join(map(self._pattern, chosen))) if chosen else None

    def _pattern(self, phrase: str) -> str:
        pieces = [piece for piece in PLACES.split(phrase) if piece]
        return "".join(
            self._piece(piece, is_followed=following.startswith("<"))
            for piece, following in zip(pieces, [*pieces[1:], ""], strict=True)
        )

    def _piece(self, piece: str, *, is_followed: bool) -> str:
        if piece == ANY_WORDS:
            return ".+"
        if not has_places(piece):
            return re.escape(self._form(piece))
        words = self._one_of(f"words.part.{piece.strip('<?>')}")
        found = f"(?:{words}){self._between if is_followed else ''}"
        return f"(?:{found})?" if piece.endswith("?>") else found

    def _one_of(self, key: str) -> str:
        forms = {self._form(word) for word in self._catalogues.words(key)} - {""}
        return "|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form))))


def has_places(phrase: str) -> bool:
    """Return whether a phrase has a place for other words."""
    return bool(PLACES.search(phrase))


def _kind(phrase: str) -> PhraseKind:
    if phrase.endswith(ANY_WORDS):
        return PhraseKind.OPEN
    return PhraseKind.WITHIN if ANY_WORDS in phrase else PhraseKind.CLOSED
