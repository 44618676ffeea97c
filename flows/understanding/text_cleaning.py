"""Cleaning of typed service data and notes, without changing their meaning."""

import re
import unicodedata

from flows.understanding.invisible import looks_like_a_blank, shown
from flows.understanding.thai_marks import with_standard_signs

#: Zero-width joiner and non-joiner shape some scripts and emoji. Thai and Latin letters need neither.
JOINERS = "\u200c\u200d"
NEEDLESS_JOINER = re.compile(
    f"(?<![^\\s\\x00-\\x7f\u0e00-\u0e7f])[{JOINERS}]+|[{JOINERS}]+(?![^\\s\\x00-\\x7f\u0e00-\u0e7f])"
)
#: A selector of a variant belongs to the character before it: it makes a heart red.
SELECTORS = "\ufe0e\ufe0f"
NEEDLESS_SELECTOR = re.compile(f"(?<!\\S)[{SELECTORS}]+")
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\s*\n\s*")


def clean_line(text: str) -> str:
    """Return one line: line breaks and runs of spaces become one space; what is not visible goes."""
    return " ".join(_visible(text).split())


def clean_paragraphs(text: str) -> str:
    """Return several lines: as `clean_line`, but line breaks stay (never two at once)."""
    return BLANK_LINES.sub("\n", SPACES.sub(" ", _visible(text))).strip()


def has_letters(text: str) -> bool:
    """Return whether there is at least one letter of any script that can be seen."""
    return any(character.isalpha() and not looks_like_a_blank(character) for character in text)


def _visible(text: str) -> str:
    """Return the text with the standard's signs and without what is not visible."""
    joined = NEEDLESS_JOINER.sub("", with_standard_signs(text))
    return NEEDLESS_SELECTOR.sub("", unicodedata.normalize("NFC", "".join(map(_shown, joined))))


def _shown(character: str) -> str:
    """Return a character as `shown` does; those that shape the characters beside them stay."""
    return character if character in JOINERS or character in SELECTORS else shown(character)
