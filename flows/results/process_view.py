"""One process of a result as shown: what each level requires, and the way to the recommended level."""

from dataclasses import dataclass
from enum import StrEnum

from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.model.note_keys import NOTE_PREFIX
from flows.model.result import Result
from flows.standard.criteria import Criteria, Process
from flows.standard.gap import Gap

#: The code of a process without an answer in the place of its level's.
NOT_ANSWERED = "?"


class ProcessStatus(StrEnum):
    """The status of a process; the first two are gaps. An optional process that is not there is absent.

    A process without an answer, in a provisional result, is open.
    """

    MISSING = "missing"
    RAISE = "raise"
    CONFORMS = "conforms"
    ABSENT = "absent"
    OPEN = "open"


GAPS = frozenset({ProcessStatus.MISSING, ProcessStatus.RAISE})


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level as shown: its rank (0 is none) for the colour, its code, its short name.

    `english` is the English name, whose first letter the code is: the standard's form has both names.
    """

    id: str
    rank: int
    code: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class RequirementView:
    """The requirement of a level to a process (Table 1), whole and short; empty for the level none."""

    level: LevelView
    requirement: str
    short: str


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One process as shown.

    `levels` has every level, lowest first; `own_rank` and `recommended_rank` are indexes of it. `own` is the level that
    the process has reached; of an open process it says that there is no answer. `evidence` is the officer's own note,
    empty without one. `needed_when` tells when a process that the group has as needed may be needed; it is empty for a
    mandatory one. What levels require is read from the `standard` where it is shown: a page of 500 services has 6,000
    processes, and shows no requirement.
    """

    id: str
    number: int
    name: str
    short: str
    mandatory: bool
    needed_when: str
    own: LevelView
    own_rank: int
    recommended_rank: int
    status: ProcessStatus
    evidence: str
    levels: tuple[LevelView, ...]
    standard: Process
    language: Language

    @property
    def recommended(self) -> LevelView:
        """Return the level that Table 3 recommends."""
        return self.levels[self.recommended_rank]

    @property
    def requirements(self) -> tuple[RequirementView, ...]:
        """Return what every level requires, the lowest first."""
        return tuple(map(self._requirement_of, self.levels))

    @property
    def requirement(self) -> str:
        """Return what the recommended level requires."""
        return self._requirement_of(self.recommended).requirement

    @property
    def short_requirement(self) -> str:
        """Return what the recommended level requires, in a few words."""
        return self._requirement_of(self.recommended).short

    @property
    def steps(self) -> tuple[RequirementView, ...]:
        """Return the way to the recommended level: what each level above the own one requires, the next one first."""
        return self.requirements[self.own_rank + 1 : self.recommended_rank + 1]

    @property
    def has_steps_between(self) -> bool:
        """Return whether there are levels between the own one and the recommended one."""
        return len(self.steps) > 1

    @property
    def way(self) -> tuple[RequirementView, ...]:
        """Return the own level, and the steps from it to the recommended one."""
        return self.requirements[self.own_rank : self.recommended_rank + 1]

    @property
    def hint(self) -> str:
        """Return `needed_when` where it matters: the process is not there, or below the recommended level."""
        matters = self.own_rank < self.recommended_rank and self.status is not ProcessStatus.OPEN
        return self.needed_when if matters else ""

    @property
    def is_gap(self) -> bool:
        """Return whether the process is missing or below the recommended level."""
        return self.status in GAPS

    def _requirement_of(self, level: LevelView) -> RequirementView:
        required = self.standard.levels.get(level.id)
        if required is None:
            return RequirementView(level, "", "")
        return RequirementView(level, required.full[self.language], required.short[self.language])


def level_views(criteria: Criteria, language: Language) -> tuple[LevelView, ...]:
    """Return every level as shown in one language, lowest first."""
    return tuple(
        LevelView(level.id, rank, level.code, level.short[language], level.name.en)
        for rank, level in enumerate(criteria.levels)
    )


def process_views(
    criteria: Criteria, result: Result, gap: Gap, levels: tuple[LevelView, ...], text: Wording
) -> tuple[ProcessView, ...]:
    """Return every process, in the order of the tables. `levels` are all levels as shown, lowest first."""
    language, raised = text.language, {item.process for item in gap.raises}
    ranks = {process: criteria.level_rank[level] for process, level in result.levels.items()}
    not_answered = LevelView("", 0, NOT_ANSWERED, text("status.open"), text("status.open"))
    return tuple(
        ProcessView(
            id=process.id,
            number=number,
            name=process.name[language],
            short=process.short[language],
            mandatory=criteria.mandatory[result.group][process.id],
            needed_when=_needed_when(criteria, process, result.group, language),
            own=levels[ranks[process.id]] if process.id in ranks else not_answered,
            own_rank=ranks.get(process.id, 0),
            recommended_rank=criteria.level_rank[criteria.recommended[result.group][process.id].id],
            status=_status(criteria, process, result, gap, is_raised=process.id in raised),
            evidence=result.notes.get(NOTE_PREFIX + process.id, ""),
            levels=levels,
            standard=process,
            language=language,
        )
        for number, process in enumerate(criteria.processes, 1)
    )


def _needed_when(criteria: Criteria, process: Process, group: str, language: Language) -> str:
    if criteria.mandatory[group][process.id] or process.needed_when is None:
        return ""
    return process.needed_when[language]


def _status(criteria: Criteria, process: Process, result: Result, gap: Gap, *, is_raised: bool) -> ProcessStatus:
    if process.id not in result.levels:
        return ProcessStatus.OPEN
    if process.id in gap.missing:
        return ProcessStatus.MISSING
    if is_raised:
        return ProcessStatus.RAISE
    is_absent = criteria.level_rank[result.levels[process.id]] == 0
    return ProcessStatus.ABSENT if is_absent else ProcessStatus.CONFORMS
