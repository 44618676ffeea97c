"""Messages that were edited on the platform: their stored text is changed too."""

from flows.actions.text_answers import typed_answer
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.note_keys import note_keys
from flows.model.question_ids import RESULT
from flows.screens.answer_text import question_text
from flows.screens.notes import note_subject
from flows.screens.publication import build_result, with_finished_result


def apply_edit(context: Context, source: str, text: str) -> Outcome:
    """Replace the stored text of a message by its new text. There is no reply to a message without an answer.

    If the result is on screen, it is published again under its link.
    """
    question = next((name for name, known in context.assessment.sources.items() if known == source), None)
    if question is None:
        return Outcome(context, silent=True)
    typed = typed_answer(question, text, context.text)
    if typed.problem:
        return Outcome(context, notice=typed.problem)
    answers = {**context.assessment.answers, question: typed.text}
    corrected = context.with_assessment(context.assessment._replace(answers=answers))
    notice = context.text("notice.corrected", question=_subject(context, question), answer=typed.text)
    entry = context.session.finished.find(context.assessment.id) if context.state == RESULT else None
    if entry is None:
        return Outcome(corrected, notice=notice)
    result = build_result(corrected, entry.token, entry.finished_at)
    return Outcome(with_finished_result(corrected, result), notice=notice, renewed=(result,))


def _subject(context: Context, question: str) -> str:
    is_note = question in note_keys(context.criteria)
    return note_subject(context, question) if is_note else question_text(context, question)
