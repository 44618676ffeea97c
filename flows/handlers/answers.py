"""Answers to the current question."""

from dataclasses import replace

from flows.actions.answers import answer_of, record
from flows.actions.last_service import reuse_service_data
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.colleague_answer import before_confirming
from flows.model.past_results import past_of_correction
from flows.model.question_ids import AGAIN, CONFIRM, GROUP_NONE, REVIEW, SAME, SAME_BOTH
from flows.model.step_context import StepInputs
from flows.results.result_view import view_result
from flows.screens.publication import build_result, with_finished_result
from flows.screens.result import provisional_message


def apply_choice(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice that the current question offers."""
    if context.state == GROUP_NONE:
        return _no_group(context, choice)
    if context.state == REVIEW:
        return _confirm(context, inputs) if choice == CONFIRM else _change(context, choice)
    if choice in {SAME, SAME_BOTH}:
        return reuse_service_data(context, choice)
    return record(context, context.state, answer_of(choice))


def _no_group(context: Context, choice: str) -> Outcome:
    position, navigation = context.position(), context.rules.navigation
    if choice == AGAIN:
        navigation.ask_group_again(position)
    else:
        navigation.choose_group(position)
    return Outcome(context.with_position(position))


def _change(context: Context, question: str) -> Outcome:
    position = context.position()
    context.rules.navigation.change(position, question)
    return Outcome(context.with_position(position))


def _confirm(context: Context, inputs: StepInputs) -> Outcome:
    """Publish the result; a corrected one keeps its link, unless that has expired."""
    if asked := before_confirming(context, inputs):
        return asked
    position = context.position()
    if context.open_questions:
        context.rules.navigation.ask_open_questions(position)
        notice = context.text.plural("notice.still_open", len(context.open_questions))
        return Outcome(context.with_position(position), notice=notice)
    token = context.assessment.token
    if token and token not in inputs.results:
        return Outcome(context, wanted=(token,))
    context.rules.navigation.confirm(position)
    return _published(context.with_position(position), inputs)


def _published(context: Context, inputs: StepInputs, *, is_provisional: bool = False) -> Outcome:
    token = context.assessment.token
    if token and (before := inputs.results[token]):
        result = build_result(context, token, inputs.now, is_provisional=is_provisional)
        if past := past_of_correction(before, result.assessed_day):
            result = replace(result, **past._asdict())
            assessment = context.assessment._replace(**past._asdict())
            context = context.with_session(context.session._replace(assessment=assessment))
        return Outcome(with_finished_result(context, result), renewed=(result,))
    result = build_result(context, inputs.token, inputs.now, is_provisional=is_provisional)
    return Outcome(with_finished_result(context, result), published=(result,))


def publish_provisional(context: Context, inputs: StepInputs) -> Outcome:
    """Publish what is answered so far under a link, show it, and stay at the review.

    A later confirmation replaces it under the same link.
    """
    token = context.assessment.token
    if token and token not in inputs.results:
        return Outcome(context, wanted=(token,))
    outcome = _published(context, inputs, is_provisional=True)
    (result,) = (*outcome.published, *outcome.renewed)
    view = view_result(context.criteria, result, context.text)
    return outcome._replace(before=(provisional_message(outcome.context, view, result.token),))
