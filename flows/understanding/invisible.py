"""Characters that leave no mark on the screen, though some of them count as letters."""

import unicodedata

#: Fillers of Korean, the empty Braille cell and the empty note: as wide as a letter, and empty.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800\U0001d159"
#: Beside the format characters, those that no font shows: the grapheme joiner, inherent vowels of Khmer, selectors of
#: a variant of the character before.
IGNORED = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f") | {chr(code) for code in range(0xFE00, 0xFE10)}
SELECTORS_SUPPLEMENT = range(0xE0100, 0xE01F0)
#: Format characters that are shown: signs around a number or a year in Arabic, Syriac and Kaithi.
SHOWN_FORMAT_CHARACTERS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def looks_like_a_blank(character: str) -> bool:
    """Return whether a character that is no blank looks like one."""
    return character in BLANKS


def shown(character: str) -> str:
    """Return a character; a blank for a control character or one that looks like a blank, nothing for an unseen one.

    Unseen are zero-width and direction characters, soft hyphens, selectors of a variant. A line break stays.
    """
    category = unicodedata.category(character)
    if looks_like_a_blank(character) or category in {"Cc", "Cs"}:
        return character if character == "\n" else " "
    is_unseen = category == "Cf" and character not in SHOWN_FORMAT_CHARACTERS
    return "" if is_unseen or character in IGNORED or ord(character) in SELECTORS_SUPPLEMENT else character
