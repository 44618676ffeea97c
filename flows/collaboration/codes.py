"""One-time codes that people send each other: 80 bits in Crockford's base 32, in groups of four."""

import re
import unicodedata
from typing import NamedTuple

from flows.collaboration.kinds import SharedKind

CODE_BYTES = 10

#: Crockford's base 32: no I, L, O and U, which are read for other signs.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_A_SIGN = 5
GROUP = 4
LENGTH = CODE_BYTES * 8 // BITS_A_SIGN

#: What people type for a sign of the alphabet.
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})

#: Hyphens and spaces that keyboards and word processors put between the groups.
BETWEEN = "[-‐‑‒–—−_ \u00a0]"

#: Every code has one of these: four English words of four letters are none.
DIGITS = frozenset("23456789")

#: Four groups with a sign between them, not within a longer word or number.
GROUPS = re.compile(rf"(?<![0-9A-Z])[0-9A-Z]{{4}}(?:{BETWEEN}[0-9A-Z]{{4}}){{3}}(?![0-9A-Z])")
#: The code alone, without signs between the groups. It has letters too: a number alone is none.
ALONE = re.compile(r"(?=.*[A-Z])[0-9A-Z]{16}")

LONGEST_TEXT = 1_000


class CodeTarget(NamedTuple):
    """The shared record that a code opens: its kind, and its token."""

    kind: SharedKind
    token: str


class OpenedCode(NamedTuple):
    """A code that somebody opens, and the token of its shared record."""

    code: str
    token: str


def code_from_bytes(random: bytes) -> str:
    """Return the code of random bytes, such as `7KQ2-M9XA-04TC-WE5H`.

    Ten bytes in a row make it: the first ten that are not like words. Of 100 codes one is, so that 20 bytes suffice.
    Raises ValueError where none make a code.
    """
    for start in range(len(random) - CODE_BYTES + 1):
        signs = _signs(random[start : start + CODE_BYTES])
        if DIGITS.intersection(signs):
            return "-".join(signs[place : place + GROUP] for place in range(0, LENGTH, GROUP))
    raise ValueError("these bytes make no code")


def _signs(random: bytes) -> str:
    number = int.from_bytes(random)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, CODE_BYTES * 8, BITS_A_SIGN))


def find_code(text: str) -> str:
    """Return the first code in a text, in the form of `code_from_bytes`; empty where there is none.

    Thai and full-width digits count, small letters, other hyphens, and the look-alikes O, I and L.
    """
    if len(text) > LONGEST_TEXT:
        return ""
    plain = "".join(plain_sign(sign) for sign in text.upper())
    found = GROUPS.search(plain) or ALONE.fullmatch(plain.strip())
    if found is None:
        return ""
    signs = re.sub(BETWEEN, "", found[0]).translate(LOOK_ALIKES)
    if not (set(signs) <= set(ALPHABET) and DIGITS.intersection(signs)):
        return ""
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain_sign(sign: str) -> str:
    """Return a digit of any script as its Western one, and a full-width letter as its usual form."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign
