"""The table of a collection: all given services, what they come to, and a part of them by agency and state.

Counting twenty thousand services must take milliseconds, so that it works on the signs of whole columns.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from flows.collaboration.approval import ApprovalState
from flows.collaboration.contribution import MISSING, OPEN, RAISE, Contribution, GivenService
from flows.i18n.language import Language
from flows.standard.criteria import Criteria, Process
from flows.standard.gap import Verdict
from flows.understanding.normal_form import canonical

Editions = Mapping[str, Criteria]


class ServiceState(StrEnum):
    """What a reader may choose of the services."""

    GAP = "gap"
    CONFORMS = "conforms"
    PROVISIONAL = "provisional"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"


class CollectedService(NamedTuple):
    """A service of the table: its agency as the list of expected ones has it, or else as the officer typed it."""

    agency: str
    service: GivenService

    @property
    def has_gap(self) -> bool:
        """Return whether a process is missing or to be raised."""
        return MISSING in self.service.gaps or RAISE in self.service.gaps

    def is_in(self, state: ServiceState) -> bool:
        """Return whether the service is of a state."""
        match state:
            case ServiceState.GAP:
                return self.has_gap
            case ServiceState.CONFORMS:
                return not (self.has_gap or self.service.is_provisional)
            case ServiceState.PROVISIONAL:
                return self.service.is_provisional
            case ServiceState.APPROVED:
                return self.service.approval == ApprovalState.APPROVED
            case ServiceState.NOT_APPROVED:
                return self.service.approval != ApprovalState.APPROVED


class CollectedGap(NamedTuple):
    """A process, and the numbers of services in which it is missing or to be raised."""

    process: Process
    number: int
    missing: int
    raises: int

    @property
    def total(self) -> int:
        """Return the number of services in which the process has a gap."""
        return self.missing + self.raises


@dataclass(frozen=True)
class CollectionView:
    """The services in the order of their agencies' names, and what all of them come to."""

    rows: tuple[CollectedService, ...]
    agencies: int

    @cached_property
    def missing(self) -> int:
        """Return the number of missing processes in all services together."""
        return sum(row.service.gaps.count(MISSING) for row in self.rows)

    @cached_property
    def raises(self) -> int:
        """Return the number of processes to raise in all services together."""
        return sum(row.service.gaps.count(RAISE) for row in self.rows)

    def count(self, state: ServiceState) -> int:
        """Return the number of services of a state."""
        return sum(row.is_in(state) for row in self.rows)

    @cached_property
    def editions(self) -> tuple[str, ...]:
        """Return the ids of the editions of the criteria, that of most services first."""
        return tuple(edition for edition, _ in Counter(row.service.edition for row in self.rows).most_common())

    def gaps(self, editions: Editions) -> tuple[CollectedGap, ...]:
        """Return the processes with a gap, those of most services first. Editions that are not known are left out."""
        found: dict[str, CollectedGap] = {}
        for edition in self.editions:
            signs = "".join(row.service.gaps for row in self.rows if row.service.edition == edition)
            processes = editions[edition].processes if edition in editions else ()
            for place, process in enumerate(processes):
                column = signs[place :: len(processes)]
                known = found.get(process.id, CollectedGap(process, place + 1, 0, 0))
                found[process.id] = known._replace(
                    missing=known.missing + column.count(MISSING), raises=known.raises + column.count(RAISE)
                )
        return tuple(sorted((gap for gap in found.values() if gap.total), key=lambda gap: (-gap.total, gap.number)))

    def part(self, agency: str = "", state: ServiceState | None = None) -> "CollectionView":
        """Return the services of agencies whose names contain a text, and of a state (None: of any)."""
        if not (agency or state):
            return self
        sought = canonical(agency)
        named = {name: sought in canonical(name) for name in {row.agency for row in self.rows}} if sought else {}
        rows = tuple(
            row for row in self.rows if (not sought or named[row.agency]) and (state is None or row.is_in(state))
        )
        return CollectionView(rows, len({row.agency for row in rows}))


def collection_view(contributions: Sequence[Contribution]) -> CollectionView:
    """Return the table of what was given. Conversations of one agency stand together."""
    named = sorted(contributions, key=lambda each: (each.expected or each.agency, each.joined_at))
    rows = tuple(CollectedService(each.expected or each.agency, service) for each in named for service in each.services)
    return CollectionView(rows, len({row.agency for row in rows}))


class ProcessCell(NamedTuple):
    """A process of one service: its number, the status as in results, and the codes of both levels.

    `recommended` is empty where there is no gap.
    """

    number: int
    status: str
    own: str
    recommended: str


#: The status of a process by the sign of its gap; one without a gap conforms, or (`absent`) is as needed not there.
STATUS = {MISSING: "missing", RAISE: "raise", OPEN: "open"}


def process_cells(service: GivenService, criteria: Criteria | None) -> tuple[ProcessCell, ...]:
    """Return the processes of a service; without its criteria, those that have no recommended level."""
    none = criteria.levels[0].code if criteria else "-"
    recommended = criteria.recommended[service.group] if criteria else {}
    processes = list(criteria.process_by_id) if criteria else []
    cells = []
    for place, (own, sign) in enumerate(zip(service.levels, service.gaps, strict=True)):
        status = STATUS.get(sign) or ("absent" if own == none else "conforms")
        goal = recommended[processes[place]].code if criteria and sign in {MISSING, RAISE} else ""
        cells.append(ProcessCell(place + 1, status, own, goal))
    return tuple(cells)


def verdict_key(verdict: str) -> str:
    """Return the key of a verdict's text; a provisional result has none yet."""
    return f"verdict.{Verdict(verdict).value}" if verdict else "verdict.open"


def process_names(view: CollectionView, editions: Editions, language: Language) -> tuple[str, ...]:
    """Return the short names of the processes of the edition that most services have."""
    criteria = next((editions[edition] for edition in view.editions if edition in editions), None)
    return tuple(process.short[language] for process in criteria.processes) if criteria else ()
