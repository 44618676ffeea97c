"""Pressed buttons. Each names its assessment and question, so that a stale one changes nothing else."""

from flows.actions.answers import answer_of, is_possible
from flows.actions.typed_choices import with_choice_source
from flows.assessment.asked_together import asked_together
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs import ticks
from flows.dialogs.batch import reopened
from flows.dialogs.dispatch import answer_side_question, present_screen
from flows.handlers.answers import apply_choice, publish_provisional
from flows.handlers.commands import EXPLAINED_COMMANDS, HELP_BUTTONS, go_back, go_forward, run_command
from flows.handlers.refused_text import open_question
from flows.model.events import ButtonPress, Command
from flows.model.note_keys import NOTE_PREFIX
from flows.model.pending import AssessmentDate, Note, Pending, ReplaceAnswer, WhatIf
from flows.model.question_ids import NONE_TOGETHER, UNDECIDED, UNSURE, process_of
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.buttons import (
    ASK_GROUP,
    BACK,
    CONTROL,
    DATE,
    EVIDENCE,
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
    if press.question != context.state:
        return _other_question(context, press, inputs)
    present = context.with_pending(None)
    if not _is_offered(present, press):
        return _stale_button(context)
    if press.choice.startswith(CONTROL):
        return _control(present, press.choice, inputs)
    return apply_choice(present, press.choice, inputs)


def _help_button(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Carry out a command of the help, as if it were typed."""
    command = next((command for command in EXPLAINED_COMMANDS if choice == CONTROL + command), None)
    return run_command(context, command, inputs) if command else _stale_button(context)


def _other_question(context: Context, press: ButtonPress, inputs: StepInputs) -> Outcome:
    if press.question.startswith(SIDE):
        return _side_question(context, press, inputs)
    if press.question == HELP_BUTTONS:
        return _help_button(context, press.choice, inputs)
    return _earlier_question(context, press)


def _is_offered(context: Context, press: ButtonPress) -> bool:
    """Return whether the current question has this button: its answers always, others if its screen shows them."""
    if press.choice == RESTART or is_possible(context.criteria, press.question, press.choice):
        return True
    return press.press in {choice.press for choice in offered(state_screen(context))}


def _stale_button(context: Context) -> Outcome:
    return Outcome(context, notice=context.text("notice.old_button"))


def _side_question(context: Context, press: ButtonPress, inputs: StepInputs) -> Outcome:
    if context.session.batch:
        context = reopened(context, press.question)
    pending = context.session.pending
    if pending is None or press.press not in {choice.press for choice in offered(present_screen(context))}:
        return _stale_button(context)
    outcome = answer_side_question(context, pending, press.choice, inputs)
    if outcome.pressed is None:
        return outcome
    guessed = apply_press(outcome.context, outcome.pressed, inputs)
    refused = context.session.refused
    if refused is None or refused.question != open_question(context):
        return guessed
    return with_choice_source(outcome.context, guessed, outcome.pressed.press, refused.source)


def _control(context: Context, action: str, inputs: StepInputs) -> Outcome:
    if opened := _opened(context, action):
        return Outcome(context.with_pending(opened))
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


def _opened(context: Context, action: str) -> Pending | None:
    """Return the side question that a button leads to. Evidence is for the process whose level is asked."""
    process = process_of(context.state)
    return Note(NOTE_PREFIX + process) if action == EVIDENCE and process else OPENING_BUTTONS.get(action)


def _other_assessment(context: Context, press: ButtonPress) -> Outcome:
    if parked := context.session.parked_as(press.assessment):
        return Outcome(context, notice=context.text("notice.parked_assessment", service=service_of(context, parked)))
    if item := context.session.finished.find(press.assessment):
        return Outcome(context, notice=context.text("notice.finished_assessment", service=item.service))
    return Outcome(context, notice=context.text("notice.other_assessment"))


def _may_be_given(context: Context, press: ButtonPress) -> bool:
    if press.choice == NONE_TOGETHER:
        return asked_together(context.criteria, press.question, context.assessment.answers) is not None
    return is_possible(context.criteria, press.question, press.choice)


def _earlier_question(context: Context, press: ButtonPress) -> Outcome:
    """Report that the answer was given already, or offer another one as a change, which is never made silently."""
    given = given_answer(context, press.question)
    if given is None or not _may_be_given(context, press):
        return _stale_button(context)
    if given == answer_of(press.choice) or (given in UNDECIDED and press.choice == UNSURE):
        question, answer = question_text(context, press.question), answer_text(context, press.question, given)
        return Outcome(context, notice=context.text("notice.already_given", question=question, answer=answer))
    return Outcome(context.with_pending(ReplaceAnswer(press)))
