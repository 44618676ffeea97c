"""Lengths as chat platforms count them: UTF-16 code units, and grapheme clusters (what a reader sees as one sign)."""

from collections.abc import Callable
from unicodedata import category

ELLIPSIS = "…"
ZERO_WIDTH_JOINER = "\u200d"

#: Signs that Unicode counts as letters but writes together with the letter before them.
SPACING_VOWELS = "\u0e33\u0eb3"


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text has; an emoji beyond the basic plane has two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_utf16(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `limit` UTF-16 code units."""
    return _cut(text, limit, utf16_length)


def utf16_part(text: str, start: int, length: int) -> str:
    """So many UTF-16 code units of the text from `start` on, without half of a pair that is cut."""
    units = text.encode("utf-16-le")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", errors="ignore")


def without_utf16(text: str, start: int, length: int) -> str:
    """The text without `length` UTF-16 code units from `start` on; half of a pair that is cut goes too."""
    units = text.encode("utf-16-le")
    return (units[: 2 * start] + units[2 * (start + length) :]).decode("utf-16-le", errors="ignore")


def graphemes(text: str) -> int:
    """At least as many as the text has grapheme clusters.

    It is the number of code points: a cluster holds one or more of them, so what passes this count passes the
    platform's too. Thai vowels and tone marks above or below a letter make it higher than the true number.
    """
    return len(text)


def cut_graphemes(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `limit` grapheme clusters."""
    return _cut(text, limit, graphemes)


def split_utf16(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 code units, parted at line breaks or blanks where there are any."""
    pieces = []
    while utf16_length(text) > limit:
        fitting = _fitting(text, limit, utf16_length)
        end = _boundary(text, fitting) or fitting
        blank = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        end = blank + 1 if blank > 0 else end
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [piece for piece in (*pieces, text) if piece]


def _cut(text: str, limit: int, length: Callable[[str], int]) -> str:
    if length(text) <= limit:
        return text
    end = _boundary(text, _fitting(text, limit - len(ELLIPSIS), length))
    return text[:end].rstrip() + ELLIPSIS


def _fitting(text: str, limit: int, length: Callable[[str], int]) -> int:
    """How many code points from the beginning have at most that length."""
    end = min(len(text), limit)
    while length(text[:end]) > limit:
        end -= 1
    return end


def _boundary(text: str, end: int) -> int:
    """The nearest place at or before `end` that parts no sign."""
    while 0 < end < len(text) and _is_joined(text[end - 1], text[end]):
        end -= 1
    return end


def _is_joined(before: str, after: str) -> bool:
    return (
        category(after).startswith("M")
        or after in SPACING_VOWELS
        or ZERO_WIDTH_JOINER in {before, after}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )
