"""The root of Radap's error tree and the errors of the pure part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class RadapError(Exception):
    """Something that Radap knows how to explain.

    `problem` describes the failure, and `remedy` the way to fix it (both for operators and developers, in English,
    without personal data); `retry_helps` tells whether the same call may succeed later.
    """

    retry_helps: ClassVar[bool] = False

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class CriteriaProblem:
    """One thing wrong in a criteria file: where (a path such as `processes.3.name.th`), what, and what to do."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.place}: {self.problem} {self.remedy}"


class CriteriaError(RadapError):
    """A criteria file does not hold a complete, consistent standard; `problems` lists every fault found."""

    def __init__(self, problems: Sequence[CriteriaProblem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(
            f"The criteria file has {len(self.problems)} problem(s):\n{lines}\n",
            "Correct the named places, then try `radap check-criteria FILE`.",
        )


class StoredFormatError(RadapError):
    """Stored data is not in a format this release can read."""

    def __init__(self, what: str) -> None:
        """Name the kind of data, never its content."""
        super().__init__(
            f"The stored {what} cannot be read by this release.",
            "Run the release that wrote it, or delete the record.",
        )


class UnknownEditionError(RadapError):
    """Stored data was made with an edition of the criteria that is not loaded."""

    def __init__(self, edition: str) -> None:
        super().__init__(
            f"The criteria edition {edition!r} is not loaded.",
            "Start Radap with the criteria file of that edition.",
        )
