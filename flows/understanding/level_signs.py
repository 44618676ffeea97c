"""A text that answers every level question with one sign each, such as `012233112100` or `SISIASII-III`."""

import re
import unicodedata
from collections.abc import Iterator

from flows.standard.criteria import Criteria
from flows.understanding.normal_form import THAI_DIGITS

#: Signs, and a blank and a comma between each two of them.
LONGEST_TEXT = 100
BETWEEN = re.compile(r"[\s,;/|]+")
#: Every hyphen and dash that keyboards, word processors and spreadsheets put in place of the ASCII one.
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")


def level_codes(criteria: Criteria, text: str) -> str:
    """Return the code of a level for each process, in their order; empty for a text that does not give exactly these.

    The signs are the levels' ranks or their codes. Among ranks, a hyphen stands for no level: telephone numbers have
    hyphens. Between all signs it may part them.
    """
    if len(text) > LONGEST_TEXT:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(THAI_DIGITS).translate(DASHES).upper()
    shown = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return next((codes for signs in _readings(shown) if (codes := _codes(criteria, signs))), "")


def _readings(text: str) -> Iterator[str]:
    """Yield the text without what stands between its signs."""
    signs = BETWEEN.sub("", text)
    yield signs
    if re.fullmatch(r"[^-](-[^-])+", signs):
        yield signs.replace("-", "")


def _codes(criteria: Criteria, signs: str) -> str:
    codes = {level.code: level.code for level in criteria.levels}
    ranks = {str(rank): level.code for rank, level in enumerate(criteria.levels)}
    for known in (codes, ranks):
        if len(signs) == len(criteria.processes) and all(sign in known for sign in signs):
            return "".join(known[sign] for sign in signs)
    return ""
