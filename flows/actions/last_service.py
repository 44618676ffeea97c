"""Answers that a new assessment may take over from the last service of the same conversation."""

from collections.abc import Mapping

from flows.actions.answers import record
from flows.actions.text_answers import with_source
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.question_ids import AGENCY, ASSESSOR, RESULT, SAME, levels_of
from flows.model.result import Result
from flows.model.session import Assessment, LastService
from flows.model.step_context import StepInputs
from flows.standard.criteria import Criteria


def last_service(context: Context, inputs: StepInputs) -> LastService | None:
    """Return what the newest assessment with an agency leaves: the one in progress, a parked or a finished one."""
    if known := _unfinished(context):
        return known
    entries = context.session.finished.entries
    result = inputs.results.get(entries[-1].token) if entries else None
    return _of_result(context, entries[-1].assessment, result) if result else None


def wanted_results(context: Context, inputs: StepInputs) -> tuple[str, ...]:
    """Return the token of the result that `last_service` needs and the inputs lack."""
    if _unfinished(context) or not context.session.finished.entries:
        return ()
    token = context.session.finished.entries[-1].token
    return () if token in inputs.results else (token,)


def reuse_service_data(context: Context, choice: str) -> Outcome:
    """Answer the question on screen as for the last service; at the agency perhaps the assessor, too."""
    last, question = context.assessment.last, context.state
    if last is None:
        raise ValueError("there is no last service")
    if question == ASSESSOR:
        return _reuse(context, ASSESSOR, last.assessor)
    agency = _reuse(context, AGENCY, last.agency)
    if choice == SAME:
        return agency
    assessor = _reuse(agency.context, ASSESSOR, last.assessor)
    return assessor._replace(notice=in_lines(agency.notice, assessor.notice))


def without_last(context: Context, assessment: str) -> Context:
    """Return the context without anything that a new assessment may take over from this one."""
    session = context.session
    kept = session._replace(
        assessment=_without(session.assessment, assessment),
        parked=tuple(_without(item, assessment) for item in session.parked),
    )
    return context.with_session(kept)


def _without(item: Assessment, assessment: str) -> Assessment:
    return item._replace(last=None) if item.last and item.last.assessment == assessment else item


def _reuse(context: Context, question: str, answer: str) -> Outcome:
    last = context.assessment.last
    outcome = record(context, question, answer)
    source = last.sources.get(question, "") if last else ""
    return outcome._replace(context=with_source(outcome.context, question, source))


def _unfinished(context: Context) -> LastService | None:
    """Return what the assessment in progress or a parked one leaves; a result that was deleted leaves nothing."""
    present = context.assessment
    is_deleted = present.state == RESULT and context.session.finished.find(present.id) is None
    if not is_deleted and present.answers.get(AGENCY):
        return _of_assessment(context, present)
    if present.last:
        return present.last._replace(is_offered=False)
    parked = (item for item in reversed(context.session.parked) if item.answers.get(AGENCY))
    return next((_of_assessment(context, item) for item in parked), None)


def _of_assessment(context: Context, item: Assessment) -> LastService:
    levels = levels_of(context.criteria, item.answers)
    return LastService(
        item.id,
        item.edition,
        item.answers[AGENCY],
        item.answers.get(ASSESSOR, ""),
        _agency_wide(context.criteria, levels),
        _sources(item.sources),
    )


def _of_result(context: Context, assessment: str, result: Result) -> LastService | None:
    data = result.service_data
    if not data.get(AGENCY):
        return None
    levels, sources = _agency_wide(context.criteria, result.levels), _sources(result.sources)
    return LastService(assessment, result.edition, data[AGENCY], data.get(ASSESSOR, ""), levels, sources)


def _agency_wide(criteria: Criteria, levels: Mapping[str, str]) -> dict[str, str]:
    shared = (process.id for process in criteria.processes if process.agency_wide)
    return {process: levels[process] for process in shared if process in levels}


def _sources(sources: Mapping[str, str]) -> dict[str, str]:
    return {question: sources[question] for question in (AGENCY, ASSESSOR) if question in sources}
