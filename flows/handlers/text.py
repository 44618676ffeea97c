"""Typed messages: a command, an answer to the question on screen, service data, or a note."""

from flows.actions.typed_choices import with_choice_source
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.dialogs import (
    answer_colleague,
    assessment_date,
    decide_approval,
    describe,
    join_collection,
    notes,
    replace_answer,
    ticks,
)
from flows.dialogs.all_levels import levels_in
from flows.dialogs.dispatch import present_screen
from flows.handlers.asides import apply_aside
from flows.handlers.buttons import apply_press
from flows.handlers.commands import run_command
from flows.handlers.sentences import apply_sentence
from flows.handlers.service_data import apply_service_data
from flows.model.events import Button, Command, Text
from flows.model.pending import (
    AnswerColleague,
    AnswerLevels,
    AssessmentDate,
    DecideApproval,
    Describe,
    Guess,
    JoinCollection,
    Menu,
    Note,
    Pending,
    ReplaceAnswer,
    TickCharacteristics,
)
from flows.model.question_ids import CHARACTERISTICS, RESULT, REVIEW, UNSURE, WELCOME, characteristic_of, process_of
from flows.model.step_context import StepInputs
from flows.screens.asker import others_question, waits_for_another
from flows.screens.buttons import BACK, CONTROL
from flows.understanding.asides import Aside, AsideReading
from flows.understanding.reader import Match, offered

#: Asides whose words hardly occur in facts about a service.
BESIDE_FACTS = frozenset(Aside) - {
    Aside.SAME,
    Aside.ENGLISH,
    Aside.THAI,
    Aside.THANKS,
    Aside.FORM,
    Aside.JSON,
    Aside.SHEET,
    Aside.REMIND,
    Aside.SHARE,
    Aside.RESULT,
}
#: Asides with words that tell how a document or a status is given: at a level that they may mean, it is asked back.
BESIDE_LEVELS = frozenset({Aside.FORM, Aside.SHARE, Aside.PROGRESS})
#: Asides that move on or back: the button that does so is asked back, where the screen has it.
ASKED_BACK = {
    Aside.UNSURE: (UNSURE,),
    Aside.SKIP: (UNSURE,),
    Aside.BACK: (BACK,),
    Aside.RESTART: (CONTROL + Command.RESTART,),
}


#: Side questions whose texts may say anything.
FREE_TEXTS = (Describe, AnswerColleague, DecideApproval, JoinCollection)


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
    text, pending = typed.text, context.session.pending
    match = context.rules.facts.match(text, present_screen(context))
    if match and match.is_sure:
        return with_choice_source(context, _named(context, match.press, inputs), match.press, typed.source)
    if isinstance(pending, Guess):
        return apply_text(context.with_pending(pending.below), typed, inputs)
    if isinstance(pending, ReplaceAnswer) and replace_answer.asks_back(context, pending):
        return apply_text(context.with_pending(None), typed, inputs)
    if talk := _talk(context, typed, inputs, match):
        return talk
    if pending:
        return _text_during_side_question(context, pending, typed, inputs, match)
    return _text_at_question(context, typed, inputs, match)


def _text_at_question(context: Context, typed: Text, inputs: StepInputs, match: Match | None) -> Outcome:
    """Store a text that the question asks for, or a pasted description, or ask back what was meant."""
    if FLOW.text_question(context.state):
        return _not_understood(context) if typed.text.lstrip().startswith("/") else apply_service_data(context, typed)
    if match:
        return Outcome(context.with_pending(_guess(context, match)))
    if pasted := describe.pasted(context, typed):
        return pasted
    return _likely_aside(context, typed.text, inputs) or _not_understood(context)


def _talk(context: Context, typed: Text, inputs: StepInputs, match: Match | None) -> Outcome | None:
    """Apply a command, a request, a question back, or a sentence that names a question; None for other texts.

    A note and a description may say anything, so only commands in them count as talk. "None yet" skips a text, and
    nothing where it is like an answer.
    """
    pending = context.session.pending
    if outcome := _command(context, typed.text, inputs):
        return outcome
    if isinstance(pending, FREE_TEXTS) or (isinstance(pending, Note) and pending.key is not None):
        return None
    reading = context.rules.asides.read(typed.text)
    if reading and match and _is_rather_choice(context, reading.aside):
        return None
    if reading and (outcome := _named_aside(context, reading, inputs, match)):
        return outcome
    if pending is None or isinstance(pending, ReplaceAnswer):
        return apply_sentence(context, typed, inputs)
    return None


def _is_rather_choice(context: Context, aside: Aside) -> bool:
    """Return whether a text that fits a choice on screen too is that choice rather than the aside."""
    is_skip = aside is Aside.SKIP and not FLOW.text_question(context.state)
    return is_skip or (aside in BESIDE_LEVELS and process_of(context.state) is not None)


def _named_aside(context: Context, reading: AsideReading, inputs: StepInputs, match: Match | None) -> Outcome | None:
    """Do what an aside says, or ask back where it may be a fact; None if it is not sure."""
    doubt = None if context.session.pending else _fact_or_aside(context, reading, match)
    return doubt or (apply_aside(context, reading.aside, inputs) if reading.is_sure else None)


def _fact_or_aside(context: Context, reading: AsideReading, match: Match | None) -> Outcome | None:
    """Ask back what was meant where an aside with any words in it may be a fact; None where there is no doubt.

    "Ask the officer first" may put the question off, or tell how the service is given.
    """
    if reading.aside is not Aside.UNSURE or not reading.is_loose:
        return None
    press = next((item.press for item in offered(present_screen(context)) if item.press.choice == UNSURE), None)
    other = context.tap(match.press) if match else None
    return Outcome(context.with_pending(Guess(context.tap(press), None, other))) if press else None


def _likely_aside(context: Context, text: str, inputs: StepInputs) -> Outcome | None:
    """Do what a text probably says where that changes nothing, and ask back before anything else."""
    if context.session.pending:
        return None
    aside = _likely(context, text)
    if aside is None:
        return None
    choices = ASKED_BACK.get(aside, ())
    press = next((item.press for item in offered(present_screen(context)) if item.press.choice in choices), None)
    if choices:
        return Outcome(context.with_pending(Guess(context.tap(press)))) if press else None
    return apply_aside(context, aside, inputs)


def _likely(context: Context, text: str) -> Aside | None:
    """Return the aside that a text probably is: by its first or last words, its key words, or as a question."""
    asides, is_about_result = context.rules.asides, context.state in {REVIEW, RESULT}
    reading, among = asides.read(text), frozenset(Aside) if is_about_result else BESIDE_FACTS
    if found := reading.aside if reading else asides.guess(text, among):
        return found if found in among | {Aside.THANKS} else None
    if asides.is_only_talk(text):
        return Aside.THANKS
    return Aside.EXPLAIN if context.state != WELCOME and context.rules.names.is_question(text) else None


def _named(context: Context, press: Button, inputs: StepInputs) -> Outcome:
    """Apply the choice that a text names, unless it answers a question of another member of the group."""
    notice = others_question(context, press)
    return Outcome(context, notice=notice) if notice else apply_press(context, context.tap(press), inputs)


def _command(context: Context, text: str, inputs: StepInputs) -> Outcome | None:
    """Carry out the command that the text is; None for other texts."""
    command = context.rules.reader.command(text)
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


def _text_during_side_question(  # noqa: PLR0911 - one case a question
    context: Context, pending: Pending, typed: Text, inputs: StepInputs, match: Match | None
) -> Outcome:
    """Store a note, a description or a date, or ask which choice was meant."""
    if isinstance(pending, Note) and pending.key is not None:
        return notes.answer_text(context, pending.key, typed)
    if isinstance(pending, Describe) and match is None:
        return describe.answer_text(context, typed)
    if isinstance(pending, AnswerColleague) and match is None:
        return answer_colleague.answer_text(context, pending, typed, inputs)
    if isinstance(pending, DecideApproval) and match is None:
        return decide_approval.answer_text(context, pending, typed, inputs)
    if isinstance(pending, JoinCollection) and match is None and pending.step:
        return join_collection.answer_text(context, pending, typed, inputs)
    if isinstance(pending, AssessmentDate) and match is None:
        return assessment_date.answer_text(context, typed.text, inputs)
    if match and isinstance(pending, Menu):
        return Outcome(context.with_pending(_guess(context, match, pending)))
    return _not_understood(context)


def _guess(context: Context, match: Match, below: Pending | None = None) -> Guess:
    other = context.tap(match.other) if match.other else None
    return Guess(context.tap(match.press), below, other)


def _not_understood(context: Context) -> Outcome:
    """Say that a text was not understood, and repeat the choices; the whole question stands above."""
    if notice := waits_for_another(context):
        return Outcome(context, notice=notice)
    numbers = [choice.number for choice in present_screen(context).choices if choice.number]
    if len(numbers) > 1:
        notice = context.text("notice.not_understood_numbers", numbers=_in_short(numbers))
    else:
        notice = context.text("notice.not_understood")
    return Outcome(context, notice=notice, choices_only=True)


def _in_short(numbers: list[str]) -> str:
    """Return the first and last number; groups, numbered 1, 2, 3.1 …, are all named."""
    if not all(map(str.isdecimal, numbers)):
        return ", ".join(numbers)
    return f"{min(numbers, key=int)}–{max(numbers, key=int)}"
