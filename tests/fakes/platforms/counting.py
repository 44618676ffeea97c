"""The units in which the platforms count."""

import json
import unicodedata
from typing import Any

ZERO_WIDTH_JOINER = "\u200d"
JOINS_WITHOUT_MARK_CATEGORY = "\u200c\u0e33\u0eb3"  # zero-width non-joiner, Thai and Lao sara am


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units (an emoji outside the basic plane has two)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Return the number of bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def json_bytes(value: Any) -> int:
    """The size of a value as compact JSON in UTF-8."""
    return utf8_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def graphemes(text: str) -> int:
    """Return the number of characters that a person sees: extended grapheme clusters, for Thai, Latin and emoji."""
    count, flags_in_a_row, previous = 0, 0, ""
    for character in text:
        is_flag = _is_flag_letter(character)
        completes_flag = is_flag and flags_in_a_row % 2 == 1
        if not previous or not (completes_flag or _joins(previous, character)):
            count += 1
        flags_in_a_row = flags_in_a_row + 1 if is_flag else 0
        previous = character
    return count


def _joins(previous: str, character: str) -> bool:
    if previous in "\r\n" or character in "\r\n":
        return (previous, character) == ("\r", "\n")
    if _extends(character):
        return True
    return previous == ZERO_WIDTH_JOINER and unicodedata.category(character) == "So"


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Mn", "Mc", "Me"}
        or character == ZERO_WIDTH_JOINER
        or character in JOINS_WITHOUT_MARK_CATEGORY
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, as in the flag of Scotland
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
