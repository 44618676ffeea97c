"""Compresses records with a dictionary of the names and values that all of them repeat."""

import zlib
from pathlib import Path

#: Stored records can only be read with the very same dictionary: a change is a new format.
DICTIONARY = (Path(__file__).parent / "dictionary_v1.txt").read_bytes()

LEVEL = 6
MAX_DECOMPRESSED_BYTES = 4 * 1024 * 1024

#: Raw deflate (negative window bits), without header and checksum: the record's format byte and its encryption do both.
WINDOW_32K_RAW = -15

#: Records are small. The usual 256 KiB of memory would be cleared for each of them.
WINDOW_8K_RAW, MEMORY_LEVEL = -13, 5

#: A compressor that has read the dictionary. Copying it is far cheaper than priming a new one for each record.
TEMPLATE_COMPRESSOR = zlib.compressobj(LEVEL, zlib.DEFLATED, WINDOW_8K_RAW, MEMORY_LEVEL, zdict=DICTIONARY)


def compress(text: bytes) -> bytes:
    """Compress a text in UTF-8."""
    compressor = TEMPLATE_COMPRESSOR.copy()
    return compressor.compress(text) + compressor.flush()


def decompress(compressed: bytes) -> bytes:
    """Return the text in UTF-8. Raises ValueError for other data than `compress` returns, and for more than 4 MiB."""
    decompressor = zlib.decompressobj(WINDOW_32K_RAW, zdict=DICTIONARY)
    try:
        text = decompressor.decompress(compressed, MAX_DECOMPRESSED_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not decompressor.eof:
        raise ValueError("truncated, or too large")
    return text
