"""The form in which a typed answer and the words on offer are compared."""

import re
import unicodedata

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: What may stand around a typed answer without changing it. A minus alone is an answer (no level), so it is no edge.
EDGES = "#‹› \t\r\n.,;:!?()[]{}\"'“”‘’`*_ฯๆ…"
SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """A typed answer in the form in which answers are compared: case, width, digits and edges do not count.

    Nothing is kept of it: what is typed may be anybody's name. `KnownWords` keeps the forms of fixed words.
    """
    folded = unicodedata.normalize("NFKC", text).translate(THAI_DIGITS).casefold()
    shown = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    stripped = SPACES.sub(" ", shown).strip(EDGES)
    return "-" if stripped in {"-", "–", "—", "−"} else stripped
