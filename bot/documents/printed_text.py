"""Texts for Typst's templates: what the font can show, and where a word that Typst cannot break may be broken."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from bot.documents.typst_compiler import printable

#: Texts in which Typst knows no place to break: long words of another script or of digits, consonants without a vowel,
#: and repetitions. Other Thai breaks by a dictionary.
UNBREAKABLE = re.compile(r"[^\s\u0e00-\u0e7f]{16,}|[\u0e50-\u0e59]{16,}|[\u0e01-\u0e2e]{24,}|(\S{1,6}?)\1{7,}")


def parts_of(typed: str) -> list[dict[str, Any]]:
    """Split a typed text, so that the template can break the words for which Typst knows no place to break."""
    ends = [0, *(end for match in UNBREAKABLE.finditer(typed) for end in match.span()), len(typed)]
    parts = [(typed[start:end], place % 2 == 1) for place, (start, end) in enumerate(pairwise(ends))]
    return [{"text": text, "breaks": breaks} for text, breaks in parts if text]


def printable_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template's input with all its texts printable."""
    return {name: _printable(item) for name, item in content.items()}


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return printable_content(value)
    return [_printable(item) for item in value] if isinstance(value, list) else value
