"""Giving memory back to the machine."""

import ctypes
from functools import cache


def trim_heap() -> None:
    """Let the C library return what was freed; by itself it keeps much of what a large piece of work took for a while.

    It does nothing where the C library has no such call (only glibc does).
    """
    _trim()(0)


@cache
def _trim() -> "ctypes._NamedFuncPointer | type[int]":
    return getattr(ctypes.CDLL(None), "malloc_trim", int)
