"""The width of text on a terminal."""

import unicodedata

#: Unicode categories without a width: Thai vowels and tone marks above and below, and invisible characters.
ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def text_width(text: str) -> int:
    """Return the number of columns that a text takes."""
    return sum(unicodedata.category(character) not in ZERO_WIDTH for character in text)


def padded(text: str, width: int) -> str:
    """Return the text with blanks after it, up to a number of columns."""
    return text + " " * (width - text_width(text))
