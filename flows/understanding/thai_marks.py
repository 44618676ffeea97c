"""Thai vowels and tone marks as they are typed and as old files hold them."""

import re

TONES = frozenset(map(chr, range(0x0E48, 0x0E4C)))
NIKHAHIT, AA, AM = "\u0e4d", "\u0e32", "\u0e33"

#: Signs above or below a letter, and the vowel behind it under which a tone mark is sometimes typed.
RUN = re.compile(r"[\u0e31\u0e32\u0e34-\u0e3a\u0e47-\u0e4e]{2,}")
#: The vowel AM as its two parts, in a run in canonical order.
PARTS_OF_AM = re.compile(f"{NIKHAHIT}(\u0e4e?){AA}")
#: The long vowel behind a letter, which looks like AA.
LONG, LONG_AA = "\u0e45", re.compile(r"(?<=[\u0e01-\u0e3a\u0e47-\u0e4e])\u0e45+")
#: Two marks that together look like a third.
I_WITH_NIKHAHIT, UE = frozenset("\u0e34\u0e4d"), "\u0e36"
REPEATED_MARK = re.compile(f"([^{AA}])\\1+")


def _in_order(codes: range, first: int) -> dict[int, int]:
    return {code: first + place for place, code in enumerate(codes)}


#: Signs that fonts of Windows and of the Macintosh keep for private use, and that copying from a PDF file reveals.
#: They are standard signs in another place: raised, lowered, or moved to the left beside a tall letter.
PRIVATE_USE = str.maketrans(
    {
        0xF700: 0x0E10,
        **_in_order(range(0xF701, 0xF705), 0x0E34),
        **_in_order(range(0xF705, 0xF70A), 0x0E48),
        **_in_order(range(0xF70A, 0xF70F), 0x0E48),
        0xF70F: 0x0E0D,
        0xF710: 0x0E31,
        0xF711: 0x0E4D,
        0xF712: 0x0E47,
        **_in_order(range(0xF713, 0xF718), 0x0E48),
        **_in_order(range(0xF718, 0xF71B), 0x0E38),
        0xF884: 0x0E31,
        **_in_order(range(0xF885, 0xF889), 0x0E34),
        0xF889: 0x0E47,
        **{0xF88A + place: 0x0E48 + place // 3 for place in range(15)},
        0xF899: 0x0E4D,
    }
)


def with_standard_signs(text: str) -> str:
    """Return a text whose private-use signs are replaced by the standard ones."""
    return text.translate(PRIVATE_USE)


def in_canonical_order(text: str) -> str:
    """Return one spelling for all that look alike: marks in order and once each, แ for two เ, ำ for its parts."""
    short = LONG_AA.sub(lambda found: AA * len(found[0]), text) if LONG in text else text
    ordered = RUN.sub(_ordered, short.replace(AM, NIKHAHIT + AA)).replace("เเ", "แ")
    return PARTS_OF_AM.sub(rf"\1{AM}", ordered) if NIKHAHIT in ordered else ordered


def _ordered(run: re.Match[str]) -> str:
    """Return a run with the marks of its letter in order, and with the tone marks before the vowel AA."""
    signs = run[0]
    if len(signs) == 2 and AA != signs[0] < signs[1] and signs[1] != NIKHAHIT:
        return signs  # most words with a tone mark: faster
    before, vowel, after = signs.partition(AA)
    marks = {*before, *(sign for sign in after if sign in TONES)}
    if not vowel and marks >= I_WITH_NIKHAHIT:
        marks = marks - I_WITH_NIKHAHIT | {UE}
    others = "".join(sign for sign in after if sign not in TONES)
    return "".join(sorted(marks)) + vowel + REPEATED_MARK.sub(r"\1", others)
