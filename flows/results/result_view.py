"""A result in words, in one language: the one source of the chat's message, the page and every file."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.assessment.flow import FLOW
from flows.assessment.flow_steps import TextQuestion
from flows.errors import UnknownEditionError
from flows.i18n.dates import spoken_date, spoken_day
from flows.i18n.language import Language
from flows.i18n.wording import Wording, quoted
from flows.model.note_keys import REMARKS
from flows.model.question_ids import SERVICE
from flows.model.result import Result
from flows.results.approval_view import ApprovalView
from flows.results.group_view import CharacteristicView, GroupView, characteristic_views, group_views, ticked_ids
from flows.results.guidance_view import AdviceView, view_advice
from flows.results.process_view import LevelView, ProcessStatus, ProcessView, level_views, process_views
from flows.results.trend_view import PastView, trend
from flows.standard.criteria import Criteria
from flows.standard.gap import Count, Gap, Verdict, compute_gap, compute_provisional_gap
from flows.standard.guidance import NO_GUIDANCE, Guidance, Guidances
from flows.standard.level_changes import compare_levels

PROCESSES_REMARK, LEVELS_REMARK = REMARKS


@dataclass(frozen=True, slots=True)
class ChangeView:
    """The changes since the last assessment of the same service: its date, and the processes."""

    since: str
    rose: tuple[ProcessView, ...]
    fell: tuple[ProcessView, ...]
    stayed: tuple[ProcessView, ...]


@dataclass(frozen=True, slots=True)
class ServiceDatum:
    """An answer of the service data with its label.

    `is_hidden` tells that there is an answer which the owner of the result does not show; `value` is empty then.
    `is_name` marks the name of the service.
    """

    id: str
    label: str
    value: str
    is_name: bool
    is_private: bool
    is_multiline: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """The whole result in one language. Empty strings mark the answers that the officer left out.

    `levels_reason` tells why levels do not conform although no process has to be raised; otherwise it is empty.
    `date` is the date of assessment in words, `assessed_on` the same in ISO 8601. `stamp` tells how much of a
    provisional result is answered, and is empty for a confirmed one. A provisional result has no verdicts (None): they
    tell of the whole service. The tables of characteristics and groups are put into words from the `standard` where
    they are shown: a page of 500 services does not show them. `ticks` are the officer's answers about characteristics,
    `deciding` is the one that decided (None: the officer chose the group). `guidance` is the one of the edition, None
    where there is none. `approval` is the state of its approval; None where none was asked for. `trend` has the results
    of the service over the years, the oldest first and this one last; it is empty for the first one.
    """

    language: Language
    service_data: tuple[ServiceDatum, ...]
    date: str
    assessed_on: str
    group_id: str
    group_name: str
    group_short: str
    group_definition: str
    reason: str
    processes_verdict: Verdict | None
    levels_verdict: Verdict | None
    processes_verdict_text: str
    levels_verdict_text: str
    processes_count: Count
    levels_count: Count
    processes_count_text: str
    levels_count_text: str
    levels_reason: str
    levels: tuple[LevelView, ...]
    processes: tuple[ProcessView, ...]
    standard: Criteria
    ticks: Mapping[str, str]
    deciding: str | None
    change: ChangeView | None
    processes_remark: str
    levels_remark: str
    edition: str
    notice: str
    source: str
    is_draft: bool
    stamp: str
    guidance: Guidance | None = None
    approval: ApprovalView | None = None
    trend: tuple[PastView, ...] = ()

    @property
    def service(self) -> str:
        """Return the name of the service."""
        return next(item.value for item in self.service_data if item.is_name)

    @property
    def characteristics(self) -> tuple[CharacteristicView, ...]:
        """Return the characteristics in the order of the standard's form: the least important first."""
        return characteristic_views(self.standard, self.ticks, self.deciding, self.language)

    @property
    def groups(self) -> tuple[GroupView, ...]:
        """Return all groups, the least important first."""
        return group_views(self.standard, self.group_id, self.language)

    @property
    def public_data(self) -> tuple[ServiceDatum, ...]:
        """Return the lines of service data that every reader sees beside the name of the service."""
        return tuple(item for item in self.service_data if not item.is_private and not item.is_multiline)

    @property
    def private_data(self) -> tuple[ServiceDatum, ...]:
        """Return the lines of service data that readers see only if the owner chooses so."""
        return tuple(item for item in self.service_data if item.is_private and not item.is_multiline)

    @property
    def long_data(self) -> tuple[ServiceDatum, ...]:
        """Return the service data of several lines."""
        return tuple(item for item in self.service_data if item.is_multiline)

    def with_status(self, status: ProcessStatus) -> tuple[ProcessView, ...]:
        """Return the processes of one status, in the order of the tables."""
        return tuple(process for process in self.processes if process.status == status)

    @property
    def missing(self) -> tuple[ProcessView, ...]:
        """Return the mandatory processes that are not there."""
        return self.with_status(ProcessStatus.MISSING)

    @property
    def raises(self) -> tuple[ProcessView, ...]:
        """Return the processes that are there, below the recommended level."""
        return self.with_status(ProcessStatus.RAISE)

    @property
    def has_gap(self) -> bool:
        """Return whether a process is missing or to be raised."""
        return any(process.is_gap for process in self.processes)

    @property
    def absent(self) -> tuple[ProcessView, ...]:
        """Return the processes that the group has as needed, and that are not there."""
        return self.with_status(ProcessStatus.ABSENT)

    @property
    def open(self) -> tuple[ProcessView, ...]:
        """Return the processes without an answer, in a provisional result."""
        return self.with_status(ProcessStatus.OPEN)

    @property
    def is_provisional(self) -> bool:
        """Return whether questions were open when the result was made."""
        return bool(self.stamp)

    @property
    def conforming(self) -> tuple[ProcessView, ...]:
        """Return the processes that are there and reach the recommended level."""
        return self.with_status(ProcessStatus.CONFORMS)

    @property
    def road_map(self) -> tuple[ProcessView, ...]:
        """Return the gaps in the order of work: mandatory ones first, then the longest way, then what is not there."""
        gaps = (process for process in self.processes if process.is_gap)
        return tuple(sorted(gaps, key=_urgency))

    def advices(self, process: ProcessView) -> tuple[tuple[LevelView, AdviceView], ...]:
        """Return how a process reaches each level on the way to the recommended one, as far as it is told."""
        found = ((step.level, self.advice(process.id, step.level.id)) for step in process.steps)
        return tuple((level, advice) for level, advice in found if advice)

    def advice(self, process: str, level: str) -> AdviceView | None:
        """Return how a process reaches a level; None where the guidance tells nothing."""
        found = self.guidance.advice(process, level) if self.guidance else None
        return view_advice(found, self.language) if found else None


def view_result(criteria: Criteria, result: Result, text: Wording, guidances: Guidances = NO_GUIDANCE) -> ResultView:
    """Put a result into words. Raises UnknownEditionError if it was made with another edition."""
    if result.edition != criteria.edition.id:
        raise UnknownEditionError(result.edition)
    language, group, edition = text.language, criteria.group_by_id[result.group], criteria.edition
    gap = gap_of(criteria, result)
    levels = level_views(criteria, language)
    processes = process_views(criteria, result, gap, levels, text)
    return ResultView(
        language=language,
        service_data=tuple(_datum(question, result, text) for question in FLOW.service_data),
        date=spoken_day(result.assessed_day, text),
        assessed_on=result.assessed_day.isoformat(),
        group_id=group.id,
        group_name=group.name[language],
        group_short=group.short[language],
        group_definition=group.full[language],
        reason=reason_text(criteria, result.characteristic, ticked_ids(criteria, result), text),
        processes_verdict=None if result.is_provisional else gap.processes,
        levels_verdict=None if result.is_provisional else gap.levels,
        processes_verdict_text=_verdict_text(result, gap.processes, text),
        levels_verdict_text=_verdict_text(result, gap.levels, text),
        processes_count=gap.processes_count,
        levels_count=gap.levels_count,
        processes_count_text="" if result.is_provisional else _count_text("processes", gap.processes_count, text),
        levels_count_text="" if result.is_provisional else _count_text("levels", gap.levels_count, text),
        levels_reason="" if result.is_provisional else _levels_reason(gap, text),
        levels=levels,
        processes=processes,
        standard=criteria,
        ticks=result.ticks,
        deciding=result.characteristic,
        change=_change(criteria, result, processes, text),
        processes_remark=result.notes.get(PROCESSES_REMARK, ""),
        levels_remark=result.notes.get(LEVELS_REMARK, ""),
        edition=edition.name[language],
        notice=edition.notice[language],
        source=edition.source[language],
        is_draft=edition.status == "draft",
        stamp=_stamp(result, processes, text),
        guidance=guidances.get(edition.id),
        trend=trend(criteria, result, levels, text),
    )


def gap_of(criteria: Criteria, result: Result) -> Gap:
    """Return the gap of a result; of a provisional one, as far as it is answered."""
    compute = compute_provisional_gap if result.is_provisional else compute_gap
    return compute(criteria, result.group, result.levels)


def _verdict_text(result: Result, verdict: Verdict, text: Wording) -> str:
    return text("verdict.open" if result.is_provisional else f"verdict.{verdict.value}")


def _stamp(result: Result, processes: tuple[ProcessView, ...], text: Wording) -> str:
    if not result.is_provisional:
        return ""
    return text("result.stamp", answered=len(result.levels), total=len(processes))


def _datum(question: TextQuestion, result: Result, text: Wording) -> ServiceDatum:
    answer = result.service_data.get(question.id, "")
    is_shown = result.shows_assessor or not question.is_private
    return ServiceDatum(
        id=question.id,
        label=text(question.label),
        value=answer if is_shown else "",
        is_name=question.id == SERVICE,
        is_private=question.is_private,
        is_multiline=question.is_multiline,
        is_hidden=bool(answer) and not is_shown,
    )


def reason_text(criteria: Criteria, characteristic: str | None, ticked: tuple[str, ...], text: Wording) -> str:
    """Return the reason for the group: the characteristic that decided, or the officer's choice.

    It names every one of the characteristics that hold, where it is more than one.
    """
    names = {item: criteria.characteristic_by_id[item].name[text.language] for item in ticked}
    if characteristic is None:
        return text("reason.chosen_as", characteristics=quoted(names.values())) if names else text("reason.chosen")
    deciding = criteria.characteristic_by_id[characteristic].name[text.language]
    if len(names) > 1:
        return text("reason.several", characteristics=quoted(names.values()), characteristic=deciding)
    return text("reason.characteristic", characteristic=deciding)


def _count_text(verdict: str, count: Count, text: Wording) -> str:
    return text(f"result.{verdict}_count", conforming=count.conforming, total=count.total)


def _levels_reason(gap: Gap, text: Wording) -> str:
    if gap.raises or gap.levels is Verdict.CONFORM:
        return ""
    return text.plural("result.levels_reason", len(gap.missing), verdict=text(f"verdict.{gap.levels.value}"))


def _urgency(process: ProcessView) -> tuple[bool, int, bool, int]:
    return not process.mandatory, -len(process.steps), process.status is not ProcessStatus.MISSING, process.number


def _change(criteria: Criteria, result: Result, processes: tuple[ProcessView, ...], text: Wording) -> ChangeView | None:
    if result.earlier is None:
        return None
    change = compare_levels(criteria, result.earlier.levels, result.levels)
    rose, fell, stayed = (
        tuple(process for process in processes if process.id in changed)
        for changed in (change.rose, change.fell, change.stayed)
    )
    return ChangeView(spoken_date(result.earlier.finished_at, text), rose, fell, stayed)
