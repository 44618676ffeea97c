"""Text lengths as chat platforms count them: in UTF-16 code units or in grapheme clusters.

A grapheme cluster is what a reader sees as one character.
"""

from collections.abc import Callable, Iterable
from unicodedata import category

ELLIPSIS = "…"
ZERO_WIDTH_JOINER = "\u200d"

#: What may stand between a mention at the beginning and what is said.
AFTER_ADDRESS = " ,:;"

#: Letters by their Unicode category (Lo) that form a grapheme cluster with the letter before them: Thai and Lao AM.
SPACING_VOWELS = "\u0e33\u0eb3"


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units; an emoji beyond the basic plane has two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_utf16(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis, in at most `limit` UTF-16 code units."""
    return _cut(text, limit, utf16_length)


def utf16_part(text: str, start: int, length: int) -> str:
    """Return `length` UTF-16 code units from `start` on, without half of a pair that is cut."""
    units = text.encode("utf-16-le")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", errors="ignore")


def without_addresses(text: str, addresses: Iterable[tuple[int, int]], emojis: Iterable[tuple[int, int]] = ()) -> str:
    """Return the text without mentions and emojis (start and length in UTF-16 code units), as if nobody was addressed.

    A blank stays where the mention was between words, and a comma or colon after a mention at the beginning goes too.
    An emoji leaves no blank. A piece that cannot be in the text is ignored.
    """
    pieces = [*((*address, True) for address in addresses), *((*emoji, False) for emoji in emojis)]
    for start, length, is_address in sorted(pieces, reverse=True):
        if start < 0 or length <= 0:
            continue
        said, rest = utf16_part(text, 0, start), utf16_part(text, start + length, utf16_length(text))
        if not is_address:
            text = said + rest
        elif said.strip():
            text = f"{said.rstrip()} {rest.lstrip()}"
        else:
            text = rest.lstrip().lstrip(AFTER_ADDRESS)
    return text.strip()


def graphemes(text: str) -> int:
    """Return an upper bound of the number of grapheme clusters: the number of code points.

    A cluster holds one or more code points, so a text that passes this count passes the platform's too. Thai vowels and
    tone marks above or below a letter make it higher than the true number.
    """
    return len(text)


def cut_graphemes(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis, in at most `limit` grapheme clusters."""
    return _cut(text, limit, graphemes)


def split_utf16(text: str, limit: int) -> list[str]:
    """Return the text in pieces of at most `limit` UTF-16 code units, split at line breaks or spaces where possible."""
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
    """Return how many code points from the beginning have at most that length."""
    end = min(len(text), limit)
    while length(text[:end]) > limit:
        end -= 1
    return end


def _boundary(text: str, end: int) -> int:
    """Return the nearest position at or before `end` that splits no grapheme cluster."""
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
