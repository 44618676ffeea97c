"""Typed messages: a command, an answer to the question on screen, service data, or a note."""

from flows.actions.answers import record
from flows.actions.language import switch_language
from flows.actions.text_answers import typed_answer, with_source
from flows.actions.typed_choices import with_choice_source
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.dialogs import assessment_date, notes, ticks
from flows.dialogs.all_levels import levels_in
from flows.dialogs.dispatch import present_screen
from flows.handlers.buttons import apply_press
from flows.handlers.commands import run_command
from flows.model.events import Button, Text
from flows.model.messages import Choice
from flows.model.pending import AnswerLevels, AssessmentDate, Guess, Menu, Note, Pending, TickCharacteristics
from flows.model.question_ids import CHARACTERISTICS, characteristic_of, process_of
from flows.model.step_context import StepInputs
from flows.screens.asker import others_question, waits_for_another
from flows.understanding.reader import Match


def apply_text(context: Context, typed: Text, inputs: StepInputs) -> Outcome:
    """Apply a typed message. If it is not understood, explain what is expected; nothing changes."""
    if asked := _all_levels(context, typed.text):
        return Outcome(context.with_pending(asked))
    if several := _several_characteristics(context, typed.text):
        return ticks.add_ticks(context, several)
    return _apply_one(context, typed, inputs)


def _all_levels(context: Context, text: str) -> AnswerLevels | None:
    """Return the question about all levels that a text gives; at other side questions than that it is a text."""
    pending = context.session.pending
    return levels_in(context, text) if pending is None or isinstance(pending, AnswerLevels) else None


def _apply_one(context: Context, typed: Text, inputs: StepInputs) -> Outcome:
    """Apply a typed message that names one thing at most."""
    text = typed.text
    match = context.rules.facts.match(text, present_screen(context))
    if match and match.is_sure:
        return with_choice_source(context, _named(context, match.press, inputs), match.press, typed.source)
    if outcome := _command(context, text, inputs):
        return outcome
    if context.session.pending:
        return _text_during_side_question(context, context.session.pending, typed, inputs, match)
    if FLOW.text_question(context.state) and not text.lstrip().startswith("/"):
        return _service_data(context, typed)
    if match and not FLOW.text_question(context.state):
        return Outcome(context.with_pending(_guess(context, match)))
    return _not_understood(context)


def _named(context: Context, press: Button, inputs: StepInputs) -> Outcome:
    """Apply the choice that a text names, unless it answers a question of another member of the group."""
    notice = others_question(context, press)
    return Outcome(context, notice=notice) if notice else apply_press(context, context.tap(press), inputs)


def _command(context: Context, text: str, inputs: StepInputs) -> Outcome | None:
    """Carry out the command that the text is, or switch to the language that it names."""
    reader = context.rules.reader
    if named := reader.language(text):
        return switch_language(context, named)
    command = reader.command(text)
    return run_command(context, command, inputs) if command else None


def _several_characteristics(context: Context, text: str) -> tuple[str, ...]:
    """Return the characteristics that a text names at the list of them, or while they are ticked.

    One alone is no matter of this function: it returns nothing then.
    """
    pending = context.session.pending
    if context.state != CHARACTERISTICS or not (pending is None or isinstance(pending, TickCharacteristics)):
        return ()
    named = context.rules.several.match(text, present_screen(context))
    known = context.criteria.characteristic_by_id
    found = [characteristic_of(press.choice) or press.choice for press in named]
    return tuple(found) if all(name in known for name in found) else ()


def _text_during_side_question(
    context: Context, pending: Pending, typed: Text, inputs: StepInputs, match: Match | None
) -> Outcome:
    """Store a note or a date, accept another answer instead of the guess, or ask which choice was meant."""
    if isinstance(pending, Note) and pending.key is not None:
        return notes.answer_text(context, pending.key, typed)
    if isinstance(pending, AssessmentDate) and match is None:
        return assessment_date.answer_text(context, typed.text, inputs)
    if isinstance(pending, Guess):
        return apply_text(context.with_pending(pending.below), typed, inputs)
    if match and isinstance(pending, Menu):
        return Outcome(context.with_pending(_guess(context, match, pending)))
    return _not_understood(context)


def _guess(context: Context, match: Match, below: Pending | None = None) -> Guess:
    other = context.tap(match.other) if match.other else None
    return Guess(context.tap(match.press), below, other)


def _not_understood(context: Context) -> Outcome:
    if notice := waits_for_another(context):
        return Outcome(context, notice=notice)
    choices = [choice for choice in present_screen(context).choices if choice.number]
    if choices and context.session.pending is None and process_of(context.state):
        first, last = choices[0].number, choices[-1].number
        return Outcome(context, notice=context.text("notice.not_understood_level", first=first, last=last))
    expected = ", ".join(map(_typed_form, choices))
    key = "notice.not_understood" if expected else "notice.not_understood_review"
    return Outcome(context, notice=context.text(key, expected=expected))


def _typed_form(choice: Choice) -> str:
    return choice.label if choice.number in choice.label else f"{choice.number} {choice.label}"


def _service_data(context: Context, typed: Text) -> Outcome:
    question, answer = context.state, typed_answer(context.state, typed.text, context.text)
    if answer.problem:
        return Outcome(context, notice=answer.problem)
    outcome = record(context, question, answer.text)
    return outcome._replace(context=with_source(outcome.context, question, typed.source))
