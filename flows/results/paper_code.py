"""The code that every page and form of a result carries: 60 bits in Crockford's base 32 and a check sign.

The code names a version of a result. It is computed from the answers, keyed with the token of the result's link, so
that nobody guesses it, and nobody learns the link or the answers from it. Settings of the link, the language of the
paper, and an approval are no part of it.
"""

from hashlib import blake2b

from flows.collaboration.codes import ALPHABET, BETWEEN, BITS_A_SIGN, GROUP, LOOK_ALIKES, plain_sign
from flows.model.result import Result
from flows.results.seen_result import KEY_BYTES, seen_text

PREFIX = "V"
SIGNS = 12
CODE_BITS = SIGNS * BITS_A_SIGN
DIGEST_BYTES = 8

#: x⁵ + x² + 1, a primitive polynomial over GF(2): its root has the order 31, so that each sign has a weight of its own.
POLYNOMIAL = 0b100101
FIELD_SIZE = 1 << BITS_A_SIGN

#: What somebody types is no longer, even with signs between all others.
LONGEST_TEXT = 60


def paper_code(result: Result) -> str:
    """Return the code of a result, such as `V-7KQ2-M9XA-04TC-5`."""
    seen = seen_text(result, result.token, shows_private=True)
    key = result.token.encode()[:KEY_BYTES]
    hashed = blake2b(seen.encode(), digest_size=DIGEST_BYTES, key=key, person=b"radap paper").digest()
    number = int.from_bytes(hashed) >> (DIGEST_BYTES * 8 - CODE_BITS)
    signs = "".join(ALPHABET[number >> shift & 31] for shift in reversed(range(0, CODE_BITS, BITS_A_SIGN)))
    return _written(signs + _check_sign(signs))


def find_paper_code(text: str) -> str:
    """Return the code that somebody typed, in the form of `paper_code`; empty where a sign is wrong or missing.

    Thai and full-width digits count, small letters, other hyphens or none, the look-alikes O, I and L, and a code
    without its `V`.
    """
    if len(text) > LONGEST_TEXT:
        return ""
    between = set(BETWEEN.strip("[]"))
    plain = "".join(plain_sign(sign) for sign in text.upper()).translate(LOOK_ALIKES)
    signs = "".join(sign for sign in plain if sign not in between)
    signs = signs[1:] if len(signs) == SIGNS + 2 and signs[0] == PREFIX else signs
    if len(signs) != SIGNS + 1 or not set(signs) <= set(ALPHABET) or _check_sign(signs[:-1]) != signs[-1]:
        return ""
    return _written(signs)


def _written(signs: str) -> str:
    return "-".join((PREFIX, *(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))))


def _check_sign(signs: str) -> str:
    """Return the sign that makes the code a word of a Reed-Solomon code over GF(32).

    One wrong sign is always found, and so are any two that changed places: no two signs have the same weight.
    """
    check = 0
    for sign in signs:
        check = _times_root(check ^ ALPHABET.index(sign))
    return ALPHABET[check]


def _times_root(element: int) -> int:
    doubled = element << 1
    return doubled ^ POLYNOMIAL if doubled & FIELD_SIZE else doubled
