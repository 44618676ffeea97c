"""The root of Radap's error tree and the errors of the pure part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flows.operator_text import Joined, Text, Translatable


class RadapError(Exception):
    """Something that Radap knows how to explain.

    `problem` describes the failure, and `remedy` the way to fix it (both for operators and developers, without personal
    data; `str` shows them in English, for logs); `retry_helps` tells whether the same call may succeed later.
    """

    retry_helps: ClassVar[bool] = False
    #: Between the problem and the remedy: a blank, or a line break where the problem is a list.
    separator: ClassVar[str] = " "

    def __init__(self, problem: Text, remedy: Text) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(str(self.text))

    @property
    def text(self) -> Text:
        """The problem and its remedy."""
        return Joined(self.separator, (self.problem, self.remedy))


@dataclass(frozen=True, slots=True)
class CriteriaProblem:
    """One thing wrong in a criteria file: where (a path such as `processes.3.name.th`), what, and what to do."""

    place: Text
    problem: Text
    remedy: Text

    @property
    def text(self) -> Text:
        """One line for a terminal."""
        return Joined("", (self.place, ": ", self.problem, " ", self.remedy))

    def __str__(self) -> str:
        """One line for a terminal, in English."""
        return str(self.text)


class CriteriaError(RadapError):
    """A criteria file does not hold a complete, consistent standard; `problems` lists every fault found."""

    separator: ClassVar[str] = "\n"

    def __init__(self, problems: Sequence[CriteriaProblem]) -> None:
        self.problems = tuple(problems)
        lines = _in_lines(self.problems)
        super().__init__(
            Translatable(
                "The criteria file has {count} problem(s):\n{problems}", count=len(self.problems), problems=lines
            ),
            Translatable("Correct the named places, then try `radap check-criteria FILE`."),
        )


class GuidanceError(RadapError):
    """A guidance file is not valid, or does not fit its edition; `problems` lists every fault found."""

    separator: ClassVar[str] = "\n"

    def __init__(self, problems: Sequence[CriteriaProblem]) -> None:
        self.problems = tuple(problems)
        lines = _in_lines(self.problems)
        super().__init__(
            Translatable(
                "The guidance file has {count} problem(s):\n{problems}", count=len(self.problems), problems=lines
            ),
            Translatable("Correct the named places, then try `radap check-guidance FILE`."),
        )


def _in_lines(problems: Sequence[CriteriaProblem]) -> Joined:
    return Joined("\n", [Joined("  ", ("", problem.text)) for problem in problems])


class StoredFormatError(RadapError):
    """Stored data is not in a format this release can read."""

    def __init__(self, what: str) -> None:
        """Name the kind of data, never its content."""
        super().__init__(
            Translatable("The stored {kind} cannot be read by this release.", kind=what),
            Translatable("Run the release that wrote it, or delete the record."),
        )


class UnknownEditionError(RadapError):
    """Stored data was made with an edition of the criteria that is not loaded."""

    def __init__(self, edition: str) -> None:
        super().__init__(
            Translatable("The criteria edition {edition} is not loaded.", edition=repr(edition)),
            Translatable("Start Radap with the criteria file of that edition."),
        )
