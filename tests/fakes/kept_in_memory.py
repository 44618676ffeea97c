"""Finds objects that still hold a text, after the test has released its own references."""

import gc
from collections.abc import Iterator, Sequence
from types import CoroutineType, FrameType

LOCALS = (FrameType, CoroutineType)


def holders(text: str) -> list[str]:
    """Return the types of all objects that refer to a string or bytes with this text in it, except local variables.

    The text may be a part of a longer one. Compressed and encrypted texts are not found.
    """
    return holders_of_each([text])[0]


def holders_of_each(texts: Sequence[str]) -> list[list[str]]:
    """Return what `holders` does for each of some texts, in one search of all objects."""
    gc.unfreeze()
    gc.collect()
    plains, found = [text.encode() for text in texts], [list[str]() for _ in texts]
    # Loops, not comprehensions: those would hold the text themselves.
    for holder in gc.get_objects():
        if isinstance(holder, LOCALS) or holder is texts or holder is plains:
            continue
        for held in _held(holder):
            parts = texts if isinstance(held, str) else plains if isinstance(held, bytes | bytearray) else ()
            for number, part in enumerate(parts):
                if part in held:  # type: ignore[operator]
                    found[number].append(type(holder).__qualname__)
    gc.freeze()
    return found


def _held(holder: object) -> Iterator[object]:
    """Yield an object's referents, also through tuples and dictionaries of plain values, which gc does not track."""
    for held in gc.get_referents(holder):
        yield held
        if isinstance(held, tuple | dict) and not gc.is_tracked(held):
            yield from _held(held)
