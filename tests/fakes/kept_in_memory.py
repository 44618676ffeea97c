"""What of a text the process still holds, after everything that the test itself holds is gone."""

import gc
from collections.abc import Iterator
from types import CoroutineType, FrameType

LOCALS = (FrameType, CoroutineType)


def holders(text: str) -> list[str]:
    """The types of all objects that refer to a string or bytes with this text in it, local variables aside.

    A text may stand there whole or within a longer one; what is compressed or encrypted is not looked into.
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
    """What an object refers to; tuples and dictionaries of plain values are known to nobody but their holders."""
    for held in gc.get_referents(holder):
        yield held
        if isinstance(held, tuple | dict) and not gc.is_tracked(held):
            yield from _held(held)
