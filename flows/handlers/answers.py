"""Answers to the present question."""

from flows.actions.answers import answer_of, record
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.question_ids import AGAIN, CONFIRM, GROUP_NONE, REVIEW, open_questions
from flows.model.step_context import StepInputs
from flows.screens.publication import finished_scene, result_of


def apply_choice(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice that the present question offers."""
    if context.state == GROUP_NONE:
        return _no_group(context, choice)
    if context.state == REVIEW:
        return _confirm(context, inputs) if choice == CONFIRM else _change(context, choice)
    return record(context, context.state, answer_of(choice))


def _no_group(context: Context, choice: str) -> Outcome:
    position, walk = context.position(), context.rules.walk
    if choice == AGAIN:
        walk.ask_group_again(position)
    else:
        walk.choose_group(position)
    return Outcome(context.moved(position))


def _change(context: Context, question: str) -> Outcome:
    position = context.position()
    context.rules.walk.change(position, question)
    return Outcome(context.moved(position))


def _confirm(context: Context, inputs: StepInputs) -> Outcome:
    """Publish the result; a corrected one keeps its link, unless that has expired."""
    position = context.position()
    if not context.is_complete:
        context.rules.walk.change(position, open_questions(context.criteria, position.answers)[0])
        return Outcome(context.moved(position), notice=context.say("notice.still_open"))
    token = context.assessment.token
    if token and token not in inputs.results:
        return Outcome(context, wanted=(token,))
    context.rules.walk.confirm(position)
    moved = context.moved(position)
    if token and inputs.results[token]:
        result = result_of(moved, token, inputs.now)
        return Outcome(finished_scene(moved, result), renewed=(result,))
    result = result_of(moved, inputs.token, inputs.now)
    return Outcome(finished_scene(moved, result), published=(result,))
