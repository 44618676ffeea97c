"""Making JSON small before it is stored: it repeats the same names in every record."""

import zlib
from pathlib import Path

#: What records have in common. Stored records can only be read with the very same text: a change is a new format.
COMMON = (Path(__file__).parent / "dictionary_v1.txt").read_bytes()

LEVEL = 6
#: No header and no check sum: the record's own form and its encryption do both.
RAW = -15
LARGEST = 4 * 1024 * 1024

#: A window of 8 KiB and little memory: records are small, and the usual 256 KiB would be cleared for each.
SMALL_RAW, LITTLE_MEMORY = -13, 5

#: Has read what records have in common; each record is compressed by a copy of it.
PREPARED = zlib.compressobj(LEVEL, zlib.DEFLATED, SMALL_RAW, LITTLE_MEMORY, zdict=COMMON)


def pack(text: bytes) -> bytes:
    """The text (in UTF-8), compressed."""
    packing = PREPARED.copy()
    return packing.compress(text) + packing.flush()


def unpack(packed: bytes) -> bytes:
    """The text (in UTF-8). Raises ValueError for what `pack` did not make, or what would be larger than 4 MiB."""
    unpacking = zlib.decompressobj(RAW, zdict=COMMON)
    try:
        text = unpacking.decompress(packed, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacking.eof:
        raise ValueError("not whole")
    return text
