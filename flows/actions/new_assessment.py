"""Begins a new assessment: an empty one, or one that repeats an earlier result."""

from collections.abc import Mapping

from flows.actions.answers import possible_answers
from flows.actions.last_service import last_service, wanted_results
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.assessment.service_group import deciding_answers, find_group
from flows.model.finished import FinishedEntry
from flows.model.past_results import past_after
from flows.model.question_ids import GROUP_LIST, GROUP_REASON, WELCOME, YES, characteristic_question, level_question
from flows.model.result import Result
from flows.model.session import Assessment
from flows.model.step_context import StepInputs
from flows.screens.parked_assessments import parked_notice, switch_to
from flows.standard.criteria import Criteria


def start_afresh(context: Context, inputs: StepInputs) -> Outcome:
    """Begin an assessment under the newest criteria. The consent stays valid, an unfinished assessment is parked."""
    begun = _new_assessment(context, {}, inputs)
    return _begin(context, begun._replace(last=last_service(context, inputs)))


def start_another(context: Context, inputs: StepInputs) -> Outcome:
    """Begin an assessment likewise; first ask for the result that it may take something over from."""
    wanted = wanted_results(context, inputs)
    return Outcome(context, wanted=wanted) if wanted else start_afresh(context, inputs)


def start_instead(context: Context, inputs: StepInputs) -> Context:
    """Begin an assessment in the place of the one in progress, which is dropped."""
    session = context.session._replace(assessment=_new_assessment(context, {}, inputs), pending=None, asker=None)
    return context.with_session(session)._replace(rules=context.rules.newest_rules)


def repeat_assessment(context: Context, entry: FinishedEntry, result: Result, inputs: StepInputs) -> Outcome:
    """Begin an assessment with the answers of a result, at the review: the officer changes only what is different."""
    answers = answers_of(context.rules.newest_rules.criteria, result)
    assessment = _new_assessment(context, answers, inputs)._replace(
        **past_after(result)._asdict(), sources=result.sources
    )
    outcome = _begin(context, assessment)
    notices = (outcome.notice, context.text("results.begun_again"), _edition_notice(context, result))
    return outcome._replace(notice=in_lines(*notices))


def _edition_notice(context: Context, result: Result) -> str:
    """Return the notice that a result's answers are looked at by a newer edition; empty for the same edition."""
    edition = context.rules.newest_rules.criteria.edition
    if result.edition == edition.id:
        return ""
    return context.text("notice.new_edition", edition=edition.name[context.language])


def _begin(context: Context, assessment: Assessment) -> Outcome:
    begun = switch_to(context, assessment)._replace(rules=context.rules.newest_rules)
    return Outcome(begun, notice=parked_notice(context))


def _new_assessment(context: Context, answers: Mapping[str, str], inputs: StepInputs) -> Assessment:
    rules = context.rules.newest_rules
    consent = {WELCOME: context.assessment.answers[WELCOME]} if WELCOME in context.assessment.answers else {}
    position = rules.navigation.start(possible_answers(rules.criteria, {**answers, **consent}))
    started_by = context.member.id if context.member else ""
    return Assessment(
        inputs.assessment_id, rules.criteria.edition.id, position.state, position.answers, started_by=started_by
    )


def answers_of(criteria: Criteria, result: Result) -> dict[str, str]:
    """Return the answers from which a result was made, by question id."""
    levels = {level_question(process): level for process, level in result.levels.items()}
    return {
        **_service_data(result),
        **_group_answers(criteria, result),
        **levels,
        **result.notes,
    }


def _service_data(result: Result) -> dict[str, str]:
    """Return the answers that the result has. An empty answer to a question that needs one is asked again."""
    data = result.service_data
    asked = [item for item in FLOW.service_data if item.id in data]
    return {item.id: data[item.id] for item in asked if data[item.id] or item.is_optional}


def _group_answers(criteria: Criteria, result: Result) -> dict[str, str]:
    """Return the answers that led to the group; the group itself where these criteria lack the reason."""
    known = criteria.characteristic_by_id.get(result.characteristic or "")
    if known is None or known.group != result.group:
        return _chosen_group(criteria, result)
    ticks = {characteristic_question(name): tick for name, tick in result.ticks.items()}
    answers = {**deciding_answers(criteria, known.id), **ticks}
    found = find_group(criteria, answers)
    return answers if found and found.group == result.group else {GROUP_LIST: result.group}


def _chosen_group(criteria: Criteria, result: Result) -> dict[str, str]:
    leading = criteria.characteristics_of_group.get(result.group, ())
    reason = next((name for name in leading if result.ticks.get(name) == YES), "")
    return {GROUP_LIST: result.group, **({GROUP_REASON: reason} if reason else {})}
