"""Counts calls of functions: a measure of work that does not depend on the machine's speed."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def counted_calls(name: str) -> Iterator[list[str]]:
    """Count the calls of C functions of this name in this thread."""
    calls: list[str] = []

    def look(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") == name:
            calls.append(name)

    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@contextmanager
def counted_work() -> Iterator[list[None]]:
    """Count all calls of functions, in this thread and in those that begin meanwhile: one item for each."""
    calls: list[None] = []

    def look(frame: FrameType, event: str, called: object) -> None:
        if event in {"call", "c_call"}:
            calls.append(None)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
