"""Sentences that name a question: they open it, answer it if it is on screen, or ask whether to change its answer."""

from flows.actions.text_answers import typed_answer
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.handlers.buttons import apply_press
from flows.handlers.service_data import ask_back, store
from flows.model.events import Button, Text
from flows.model.pending import Guess, ReplaceAnswer
from flows.model.question_ids import SKIP, WELCOME, process_of
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.level import level_prompt
from flows.understanding.asides import Aside
from flows.understanding.named_question import NamedQuestion


def apply_sentence(context: Context, typed: Text, inputs: StepInputs) -> Outcome | None:
    """Apply a sentence that names a question; None for other texts."""
    named = None if context.state == WELCOME else context.rules.questions.read(typed.text)
    if named is None:
        return _apply_fact(context, typed)
    present = context.with_pending(None)
    if not named.question:
        count = len(context.criteria.processes)
        return Outcome(present, notice=context.text("notice.no_such_process", count=count))
    if not named.answer:
        return _open(present, named, typed)
    if FLOW.text_question(named.question):
        return _change_text(present, named, typed)
    return _change_level(present, named, inputs)


def _apply_fact(context: Context, typed: Text) -> Outcome | None:
    """Ask whether to change the level that a fact about a named process shows: “แก้ข้อ 2 เป็นใช้ ThaID”.

    The process on screen is left to the reading of its own answers.
    """
    found = None if context.state == WELCOME else context.rules.questions.read_with_fact(typed.text)
    if found is None or found[0] == context.state:
        return None
    question, fact = found
    process = context.criteria.process_by_id[process_of(question) or ""]
    match = context.rules.facts.match(fact, level_prompt(context, process, explained=False))
    if match is None or match.press.question != question or match.press.choice not in context.criteria.level_rank:
        return None
    if given_answer(context, question) == match.press.choice:
        return _already_given(context, question, match.press.choice)
    return Outcome(context.with_pending(ReplaceAnswer(context.tap(match.press))))


def _open(context: Context, named: NamedQuestion, typed: Text) -> Outcome:
    """Open a question. Where a text is asked for, a sentence that does not say “question” may be its answer."""
    if named.question == context.state:
        return Outcome(context)
    is_sure = named.is_item or FLOW.text_question(named.question) is not None
    if FLOW.text_question(context.state) and not is_sure:
        return ask_back(context, typed)
    needed = [item.id for item in FLOW.service_data if item.id != named.question]
    if given_answer(context, named.question) is None and any(name not in context.assessment.answers for name in needed):
        return Outcome(context, notice=context.text("notice.answer_first"))
    position = context.rules.navigation.ask_again(context.position(), named.question)
    return Outcome(context.with_position(position))


def _change_level(context: Context, named: NamedQuestion, inputs: StepInputs) -> Outcome:
    press = context.tap(Button(named.question, named.answer))
    if named.question == context.state:
        return apply_press(context, press, inputs) if named.is_whole else Outcome(context.with_pending(Guess(press)))
    if given_answer(context, named.question) == named.answer:
        return _already_given(context, named.question, named.answer)
    return Outcome(context.with_pending(ReplaceAnswer(press)))


def _change_text(context: Context, named: NamedQuestion, typed: Text) -> Outcome | None:
    """Ask whether to change a text; None where the new one may be talk."""
    names, question = context.rules.names, FLOW.text_question(named.question)
    new = names.without_particles(named.answer)
    aside = context.rules.asides.read(new)
    if question and question.is_optional and aside and aside.is_sure and aside.aside is Aside.SKIP:
        return Outcome(context.with_pending(ReplaceAnswer(context.tap(Button(named.question, SKIP)))))
    if aside or names.is_talk(new):
        return None
    answer = typed_answer(named.question, new, context.text)
    if answer.problem:
        return Outcome(context, notice=answer.problem)
    if named.question == context.state:
        return store(context, named.question, answer.text, typed.source)
    if given_answer(context, named.question) == answer.text:
        return _already_given(context, named.question, answer.text)
    press = context.tap(Button(named.question, answer.text))
    return Outcome(context.with_pending(ReplaceAnswer(press, typed.source)))


def _already_given(context: Context, question: str, answer: str) -> Outcome:
    shown, name = answer_text(context, question, answer), question_text(context, question)
    return Outcome(context, notice=context.text("notice.already_given", question=name, answer=shown))
