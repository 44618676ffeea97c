"""Tapped buttons: each carries its assessment and question, so an old one never changes something else."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.side_answers import answer_side_question
from flows.handlers.answers import answer_of, apply_choice, is_possible
from flows.handlers.commands import ask, go_back, go_forward, run_command
from flows.model.events import ButtonPress, Command
from flows.model.question_ids import UNDECIDED, UNSURE, YES
from flows.model.session import Pending, Topic
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.buttons import ASK_GROUP, BACK, CONTROL, EXPLAIN, FORWARD, LIST_GROUPS, NOTES, WHAT_IF
from flows.screens.confirmation import SIDE
from flows.screens.parked_assessments import service_of
from flows.screens.screen import prompt, state_prompt
from flows.understanding.reader import offered

#: Offered under any question to whoever comes back after a while.
RESTART = CONTROL + Command.RESTART
SIDE_TOPICS = {WHAT_IF: Topic.WHAT_IF, NOTES: Topic.NOTE}


def apply_tap(scene: Context, tap: ButtonPress, moment: StepInputs) -> Outcome:
    """Apply a button to the question it was shown for."""
    if tap.assessment != scene.assessment.id:
        return _of_other_assessment(scene, tap)
    if tap.question.startswith(SIDE):
        return _side(scene, tap, moment)
    if tap.question != scene.state:
        return _of_earlier_question(scene, tap)
    present = scene.asking(None)
    if not _is_offered(present, tap):
        return _old(scene)
    if tap.choice.startswith(CONTROL):
        return _control(present, tap.choice, moment)
    return apply_choice(present, tap.choice, moment)


def _is_offered(scene: Context, tap: ButtonPress) -> bool:
    """Whether the present question has this button: its answers always; the others where its message shows them."""
    if tap.choice == RESTART or is_possible(scene.criteria, tap.question, tap.choice):
        return True
    return tap.press in {choice.press for choice in offered(state_prompt(scene))}


def _old(scene: Context) -> Outcome:
    return Outcome(scene, notice=scene.say("notice.old_button"))


def _side(scene: Context, tap: ButtonPress, moment: StepInputs) -> Outcome:
    pending = scene.session.pending
    if pending is None or tap.press not in {choice.press for choice in offered(prompt(scene))}:
        return _old(scene)
    if pending.topic is Topic.GUESS and pending.tap and tap.choice == YES:
        return apply_tap(scene.asking(pending.below), pending.tap, moment)
    return answer_side_question(scene, pending, tap.choice, moment)


def _control(scene: Context, action: str, moment: StepInputs) -> Outcome:
    if action in SIDE_TOPICS:
        return ask(scene, SIDE_TOPICS[action])
    if action == EXPLAIN:
        return Outcome(scene, explained=True)
    if action in {LIST_GROUPS, ASK_GROUP}:
        position, walk = scene.position(), scene.rules.walk
        (walk.choose_group if action == LIST_GROUPS else walk.ask_group_by_questions)(position)
        return Outcome(scene.moved(position))
    if action in {BACK, FORWARD}:
        return go_back(scene) if action == BACK else go_forward(scene)
    return run_command(scene, Command(action.removeprefix(CONTROL)), moment)


def _of_other_assessment(scene: Context, tap: ButtonPress) -> Outcome:
    if item := scene.session.finished.find(tap.assessment):
        return Outcome(scene, notice=scene.say("notice.finished_assessment", service=item.service))
    if waiting := scene.session.parked_as(tap.assessment):
        return Outcome(scene, notice=scene.say("notice.parked_assessment", service=service_of(scene, waiting)))
    return Outcome(scene, notice=scene.say("notice.other_assessment"))


def _of_earlier_question(scene: Context, tap: ButtonPress) -> Outcome:
    """The same answer again is shown as given; another one is offered as a change, never made silently."""
    given = given_answer(scene, tap.question)
    if given is None or not is_possible(scene.criteria, tap.question, tap.choice):
        return _old(scene)
    if given == answer_of(tap.choice) or (given in UNDECIDED and tap.choice == UNSURE):
        question, answer = question_text(scene, tap.question), answer_text(scene, tap.question, given)
        return Outcome(scene, notice=scene.say("notice.already_given", question=question, answer=answer))
    return Outcome(scene.asking(Pending(Topic.REPLACE, tap)))
