"""Several services in one view: an owner's finished assessments side by side, and the gaps they share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.i18n.language import Language
from flows.model.finished import FinishedEntry
from flows.model.question_ids import AGENCY, SEVERAL
from flows.results.plan_view import EqualStep, equal_steps
from flows.results.process_view import ProcessStatus, ProcessView
from flows.results.result_view import ResultView
from flows.understanding.normal_form import canonical


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service: its newest result in words, that result's token, and when it was confirmed (seconds since 1970).

    `open_until` is when its link, or its request for approval, ends (seconds since 1970; 0: never).
    """

    view: ResultView
    token: str
    assessed_at: int
    open_until: int = 0


@dataclass(frozen=True, slots=True)
class CommonGap:
    """A process, and the numbers of services in which it is missing or to be raised."""

    process: ProcessView
    missing: int
    raises: int

    @property
    def total(self) -> int:
        """Return the number of services in which the process has a gap."""
        return self.missing + self.raises


@dataclass(frozen=True)
class PortfolioView:
    """All services in the order in which they were assessed, the newest first; there is at least one.

    What is computed from all rows is computed once: a page asks for it at each row.
    """

    language: Language
    rows: tuple[ServiceRow, ...]

    @cached_property
    def open_until(self) -> int:
        """Return when the first of the links, or of the requests, ends (seconds since 1970; 0: none does)."""
        return min((row.open_until for row in self.rows if row.open_until), default=0)

    @cached_property
    def processes(self) -> tuple[ProcessView, ...]:
        """Return the columns: the processes of the newest assessment, then those that only other editions have."""
        known: dict[str, ProcessView] = {}
        for row in self.rows:
            for process in row.view.processes:
                known.setdefault(process.id, process)
        return tuple(known.values())

    @cached_property
    def has_several_editions(self) -> bool:
        """Return whether the services were assessed by different editions of the criteria."""
        return len({row.view.edition for row in self.rows}) > 1

    @cached_property
    def has_approvals(self) -> bool:
        """Return whether approval was asked for a service."""
        return any(row.view.approval for row in self.rows)

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """Return the notices of all editions, that of the newest assessment first."""
        return tuple(dict.fromkeys(row.view.notice for row in self.rows))

    @cached_property
    def missing(self) -> int:
        """Return the number of missing processes in all services together."""
        return sum(len(row.view.missing) for row in self.rows)

    @cached_property
    def raises(self) -> int:
        """Return the number of processes to raise in all services together."""
        return sum(len(row.view.raises) for row in self.rows)

    @cached_property
    def agency(self) -> str:
        """Return the agency that all services have; empty where they have several."""
        agencies = {item.value for row in self.rows for item in row.view.public_data if item.id == AGENCY}
        return agencies.pop() if len(agencies) == 1 else ""

    @cached_property
    def conforming(self) -> int:
        """Return the number of services without any gap; a provisional result may still find one."""
        return sum(not (row.view.has_gap or row.view.is_provisional) for row in self.rows)

    @cached_property
    def is_draft(self) -> bool:
        """Return whether a service was assessed by a draft of the standard."""
        return any(row.view.is_draft for row in self.rows)

    @cached_property
    def gaps(self) -> tuple[CommonGap, ...]:
        """Return the processes with a gap, those that most services share first."""
        gaps = (_common_gap(process, self.rows) for process in self.processes)
        return tuple(sorted((gap for gap in gaps if gap.total), key=lambda gap: (-gap.total, gap.process.number)))

    @cached_property
    def is_provisional(self) -> bool:
        """Return whether the result of a service is provisional."""
        return any(row.view.is_provisional for row in self.rows)

    @cached_property
    def steps(self) -> tuple[EqualStep, ...]:
        """Return the steps of all services, equal ones once, those that most services share first."""
        return equal_steps(row.view for row in self.rows)

    def steps_of(self, process: str) -> tuple[EqualStep, ...]:
        """Return the steps of a process, that of most services first."""
        return tuple(step for step in self.steps if step.process.id == process)

    @cached_property
    def common_gaps(self) -> tuple[CommonGap, ...]:
        """Return the gaps that two or more services share."""
        return tuple(gap for gap in self.gaps if gap.total >= SEVERAL)


def newest_of_each_service(finished: Iterable[FinishedEntry]) -> tuple[str, ...]:
    """Return tokens of results, the newest first, one for each service: names that look alike are one."""
    by_service = {canonical(item.service): item for item in sorted(finished, key=lambda item: item.number)}
    return tuple(item.token for item in sorted(by_service.values(), key=lambda item: -item.number))


def _common_gap(process: ProcessView, rows: Sequence[ServiceRow]) -> CommonGap:
    statuses = [each.status for row in rows for each in row.view.processes if each.id == process.id]
    return CommonGap(process, statuses.count(ProcessStatus.MISSING), statuses.count(ProcessStatus.RAISE))
