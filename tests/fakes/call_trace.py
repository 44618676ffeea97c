"""Record which of Radap's files a piece of work enters, as a reader with a debugger would step through them."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).parents[2]


class CallTrace:
    """The files of `bot/` and `flows/` in the order in which calls enter them.

    A coroutine that goes on after a wait is not entered again. Other tasks do not count: the loading indicator has one
    of its own where the machine is slow.
    """

    def __init__(self) -> None:
        self.entered: list[str] = []
        self._task = asyncio.current_task()
        # The frames themselves, because the id of one that is gone may become another's.
        self._frames: dict[int, FrameType] = {}

    @property
    def files(self) -> set[str]:
        """Return the files that were entered, relative to the checkout."""
        return set(self.entered)

    @property
    def changes(self) -> int:
        """Return how often a call led from one file into another."""
        return sum(1 for before, after in zip(["", *self.entered], self.entered, strict=False) if before != after)

    def profile(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call; the signature is that of `sys.setprofile`."""
        if event != "call" or id(frame) in self._frames or asyncio.current_task() is not self._task:
            return
        if name := _own_file(frame.f_code):
            self._frames[id(frame)] = frame
            self.entered.append(name)


def _own_file(code: CodeType) -> str:
    path = Path(code.co_filename)
    if not path.is_relative_to(ROOT):
        return ""
    name = path.relative_to(ROOT).as_posix()
    return name if name.startswith(("bot/", "flows/")) else ""


@contextmanager
def traced() -> Iterator[CallTrace]:
    """Trace the calls of this thread."""
    trace = CallTrace()
    sys.setprofile(trace.profile)
    try:
        yield trace
    finally:
        sys.setprofile(None)
