"""Finds objects that still hold a text, after the test has released its own references."""

import gc
from collections.abc import Iterator
from types import CoroutineType, FrameType

LOCALS = (FrameType, CoroutineType)


def holders(text: str) -> list[str]:
    """Return the types of all objects that refer to a string or bytes with this text in it, except local variables.

    The text may be a part of a longer one. Compressed and encrypted texts are not found.
    """
    gc.unfreeze()
    gc.collect()
    plain, found = text.encode(), []
    # Loops, not comprehensions: those would hold the text themselves.
    for holder in gc.get_objects():
        if isinstance(holder, LOCALS):
            continue
        for held in _held(holder):
            if (isinstance(held, str) and text in held) or (isinstance(held, bytes | bytearray) and plain in held):
                found.append(type(holder).__qualname__)  # noqa: PERF401 - see above
    return found


def _held(holder: object) -> Iterator[object]:
    """Yield an object's referents, also through tuples and dictionaries of plain values, which gc does not track."""
    for held in gc.get_referents(holder):
        yield held
        if isinstance(held, tuple | dict) and not gc.is_tracked(held):
            yield from _held(held)
