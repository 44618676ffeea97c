"""Cleaning of typed service data and notes, without changing their meaning."""

import re
import unicodedata

#: Zero-width joiner and non-joiner belong to scripts and emoji; other format characters can only deceive the eye.
KEPT_FORMAT_CHARACTERS = "\u200c\u200d"
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\s*\n\s*")


def clean_line(text: str) -> str:
    """Return one line: line breaks and runs of spaces become one space; control and direction characters go."""
    return " ".join(_visible(text).split())


def clean_paragraphs(text: str) -> str:
    """Return several lines: as `clean_line`, but line breaks stay (never two at once)."""
    return BLANK_LINES.sub("\n", SPACES.sub(" ", _visible(text))).strip()


def has_letters(text: str) -> bool:
    """Return whether there is at least one letter of any script."""
    return any(character.isalpha() for character in text)


def _visible(text: str) -> str:
    kept = (character if _is_shown(character) else " " for character in unicodedata.normalize("NFC", text))
    return "".join(kept)


def _is_shown(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "\n" or character in KEPT_FORMAT_CHARACTERS or category not in {"Cc", "Cf", "Cs"}
