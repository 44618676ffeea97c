"""Texts in the encodings in which spreadsheet programs save them."""

import codecs

from bot.errors import SheetRefusal, SheetRefused

#: UTF-8 with or without a byte order mark, and code page 874 of Thai Windows.
ENCODINGS = ("utf-8-sig", "cp874")
UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Of the first bytes of a text in UTF-16 without a mark, this share is zero at one of two places.
FIRST_BYTES, SHARE_OF_ZEROS = 200, 0.2
#: A text has fewer control characters than this share.
SHARE_OF_CONTROLS = 0.1
LAYOUT = "\t\r\n\f\v\x1a"


def decode_text(content: bytes) -> str:
    """Return the text. Raises SheetRefused for content that is no text."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(character < " " and character not in LAYOUT for character in text)
        if "\0" not in text and controls <= len(text) * SHARE_OF_CONTROLS:
            return text
        break
    raise SheetRefused(SheetRefusal.UNKNOWN)


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in UTF_16:
        if content.startswith(mark):
            return (encoding,)
    first = content[:FIRST_BYTES]
    if first[1::2].count(0) > len(first) * SHARE_OF_ZEROS / 2:
        return ("utf-16-le",)
    if first[::2].count(0) > len(first) * SHARE_OF_ZEROS / 2:
        return ("utf-16-be",)
    return ENCODINGS
