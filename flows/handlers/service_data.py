"""Texts typed at a question of the service data: stored and echoed, or asked back where they may be talk."""

from flows.actions.answers import record
from flows.actions.text_answers import typed_answer, with_source
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.model.events import Button, Text
from flows.model.pending import ReplaceAnswer
from flows.screens.answer_text import question_text
from flows.screens.attribution import shortened


def apply_service_data(context: Context, typed: Text) -> Outcome:
    """Store a typed text under the question on screen, or ask back whether it is meant as its answer."""
    rules, question = context.rules, FLOW.text_question(context.state)
    may_be_talk = (
        rules.asides.read(typed.text)
        or rules.names.is_talk(typed.text)
        or rules.asides.is_misspelt(typed.text)
        or rules.questions.is_level(typed.text)
    )
    if may_be_talk:
        return ask_back(context, typed)
    is_name = question is not None and not question.is_multiline
    text = rules.names.bare(typed.text) if is_name else typed.text
    answer = typed_answer(context.state, text, context.text)
    return (
        Outcome(context, notice=answer.problem)
        if answer.problem
        else store(context, context.state, answer.text, typed.source)
    )


def ask_back(context: Context, typed: Text) -> Outcome:
    """Ask whether a typed text is the answer to the question on screen."""
    answer = typed_answer(context.state, context.rules.names.bare(typed.text), context.text)
    if answer.problem:
        return Outcome(context, notice=answer.problem)
    press = context.tap(Button(context.state, answer.text))
    return Outcome(context.with_pending(ReplaceAnswer(press, typed.source)))


def store(context: Context, question: str, text: str, source: str) -> Outcome:
    """Store a text under a question and echo it. In a group the notice of who answered has it already."""
    outcome = record(context, question, text)
    echo = context.text("notice.stored", question=question_text(context, question), answer=shortened(text))
    kept = with_source(outcome.context, question, source)
    return outcome._replace(context=kept, notice=in_lines("" if context.member else echo, outcome.notice))
