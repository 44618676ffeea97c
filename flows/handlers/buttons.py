"""Pressed buttons. Each names its assessment and question, so that a stale one changes nothing else."""

from flows.actions.answers import answer_of, is_possible
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs import ticks
from flows.dialogs.dispatch import answer_side_question, present_screen
from flows.handlers.answers import apply_choice, publish_provisional
from flows.handlers.commands import go_back, go_forward, run_command
from flows.model.events import ButtonPress, Command
from flows.model.pending import AssessmentDate, Note, Pending, ReplaceAnswer, WhatIf
from flows.model.question_ids import UNDECIDED, UNSURE
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.buttons import (
    ASK_GROUP,
    BACK,
    CONTROL,
    DATE,
    EXPLAIN,
    FORWARD,
    LIST_GROUPS,
    NOTES,
    PROVISIONAL,
    REQUIREMENTS,
    TICK_SEVERAL,
    WHAT_IF,
)
from flows.screens.confirmation import SIDE
from flows.screens.parked_assessments import service_of
from flows.screens.screen import state_screen
from flows.understanding.reader import offered

#: The welcome-back notice offers this button under any question.
RESTART = CONTROL + Command.RESTART
#: Buttons of a question that lead to a side question.
OPENING_BUTTONS: dict[str, Pending] = {WHAT_IF: WhatIf(), NOTES: Note(), DATE: AssessmentDate()}


def apply_press(context: Context, press: ButtonPress, inputs: StepInputs) -> Outcome:
    """Apply a button to the question that it was shown for."""
    if press.assessment != context.assessment.id:
        return _other_assessment(context, press)
    if press.question.startswith(SIDE):
        return _side_question(context, press, inputs)
    if press.question != context.state:
        return _earlier_question(context, press)
    present = context.with_pending(None)
    if not _is_offered(present, press):
        return _stale_button(context)
    if press.choice.startswith(CONTROL):
        return _control(present, press.choice, inputs)
    return apply_choice(present, press.choice, inputs)


def _is_offered(context: Context, press: ButtonPress) -> bool:
    """Return whether the current question has this button: its answers always, others if its screen shows them."""
    if press.choice == RESTART or is_possible(context.criteria, press.question, press.choice):
        return True
    return press.press in {choice.press for choice in offered(state_screen(context))}


def _stale_button(context: Context) -> Outcome:
    return Outcome(context, notice=context.text("notice.old_button"))


def _side_question(context: Context, press: ButtonPress, inputs: StepInputs) -> Outcome:
    pending = context.session.pending
    if pending is None or press.press not in {choice.press for choice in offered(present_screen(context))}:
        return _stale_button(context)
    outcome = answer_side_question(context, pending, press.choice, inputs)
    return apply_press(outcome.context, outcome.pressed, inputs) if outcome.pressed else outcome


def _control(context: Context, action: str, inputs: StepInputs) -> Outcome:
    if action in OPENING_BUTTONS:
        return Outcome(context.with_pending(OPENING_BUTTONS[action]))
    if action in {PROVISIONAL, TICK_SEVERAL}:
        return ticks.begun(context) if action == TICK_SEVERAL else publish_provisional(context, inputs)
    if action in {EXPLAIN, REQUIREMENTS}:
        return Outcome(context, explained=True)
    if action in {LIST_GROUPS, ASK_GROUP}:
        position, navigation = context.position(), context.rules.navigation
        (navigation.choose_group if action == LIST_GROUPS else navigation.ask_group_by_questions)(position)
        return Outcome(context.with_position(position))
    if action in {BACK, FORWARD}:
        return go_back(context) if action == BACK else go_forward(context)
    return run_command(context, Command(action.removeprefix(CONTROL)), inputs)


def _other_assessment(context: Context, press: ButtonPress) -> Outcome:
    if parked := context.session.parked_as(press.assessment):
        return Outcome(context, notice=context.text("notice.parked_assessment", service=service_of(context, parked)))
    if item := context.session.finished.find(press.assessment):
        return Outcome(context, notice=context.text("notice.finished_assessment", service=item.service))
    return Outcome(context, notice=context.text("notice.other_assessment"))


def _earlier_question(context: Context, press: ButtonPress) -> Outcome:
    """Report that the answer was given already, or offer another one as a change, which is never made silently."""
    given = given_answer(context, press.question)
    if given is None or not is_possible(context.criteria, press.question, press.choice):
        return _stale_button(context)
    if given == answer_of(press.choice) or (given in UNDECIDED and press.choice == UNSURE):
        question, answer = question_text(context, press.question), answer_text(context, press.question, given)
        return Outcome(context, notice=context.text("notice.already_given", question=question, answer=answer))
    return Outcome(context.with_pending(ReplaceAnswer(press)))
