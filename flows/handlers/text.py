"""Typed messages: a command, an answer to the question on screen, or a line for the head of the form."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.dialogs.note_answers import type_note
from flows.handlers.answers import record
from flows.handlers.buttons import apply_tap
from flows.handlers.commands import run_command
from flows.handlers.text_answers import typed_answer, with_source
from flows.model.events import Text
from flows.model.messages import Choice
from flows.model.session import Pending, Topic
from flows.model.step_context import StepInputs
from flows.screens.screen import prompt
from flows.understanding.reader import Match

#: Side questions with more to choose from than yes or no, where a near miss is worth asking back.
LISTS = frozenset({Topic.RESULTS, Topic.RESULT, Topic.WHAT_IF, Topic.NOTE, Topic.LANGUAGE, Topic.LINK, Topic.PORTFOLIO})


def apply_text(scene: Context, typed: Text, moment: StepInputs) -> Outcome:
    """Apply a typed message; what is not understood is answered with what is expected, and nothing is lost."""
    text, reader = typed.text, scene.rules.reader
    reading = reader.match(text, prompt(scene))
    if reading and reading.is_sure:
        return apply_tap(scene, scene.tap(reading.press), moment)
    if command := reader.command(text):
        return run_command(scene, command, moment)
    if scene.session.pending:
        return _beside(scene, scene.session.pending, typed, moment, reading)
    if FLOW.text_question(scene.state) and not text.lstrip().startswith("/"):
        return _service_data(scene, typed)
    if reading and not FLOW.text_question(scene.state):
        return Outcome(scene.asking(Pending(Topic.GUESS, scene.tap(reading.press))))
    return _not_understood(scene)


def _beside(scene: Context, pending: Pending, typed: Text, moment: StepInputs, reading: Match | None) -> Outcome:
    """A text while a side question waits: a note's own words, an answer in the place of a guess, or a guess itself."""
    if pending.topic is Topic.NOTE and pending.tap:
        return type_note(scene, pending.tap.question, typed)
    if pending.topic is Topic.GUESS:
        return apply_text(scene.asking(pending.below), typed, moment)
    if reading and pending.topic in LISTS:
        return Outcome(scene.asking(Pending(Topic.GUESS, scene.tap(reading.press), pending)))
    return _not_understood(scene)


def _not_understood(scene: Context) -> Outcome:
    expected = ", ".join(_typed_form(choice) for choice in prompt(scene).choices if choice.number)
    key = "notice.not_understood" if expected else "notice.not_understood_review"
    return Outcome(scene, notice=scene.say(key, expected=expected))


def _typed_form(choice: Choice) -> str:
    return choice.label if choice.number in choice.label else f"{choice.number} {choice.label}"


def _service_data(scene: Context, typed: Text) -> Outcome:
    question, answer = scene.state, typed_answer(scene.state, typed.text, scene.say)
    if answer.problem:
        return Outcome(scene, notice=answer.problem)
    outcome = record(scene, question, answer.text)
    return outcome._replace(scene=with_source(outcome.scene, question, typed.source))
