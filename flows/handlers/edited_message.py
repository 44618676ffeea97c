"""Messages that were edited on the platform: what was answered in them is changed too."""

from collections.abc import Mapping

from flows.actions.answers import answer_of
from flows.actions.text_answers import typed_answer
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.handlers.buttons import apply_press
from flows.handlers.refused_text import open_question, without_guess
from flows.handlers.sent_files import pasted_table
from flows.handlers.typed_message import apply_message, choice_for, sure_choice_for
from flows.model.events import Correction, Text
from flows.model.note_keys import note_keys
from flows.model.question_ids import LATER, RESULT, UNDECIDED, UNSURE, process_of
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.attribution import with_attribution
from flows.screens.notes import note_subject
from flows.screens.publication import build_result, with_finished_result


def apply_edit(context: Context, edited: Correction, inputs: StepInputs) -> Outcome:
    """Change the answer that was typed in a message, or take the new text of one that was no answer yet.

    There is no reply to any other message.
    """
    sources = context.assessment.sources
    question = next((name for name, source in sources.items() if source == edited.source), None)
    batch = context.session.batch
    if batch and batch.source == edited.source:
        table = pasted_table(context, Text(edited.text, edited.source), inputs)
        return table or Outcome(context, silent=True)
    if question is None:
        return _answer_again(context, edited, inputs)
    if FLOW.stores_text(question):
        return _change_text(context, question, edited.text)
    return _change_choice(context, question, edited, inputs)


def _answer_again(context: Context, edited: Correction, inputs: StepInputs) -> Outcome:
    """Read the new text of a refused or not understood message as if just typed, while its question is asked."""
    refused = context.session.refused
    if refused is None or refused.source != edited.source or refused.question != open_question(context):
        return Outcome(context, silent=True)
    asked = context.with_pending(without_guess(context.session.pending))
    return apply_message(asked, Text(edited.text, edited.source, edited.about), inputs)


def _change_text(context: Context, question: str, text: str) -> Outcome:
    typed = typed_answer(question, text, context.text)
    if typed.problem:
        return Outcome(context, notice=typed.problem)
    answers = {**context.assessment.answers, question: typed.text}
    notice = context.text("notice.corrected", question=_subject(context, question), answer=typed.text)
    return _corrected(context, answers, notice)


def _change_choice(context: Context, question: str, edited: Correction, inputs: StepInputs) -> Outcome:
    """Change a typed level; ask before another typed choice is changed, or where the new text is a guess."""
    given = given_answer(context, question)
    sure = sure_choice_for(context, question, Text(edited.text))
    press = sure or choice_for(context, question, Text(edited.text), inputs)
    if given is None or press is None:
        return _not_changed(context, question)
    answer = answer_of(press.choice)
    is_same = answer == given or (answer == UNSURE and given in UNDECIDED)
    if is_same or not (process_of(question) and sure):
        return apply_press(context.with_pending(None), press, inputs)
    if answer == UNSURE and context.state == RESULT:
        return _not_changed(context, question)
    answers = {**context.assessment.answers, question: LATER if answer == UNSURE else answer}
    named = {"question": question_text(context, question), "answer": answer_text(context, question, answer)}
    attributed = context.with_assessment(with_attribution(context, context.assessment, question))
    return _corrected(attributed, answers, context.text("notice.corrected", **named))


def _not_changed(context: Context, question: str) -> Outcome:
    given = given_answer(context, question)
    answer = context.text("review.empty") if given is None else answer_text(context, question, given)
    return Outcome(
        context, notice=context.text("notice.edit_unclear", question=question_text(context, question), answer=answer)
    )


def _corrected(context: Context, answers: Mapping[str, str], notice: str) -> Outcome:
    """Return the context with other answers. If the result is on screen, it is published again under its link."""
    corrected = context.with_assessment(context.assessment._replace(answers=answers))
    entry = context.session.finished.find(context.assessment.id) if context.state == RESULT else None
    if entry is None:
        return Outcome(corrected, notice=notice)
    result = build_result(corrected, entry.token, entry.finished_at)
    return Outcome(with_finished_result(corrected, result), notice=notice, renewed=(result,))


def _subject(context: Context, question: str) -> str:
    is_note = question in note_keys(context.criteria)
    return note_subject(context, question) if is_note else question_text(context, question)
