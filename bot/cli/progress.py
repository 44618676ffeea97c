"""A count on standard error that is renewed in its line, where that is a terminal."""

import sys
from time import monotonic
from typing import Self

from flows.operator_text import Translatable, Translate

SECONDS_BETWEEN = 0.1


class Progress:
    """Shows a count while the context lasts. `wording` has the placeholder `count`."""

    def __init__(self, wording: Translatable, translate: Translate) -> None:
        self._wording, self._translate = wording, translate
        self._is_shown = sys.stderr.isatty()
        self._next = 0.0

    def __enter__(self) -> Self:
        """Show nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the line, if there is one."""
        if self._next:
            print(file=sys.stderr)

    def show(self, count: int) -> None:
        """Show a count, ten times a second at most."""
        if self._is_shown and monotonic() >= self._next:
            text = self._translate(Translatable(self._wording.english, count=f"{count:,}"))
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
            self._next = monotonic() + SECONDS_BETWEEN
