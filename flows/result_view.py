"""What a result says, in one language: the one source of the chat's message, the page and every file."""

from dataclasses import dataclass

from flows.criteria import Criteria, Level
from flows.dates import spoken_date
from flows.errors import UnknownEditionError
from flows.gap import Gap, Verdict, compute_gap
from flows.language import Language
from flows.notes import NOTE_PREFIX, REMARKS
from flows.result import Result
from flows.wording import Wording

PROCESSES_REMARK, LEVELS_REMARK = REMARKS


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level as shown: its rank (0 is none) for the colour, its code, its short name."""

    id: str
    rank: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One process as shown.

    `demand` is what the recommended level asks for; `status` is one of conforms, missing, raise, absent (optional
    and not there, no gap); `evidence` is the officer's own note, empty without one.
    """

    id: str
    number: int
    name: str
    short: str
    mandatory: bool
    own: LevelView
    recommended: LevelView
    demand: str
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """The whole result in one language; empty strings stand for what the officer left out."""

    language: Language
    service: str
    agency: str
    assessor: str
    description: str
    date: str
    group_id: str
    group_name: str
    group_short: str
    reason: str
    processes_verdict: Verdict
    levels_verdict: Verdict
    processes_verdict_text: str
    levels_verdict_text: str
    processes: tuple[ProcessView, ...]
    processes_remark: str
    levels_remark: str
    edition: str
    notice: str
    source: str
    is_draft: bool

    def with_status(self, status: str) -> tuple[ProcessView, ...]:
        """The processes of one status, in the order of the tables."""
        return tuple(process for process in self.processes if process.status == status)

    @property
    def missing(self) -> tuple[ProcessView, ...]:
        """Mandatory processes that are not there."""
        return self.with_status("missing")

    @property
    def raises(self) -> tuple[ProcessView, ...]:
        """Processes that are there, below the recommended level."""
        return self.with_status("raise")

    @property
    def conforming(self) -> tuple[ProcessView, ...]:
        """Processes that are there and reach the recommended level."""
        return self.with_status("conforms")


def view_result(criteria: Criteria, result: Result, say: Wording) -> ResultView:
    """Put a result into words. Raises UnknownEditionError where it was made with another edition."""
    if result.edition != criteria.edition.id:
        raise UnknownEditionError(result.edition)
    language, group, edition = say.language, criteria.group_by_id[result.group], criteria.edition
    gap = compute_gap(criteria, result.group, result.levels)
    return ResultView(
        language=language,
        service=result.service,
        agency=result.agency,
        assessor=result.assessor,
        description=result.description,
        date=spoken_date(result.assessed_at, say),
        group_id=group.id,
        group_name=group.name[language],
        group_short=group.short[language],
        reason=reason_text(criteria, result.characteristic, say),
        processes_verdict=gap.processes,
        levels_verdict=gap.levels,
        processes_verdict_text=say(f"verdict.{gap.processes.value}"),
        levels_verdict_text=say(f"verdict.{gap.levels.value}"),
        processes=_processes(criteria, result, gap, language),
        processes_remark=result.notes.get(PROCESSES_REMARK, ""),
        levels_remark=result.notes.get(LEVELS_REMARK, ""),
        edition=edition.name[language],
        notice=edition.notice[language],
        source=edition.source[language],
        is_draft=edition.status == "draft",
    )


def reason_text(criteria: Criteria, characteristic: str | None, say: Wording) -> str:
    """Why this group: the characteristic that decided, or that the officer chose it."""
    if characteristic is None:
        return say("reason.chosen")
    return say("reason.characteristic", characteristic=criteria.characteristic_by_id[characteristic].name[say.language])


def level_view(criteria: Criteria, level: Level, language: Language) -> LevelView:
    """A level as shown in one language."""
    return LevelView(level.id, criteria.level_rank[level.id], level.code, level.short[language])


def _processes(criteria: Criteria, result: Result, gap: Gap, language: Language) -> tuple[ProcessView, ...]:
    raised = {item.process for item in gap.raises}
    views = []
    for number, process in enumerate(criteria.processes, 1):
        own = criteria.level_by_id[result.levels[process.id]]
        recommended = criteria.recommended[result.group][process.id]
        views.append(
            ProcessView(
                id=process.id,
                number=number,
                name=process.name[language],
                short=process.short[language],
                mandatory=criteria.mandatory[result.group][process.id],
                own=level_view(criteria, own, language),
                recommended=level_view(criteria, recommended, language),
                demand=process.levels[recommended.id].demand[language],
                status=_status(process.id, own, gap, raised, criteria),
                evidence=result.notes.get(NOTE_PREFIX + process.id, ""),
            )
        )
    return tuple(views)


def _status(process: str, own: Level, gap: Gap, raised: set[str], criteria: Criteria) -> str:
    if process in gap.missing:
        return "missing"
    if process in raised:
        return "raise"
    return "absent" if criteria.level_rank[own.id] == 0 else "conforms"
