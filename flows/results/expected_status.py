"""Where the agencies stand that a coordinator expects: invited, started, finished, approved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from flows.collaboration.approval import ApprovalState
from flows.collaboration.contribution import Contribution, GivenService
from flows.collaboration.expected_services import ExpectedAgency
from flows.understanding.normal_form import canonical


class Progress(StrEnum):
    """How far an agency, or a service, is. Whoever has done nothing is invited."""

    INVITED = "invited"
    STARTED = "started"
    FINISHED = "finished"
    APPROVED = "approved"


class AgencyStatus(NamedTuple):
    """An expected agency: how far it is, and its expected services that are not finished."""

    name: str
    progress: Progress
    given: int
    missing: tuple[str, ...]


class ExpectedStatus(NamedTuple):
    """All expected agencies in the order of the list, and agencies that gave something and are not on it."""

    agencies: tuple[AgencyStatus, ...]
    others: tuple[str, ...]

    def count(self, progress: Progress) -> int:
        """Return the number of agencies that are as far as this, and no farther."""
        return sum(agency.progress is progress for agency in self.agencies)

    @property
    def late(self) -> tuple[AgencyStatus, ...]:
        """Return the agencies that have not finished."""
        return tuple(each for each in self.agencies if each.progress in {Progress.INVITED, Progress.STARTED})


def expected_status(expected: Sequence[ExpectedAgency], contributions: Iterable[Contribution]) -> ExpectedStatus:
    """Compare the list with what was given. Names that look alike are one."""
    joined: dict[str, list[GivenService]] = defaultdict(list)
    names: dict[str, str] = {}
    for each in contributions:
        name = each.expected or each.agency
        joined[canonical(name)] += each.services
        names[canonical(name)] = name
    statuses = tuple(_status(agency, joined) for agency in expected)
    listed = {canonical(agency.name) for agency in expected}
    return ExpectedStatus(statuses, tuple(sorted(name for form, name in names.items() if form not in listed)))


def _status(agency: ExpectedAgency, joined: Mapping[str, Sequence[GivenService]]) -> AgencyStatus:
    services = joined.get(canonical(agency.name))
    if services is None:
        return AgencyStatus(agency.name, Progress.INVITED, 0, agency.services)
    finished = {canonical(each.service): each for each in services if not each.is_provisional}
    missing = tuple(name for name in agency.services if canonical(name) not in finished)
    if missing or not finished:
        return AgencyStatus(agency.name, Progress.STARTED, len(finished), missing)
    wanted = [finished[canonical(name)] for name in agency.services] or list(finished.values())
    is_approved = all(each.approval == ApprovalState.APPROVED for each in wanted)
    return AgencyStatus(agency.name, Progress.APPROVED if is_approved else Progress.FINISHED, len(finished), ())
