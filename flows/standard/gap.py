"""The gap of a service: what the standard's step 3 computes from the service group and the levels.

Source: chapter 4, step 3, with Tables 2 and 3. The source does not put "in part" and "not at all" into words; the
reading used here is explained in docs/how-the-gap-is-computed.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.standard.criteria import Criteria


class Verdict(StrEnum):
    """The extent to which a service conforms: wholly, in part, or not at all (chapter 5, summary)."""

    CONFORM = "conform"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Raise:
    """A process to raise: the ids of the process, of its own level and of the recommended one."""

    process: str
    own: str
    recommended: str


@dataclass(frozen=True, slots=True)
class Count:
    """The number of processes that conform, of those that a verdict looks at."""

    conforming: int
    total: int

    @property
    def verdict(self) -> Verdict:
        """Return the verdict: all, some or none of the processes conform."""
        if self.conforming == self.total:
            return Verdict.CONFORM
        return Verdict.PARTIAL if self.conforming else Verdict.NONE


@dataclass(frozen=True, slots=True)
class Gap:
    """Both lists in the order of the tables, and the counts from which the two verdicts follow.

    `processes_count` counts the mandatory processes that are present. `levels_count` counts the processes that reach
    the recommended level, of those that are present or mandatory.
    """

    missing: tuple[str, ...]
    raises: tuple[Raise, ...]
    processes_count: Count
    levels_count: Count

    @property
    def processes(self) -> Verdict:
        """Return the verdict on processes."""
        return self.processes_count.verdict

    @property
    def levels(self) -> Verdict:
        """Return the verdict on levels."""
        return self.levels_count.verdict


def compute_gap(criteria: Criteria, group: str, levels: Mapping[str, str]) -> Gap:
    """Compare the level ids of all processes (process id → level id) with both tables' rows for a group id.

    A mandatory process without a level is missing. A process that is present and below the recommended level is to
    be raised, optional ones too. Raises KeyError for an id that the criteria do not have or a process left out.
    """
    return _gap(criteria, group, {process: levels[process] for process in criteria.process_by_id})


def compute_provisional_gap(criteria: Criteria, group: str, levels: Mapping[str, str]) -> Gap:
    """Compare only the processes that have a level; what is found of them stays true whatever the others are.

    The counts, and so the verdicts, do not tell of the whole service: nobody may be shown them.
    """
    return _gap(criteria, group, levels)


def _gap(criteria: Criteria, group: str, levels: Mapping[str, str]) -> Gap:
    rank, absent = criteria.level_rank, criteria.levels[0].id
    mandatory, recommended = criteria.mandatory[group], criteria.recommended[group]
    answered = [process for process in criteria.process_by_id if process in levels]
    present = [process for process in answered if levels[process] != absent]
    required = [process for process in answered if mandatory[process]]
    below = [process for process in present if rank[levels[process]] < rank[recommended[process].id]]
    missing = [process for process in required if process not in present]
    return Gap(
        missing=tuple(missing),
        raises=tuple(Raise(process, levels[process], recommended[process].id) for process in below),
        processes_count=Count(len(required) - len(missing), len(required)),
        levels_count=Count(len(present) - len(below), len(present) + len(missing)),
    )
