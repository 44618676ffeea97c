"""The form in which typed texts are compared. Texts that look alike have the same form."""

import re
import unicodedata

from flows.understanding.invisible import shown
from flows.understanding.thai_marks import in_canonical_order, with_standard_signs

#: Characters around a typed answer that do not count. A minus alone is an answer (no level), so it is not among them.
EDGES = "#‹› \t\r\n.,;:!?()[]{}\"'“”‘’`*_ฯๆ…"
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: What neither Thai nor English is written with.
UNUSUAL = re.compile("[^\\x20-\\x7e\u0e01-\u0e5b]")
KEYCAP = "\u20e3"
#: Signs of the number ten that are no digit.
TEN_IN_DIGITS = dict.fromkeys("\U0001f51f\u277f\u2793\u24fe", "10")


def normalise(text: str) -> str:
    """Return the form in which answers are compared: the canonical form of a text, without its edges.

    It is not cached: typed text may be personal data. `KnownWords` caches the forms of fixed words.
    """
    stripped = canonical(text).strip(EDGES)
    return "-" if stripped in {"-", "–", "—", "−"} else stripped


def canonical(text: str) -> str:
    """Return one form for all texts that look alike: case, width, kind of digit and order of marks do not count.

    What is not visible does not count either; a run of blanks is one blank.
    """
    if UNUSUAL.search(text):
        text = "".join(map(shown, with_standard_signs(text))).replace(KEYCAP, "")
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(map(_with_plain_digit, text))
    plain = " ".join(text.casefold().split())
    return plain if plain.isascii() else in_canonical_order(plain.translate(THAI_DIGITS))


def squeeze(text: str) -> str:
    """Return only the letters with their marks and the digits of a text in the form in which answers are compared."""
    return "".join(character for character in text if unicodedata.category(character)[0] in "LMN")


def _with_plain_digit(character: str) -> str:
    """Return ASCII's digit for one of another kind or script."""
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    return TEN_IN_DIGITS.get(character, character) if digit is None else str(digit)
