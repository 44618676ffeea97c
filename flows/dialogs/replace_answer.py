"""The question whether to replace an earlier answer, after a button of an earlier question was pressed."""

from flows.actions.answers import answer_of, record
from flows.actions.text_answers import with_source
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Message
from flows.model.pending import ReplaceAnswer, Topic
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.confirmation import confirmation, is_yes


def screen(context: Context, pending: ReplaceAnswer) -> Message:
    """Ask with the answer given before and the one offered."""
    question = pending.press.question
    return confirmation(
        context,
        Topic.REPLACE,
        question=question_text(context, question),
        given=answer_text(context, question, given_answer(context, question) or ""),
        offered=answer_text(context, question, pending.press.choice),
    )


def answer(context: Context, pending: ReplaceAnswer, choice: str) -> Outcome:
    """Record the new answer, or keep the one given before."""
    if not is_yes(choice):
        return Outcome(context, notice=context.text("replace.kept"))
    question, new_answer = pending.press.question, answer_of(pending.press.choice)
    outcome = record(context, question, new_answer)
    replaced = with_source(outcome.context, question, pending.source)
    notice = replaced.text(
        "replace.done",
        question=question_text(replaced, question),
        answer=answer_text(replaced, question, new_answer),
    )
    return outcome._replace(context=replaced, notice=in_lines(notice, outcome.notice))
