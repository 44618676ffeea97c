"""Typed messages with their place on the platform: what they reply to, and whether an edit may still answer."""

from flows.actions.answers import is_possible
from flows.actions.text_answers import typed_answer
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.collaboration.codes import find_code
from flows.dialogs.dispatch import present_screen
from flows.handlers.buttons import apply_press
from flows.handlers.codes import open_code
from flows.handlers.refused_text import is_refused, remember_refused
from flows.handlers.sent_files import pasted_names, pasted_table
from flows.handlers.text import apply_text
from flows.model.events import ButtonPress, Reference, Text
from flows.model.pending import Guess, Menu, ReplaceAnswer
from flows.model.step_context import StepInputs
from flows.screens.answer_text import given_answer
from flows.screens.screen import state_screen
from flows.understanding.reader import offered


def apply_message(context: Context, typed: Text, inputs: StepInputs) -> Outcome:
    """Apply a typed message to the question that it belongs to, and remember it where it is no answer yet."""
    return remember_refused(context, _apply_to_its_question(context, typed, inputs), typed)


def _apply_to_its_question(context: Context, typed: Text, inputs: StepInputs) -> Outcome:
    if code := find_code(typed.text):
        return open_code(context, code, inputs)
    if table := pasted_table(context, typed, inputs) or pasted_names(context, typed, inputs):
        return table
    about = typed.about
    if about is None or _is_on_screen(context, about) or context.rules.reader.command(typed.text):
        return apply_text(context, typed, inputs)
    if about == Reference(context.assessment.id, context.state):
        return apply_text(context.with_pending(None), typed, inputs)
    return _apply_to_earlier_question(context, about, typed, inputs) or _ask_back(context, typed, inputs)


def _is_on_screen(context: Context, about: Reference) -> bool:
    """Return whether the question on screen has the buttons of the message that is replied to."""
    questions = {choice.press.question for choice in offered(present_screen(context))}
    return about.assessment == context.assessment.id and about.question in questions


def at_question(context: Context, question: str) -> Context:
    """Return the context as if a question of the machine was on screen."""
    return context.with_pending(None).with_assessment(context.assessment._replace(state=question))


def _apply_to_earlier_question(context: Context, about: Reference, typed: Text, inputs: StepInputs) -> Outcome | None:
    """Offer the text as a change of the answer to an earlier question; None where it is no answer to that."""
    question = about.question
    is_earlier = about.assessment == context.assessment.id and context.rules.navigation.is_asked(question)
    if not is_earlier or given_answer(context, question) is None:
        return None
    if press := choice_for(context, question, typed, inputs):
        return apply_press(context.with_pending(None), press, inputs)
    if not FLOW.text_question(question):
        return None
    answer = typed_answer(question, typed.text, context.text)
    if answer.problem:
        return Outcome(context, notice=answer.problem)
    press = ButtonPress(context.assessment.id, question, answer.text)
    return Outcome(context.with_pending(ReplaceAnswer(press, typed.source)))


def sure_choice_for(context: Context, question: str, typed: Text) -> ButtonPress | None:
    """Return the answer to a question that a text names without doubt; None for none."""
    match = context.rules.reader.match(typed.text, state_screen(at_question(context, question)))
    is_named = match is not None and match.is_sure and is_possible(context.criteria, *match.press)
    return context.tap(match.press) if match and is_named else None


def choice_for(context: Context, question: str, typed: Text, inputs: StepInputs) -> ButtonPress | None:
    """Return the answer to a question that a text names, or seems to mean; None for none."""
    if (sure := sure_choice_for(context, question, typed)) or FLOW.text_question(question):
        return sure
    asked = at_question(context, question)
    guess = apply_text(asked, Text(typed.text), inputs).context.session.pending
    return guess.press if isinstance(guess, Guess) and is_possible(context.criteria, *guess.press.press) else None


def _ask_back(context: Context, typed: Text, inputs: StepInputs) -> Outcome:
    """Ask whether a text that replies to something else is meant for the question on screen.

    What is not understood, or asked back anyway, needs no other question.
    """
    outcome = apply_text(context, typed, inputs)
    if outcome.wanted or is_refused(context, outcome, typed):
        return outcome
    pending = context.session.pending
    below = pending.below if isinstance(pending, Guess) else pending
    asked = context.with_pending(below)
    match = context.rules.reader.match(typed.text, present_screen(asked))
    if match is None or not (below is None or isinstance(below, Menu)):
        return Outcome(context, notice=context.text("notice.reply_unclear"))
    notice = context.text("notice.reply_to_other", question=present_screen(asked).title)
    return Outcome(asked.with_pending(Guess(context.tap(match.press), below)), notice=notice)
