"""The question whether to replace an answer: by a button of an earlier question, or by a sentence that names one.

A text that may be no name at all is asked back in the same way before it is stored.
"""

from dataclasses import replace

from flows.actions.answers import answer_of, record
from flows.actions.text_answers import with_source
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Message
from flows.model.pending import ReplaceAnswer, Topic
from flows.model.question_ids import GROUP_NONE, RESULT, REVIEW
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.attribution import shortened
from flows.screens.confirmation import confirmation, is_yes

#: After an answer given ahead, the conversation stays where it was, except in these states.
MOVING_STATES = frozenset({GROUP_NONE, REVIEW, RESULT})


def asks_back(context: Context, pending: ReplaceAnswer) -> bool:
    """Return whether the question is about the text typed at the question on screen."""
    return pending.press.question == context.state and FLOW.text_question(context.state) is not None


def screen(context: Context, pending: ReplaceAnswer) -> Message:
    """Ask with the answer given before and the one offered."""
    question = pending.press.question
    offered = shortened(answer_text(context, question, pending.press.choice))
    if asks_back(context, pending):
        return _ask_back(context, question, offered)
    given = given_answer(context, question)
    return confirmation(
        context,
        Topic.REPLACE,
        question=question_text(context, question),
        given=context.text("replace.unanswered") if given is None else shortened(answer_text(context, question, given)),
        offered=offered,
    )


def _ask_back(context: Context, question: str, offered: str) -> Message:
    """Ask whether a text is what the question on screen asks for."""
    asked = confirmation(context, Topic.REPLACE, question="", given="", offered="")
    title = context.text("replace.is_it", answer=offered, question=question_text(context, question))
    labels = ("guess.yes", "guess.no")
    choices = (replace(choice, label=context.text(key)) for choice, key in zip(asked.choices, labels, strict=True))
    return Message(summary=title, title=title, choices=tuple(choices))


def answer(context: Context, pending: ReplaceAnswer, choice: str) -> Outcome:
    """Record the new answer, or keep the one given before."""
    is_name = asks_back(context, pending)
    if not is_yes(choice):
        return Outcome(context, notice=context.text("guess.kept" if is_name else "replace.kept"))
    question, new_answer = pending.press.question, answer_of(pending.press.choice)
    is_ahead = given_answer(context, question) is None and question != context.state
    outcome = record(context, question, new_answer)
    outcome = outcome._replace(context=with_source(outcome.context, question, pending.source))
    if is_ahead and context.state not in MOVING_STATES:
        outcome = outcome._replace(context=_back_at(outcome.context, context.state))
    notices = (_done(outcome.context, question, new_answer, is_name=is_name), outcome.notice)
    published = context.text("replace.confirm_again") if context.state == RESULT else ""
    return outcome._replace(notice=in_lines(*notices, published))


def _done(context: Context, question: str, new_answer: str, *, is_name: bool) -> str:
    key = "notice.stored" if is_name else "replace.done"
    shown = shortened(answer_text(context, question, new_answer))
    return context.text(key, question=question_text(context, question), answer=shown)


def _back_at(context: Context, state: str) -> Context:
    position = context.rules.navigation.ask_again(context.position(), state)
    return context.with_position(position)
