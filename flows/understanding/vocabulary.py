"""Words that carry a fact, found in a typed text by the longest known word.

Thai needs no spaces between words, and officers leave out tone marks; both do not count here.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from flows.understanding.normal_form import normalise

#: Marks that officers leave out or misplace: the short mark, the tone marks and the sign of silence.
UNHEARD = dict.fromkeys(range(0x0E47, 0x0E4D))
#: Letters that sound the same, and one vowel sign typed as two.
SAME_SOUND = str.maketrans({"ณ": "น", "ศ": "ส", "ษ": "ส", "ฎ": "ด", "ฏ": "ต", "ฬ": "ล", "ใ": "ไ"})
DOUBLE_E, AE = "เเ", "แ"
#: Vowels that stand behind the letter they belong to, and those in front of it: no word ends before or after them.
FOLLOWING, LEADING = frozenset({"ะ", "า", "ๅ", "ำ"}), frozenset({"เ", "แ", "โ", "ไ"})

#: An unknown stretch of at least this length may be a misspelt word, of at least this similarity (of 100).
SHORTEST_MISSPELT = 5
#: A longer stretch is no word, and in a longer text misspelt words are not looked for: that takes time.
LONGEST_MISSPELT, LONGEST_WITH_MISSPELT = 30, 120
MISSPELT_SIMILARITY = 84.0


def folded(text: str) -> str:
    """Return the form in which words of facts are compared."""
    plain = normalise(text).replace(DOUBLE_E, AE).translate(UNHEARD)
    return plain.translate(SAME_SOUND)


@dataclass(frozen=True, slots=True)
class Token:
    """A known word's place in the folded text, and the names of what it stands for."""

    start: int
    end: int
    names: frozenset[str]


class Vocabulary:
    """Fixed words with the names of what they stand for; a word may stand for several things."""

    def __init__(self, words: Mapping[str, tuple[str, ...]], exact: frozenset[str]) -> None:
        """`words` has the words of each name; a misspelt one of `exact` names is not looked for."""
        names: dict[str, set[str]] = {}
        for name, forms in words.items():
            for form in forms:
                for variant in _variants(folded(form)):
                    names.setdefault(variant, set()).add(name)
        self._names = {form: frozenset(found) for form, found in names.items()}
        lengths: dict[str, set[int]] = {}
        for form in self._names:
            lengths.setdefault(form[:2], set()).add(len(form))
        #: Lengths of the words by their first two letters, or by the only one.
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._long = [
            form for form, found in self._names.items() if len(form) > SHORTEST_MISSPELT and not found & exact
        ]

    def tokens(self, text: str, *, misspelt: bool = True) -> list[Token]:
        """Return the known words of a folded text in their order, and misspelt ones between them if wanted."""
        misspelt = misspelt and len(text) <= LONGEST_WITH_MISSPELT
        known: list[Token] = []
        place = unknown = 0
        while place < len(text):
            token = self._known_at(text, place)
            if token is None:
                place += 1
                continue
            known += self._misspelt(text, unknown, place) if misspelt else ()
            known.append(token)
            place = unknown = token.end
        return [*known, *(self._misspelt(text, unknown, len(text)) if misspelt else ())]

    def names_in(self, text: str) -> frozenset[str]:
        """Return the names of all words in a folded text, also of words within longer ones."""
        found: set[str] = set()
        for place in range(len(text)):
            for length in self._lengths_at(text, place):
                names = self._names.get(text[place : place + length])
                if names and is_boundary(text, place) and is_boundary(text, place + length):
                    found |= names
        return frozenset(found)

    def _known_at(self, text: str, place: int) -> Token | None:
        for length in self._lengths_at(text, place):
            end = place + length
            names = self._names.get(text[place:end])
            if names and is_boundary(text, place) and is_boundary(text, end):
                return Token(place, end, names)
        return None

    def _lengths_at(self, text: str, place: int) -> Sequence[int]:
        """Return the lengths of words that may begin here, the longest first."""
        longer = self._lengths.get(text[place : place + 2], ())
        return (*longer, 1) if text[place] in self._lengths and 1 not in longer else longer

    def _misspelt(self, text: str, start: int, end: int) -> Iterator[Token]:
        """Yield what an unknown stretch resembles; each piece between spaces stands for itself."""
        place = start
        for piece in text[start:end].split(" "):
            if SHORTEST_MISSPELT <= len(piece) <= LONGEST_MISSPELT and (names := self._resembled(piece)):
                yield Token(place, place + len(piece), names)
            place += len(piece) + 1

    def _resembled(self, piece: str) -> frozenset[str]:
        scorer = fuzz.ratio if piece.isascii() else fuzz.partial_ratio
        near = [form for form in self._long if len(form) <= len(piece) + 1]
        found = process.extractOne(piece, near, scorer=scorer, score_cutoff=MISSPELT_SIMILARITY)
        return self._names[found[0]] if found else frozenset()


def is_boundary(text: str, place: int) -> bool:
    """Return whether a word may begin or end here: not within a Thai syllable, a Latin word or a number."""
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if unicodedata.category(after).startswith("M") or after in FOLLOWING or before in LEADING:
        return False
    return not (_is_latin(before) and _is_latin(after) and before.isdigit() == after.isdigit())


def _variants(form: str) -> set[str]:
    """Return a word with and without its spaces and hyphens."""
    if not form.isascii():
        return {form, form.replace(" ", "")} - {""}
    return {form, form.replace("-", " "), form.replace(" ", ""), form.replace("-", "")} - {""}


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
