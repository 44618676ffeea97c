"""Counts the lines that a bubble takes on a phone in LINE, from its text in a transcript."""

import re
import unicodedata
from collections.abc import Iterator
from math import ceil

#: Thai letters in one line of a bubble in LINE, on a phone of usual width.
LETTERS_A_LINE = 24

#: Unicode categories of what takes no room of its own: Thai vowels and tone marks above and below, invisible signs.
NO_ROOM = {"Mn", "Me", "Cf"}

ADDRESS = re.compile(r"\]\([^)]*\)")
SIDE_BY_SIDE = re.compile(r"\[[^\]]*\]( · \[[^\]]*\])+")
NUMBER = re.compile(r"\d+(\.\d+)?")
BETWEEN_PARTS = " · "


def visible_letters(text: str) -> int:
    """Return the number of letters that take room in a line."""
    return sum(unicodedata.category(letter) not in NO_ROOM for letter in text)


def wrapped(text: str) -> int:
    """Return the number of lines of a text; an empty one takes a line as well."""
    return max(1, ceil(visible_letters(text) / LETTERS_A_LINE))


def lines_of_row(row: str) -> int:
    """Return the lines of one row of a transcript: a text, an answer with its detail, or buttons side by side."""
    row = ADDRESS.sub("]", row)
    if SIDE_BY_SIDE.fullmatch(row):
        return 1
    if not (row.startswith("[") and row.endswith("]")):
        return wrapped(row)
    number, *parts = row[1:-1].split(BETWEEN_PARTS)
    if not parts or not NUMBER.fullmatch(number):
        parts = [number, *parts]
    return sum(map(wrapped, parts))


def bubbles(transcript: str) -> Iterator[list[str]]:
    """Yield the rows of each message of Radap's."""
    rows: list[str] = []
    for line in (*transcript.splitlines(), ""):
        if line.startswith(">"):
            rows.append(line[1:].strip())
        elif rows:
            yield rows
            rows = []
