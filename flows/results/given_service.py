"""A finished service as it is given to a collection: what its result says, without what stays with the officer."""

from flows.collaboration.contribution import MISSING, NO_GAP, OPEN, RAISE, GivenService
from flows.errors import UnknownEditionError
from flows.model.question_ids import AGENCY
from flows.model.result import Result
from flows.results.result_view import gap_of
from flows.standard.criteria import Criteria


def given_service(criteria: Criteria, assessment: str, result: Result, approval: str = "") -> GivenService:
    """Return what a collection gets of a result; `approval` is the state of its last request for approval.

    `criteria` are those of the result's edition. Raises UnknownEditionError for others.
    """
    if result.edition != criteria.edition.id:
        raise UnknownEditionError(result.edition)
    gap, level_by_id = gap_of(criteria, result), criteria.level_by_id
    missing, raises = {*gap.missing}, {each.process for each in gap.raises}

    def sign(process: str) -> str:
        if process not in result.levels:
            return OPEN
        return MISSING if process in missing else RAISE if process in raises else NO_GAP

    return GivenService(
        assessment=assessment,
        result=result.token,
        service=result.service,
        agency=result.service_data.get(AGENCY, ""),
        group=result.group,
        edition=result.edition,
        levels="".join(
            level_by_id[result.levels[process]].code if process in result.levels else OPEN
            for process in criteria.process_by_id
        ),
        gaps="".join(map(sign, criteria.process_by_id)),
        assessed_on=result.assessed_day.isoformat(),
        assessed_at=result.assessed_at,
        processes_verdict="" if result.is_provisional else gap.processes.value,
        levels_verdict="" if result.is_provisional else gap.levels.value,
        is_provisional=result.is_provisional,
        approval=approval,
    )
