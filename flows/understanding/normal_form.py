"""The form in which a typed answer and the words on offer are compared."""

import re
import unicodedata

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: Characters around a typed answer that do not count. A minus alone is an answer (no level), so it is not among them.
EDGES = "#‹› \t\r\n.,;:!?()[]{}\"'“”‘’`*_ฯๆ…"
SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return the form in which answers are compared: case, width, digits and edges do not count.

    It is not cached: typed text may be personal data. `KnownWords` caches the forms of fixed words.
    """
    folded = unicodedata.normalize("NFKC", text).translate(THAI_DIGITS).casefold()
    shown = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    stripped = SPACES.sub(" ", shown).strip(EDGES)
    return "-" if stripped in {"-", "–", "—", "−"} else stripped


def squeeze(text: str) -> str:
    """Return only the letters with their marks and the digits of a text in the form in which answers are compared."""
    return "".join(character for character in text if unicodedata.category(character)[0] in "LMN")
