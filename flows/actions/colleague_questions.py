"""Questions to colleagues: what the officer who asked, and the colleague who answered, learn at the next event."""

from typing import NamedTuple

from flows.actions.answers import is_possible
from flows.actions.asked_questions import (
    OPEN_SECONDS,
    answer_screen,
    find_asked,
    question_link,
    record_links,
    with_asked,
    without_asked,
)
from flows.actions.colleague_texts import remove_erased
from flows.actions.unsent_text import UNSEND_SECONDS
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange, SharedEffect
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import ColleagueQuestion, QuestionState, WithdrawQuestion
from flows.model.link import Link, LinkKind
from flows.model.pending import ColleagueAnswer
from flows.model.question_ids import SERVICE
from flows.model.result import Result
from flows.model.shared_work import AskedQuestion, GivenText
from flows.model.step_context import StepInputs
from flows.screens.answer_text import answer_text, question_text


class _Learnt(NamedTuple):
    """What was learnt so far."""

    context: Context
    notices: tuple[str, ...] = ()
    effects: tuple[SharedEffect, ...] = ()
    withdrawn: tuple[Link, ...] = ()
    renewed: tuple[Result, ...] = ()


def learn_answers(context: Context, inputs: StepInputs) -> Outcome:
    """Take note of answers that came, of remarks that were unsent, and of what became of own answers."""
    shared = context.session.shared
    links = [*map(question_link, shared.questions), *(_given_link(item) for item in _unsettled(context))]
    if missing := tuple(link for link in links if link not in inputs.shared):
        return Outcome(context, wanted_links=missing)
    learnt = _Learnt(context)
    for asked in shared.questions:
        outcome = _learn(learnt.context, asked, inputs)
        if outcome.wanted:
            return outcome
        learnt = _with(learnt, outcome)
    for given in _unsettled(context):
        learnt = _with(learnt, _learn_own_answer(learnt.context, given, inputs))
    notice = "\n".join(dict.fromkeys(filter(None, learnt.notices)))
    return Outcome(
        learnt.context,
        notice=notice,
        shared=learnt.effects,
        withdrawn=learnt.withdrawn,
        renewed=tuple({result.token: result for result in learnt.renewed}.values()),
    )


def _with(learnt: _Learnt, outcome: Outcome) -> _Learnt:
    return _Learnt(
        outcome.context,
        (*learnt.notices, *outcome.notice.splitlines()),
        (*learnt.effects, *outcome.shared),
        (*learnt.withdrawn, *outcome.withdrawn),
        (*learnt.renewed, *outcome.renewed),
    )


def _learn(context: Context, asked: AskedQuestion, inputs: StepInputs) -> Outcome:
    record = inputs.shared.get(question_link(asked))
    if not isinstance(record, ColleagueQuestion):
        return _gone(context, asked, inputs)
    if asked.decided_at:
        return _learn_after_decision(context, asked, record, inputs)
    if record.state is QuestionState.ANSWERED:
        return _learn_answer(context, asked, record, inputs)
    if record.is_open(inputs.now):
        return Outcome(context)
    # An answer that was given in time may be stored first: the question is forgotten once it is withdrawn.
    return Outcome(context, shared=(RecordChange(question_link(asked), WithdrawQuestion()),))


def _gone(context: Context, asked: AskedQuestion, inputs: StepInputs) -> Outcome:
    """Forget a question that is stored no more: withdrawn, which is told, or expired, which is not."""
    left = without_asked(context, asked)
    is_told = asked.is_closing and inputs.now < asked.asked_at + OPEN_SECONDS
    notice = context.text("ask.withdrawn", question=_question(context, asked)) if is_told else ""
    return Outcome(left, notice=notice, withdrawn=(Link(LinkKind.CODE, asked.code),))


def _learn_after_decision(
    context: Context, asked: AskedQuestion, record: ColleagueQuestion, inputs: StepInputs
) -> Outcome:
    """Remove what the colleague unsent, and forget the question when nothing can be unsent any more."""
    outcome = remove_erased(context, asked, record, inputs)
    if outcome.wanted or inputs.now < asked.decided_at + UNSEND_SECONDS:
        return outcome
    left = without_asked(outcome.context, asked)
    return outcome._replace(context=left, withdrawn=(*outcome.withdrawn, *record_links(asked)))


def _learn_answer(context: Context, asked: AskedQuestion, record: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    is_present = asked.assessment == context.assessment.id
    if is_present and not is_possible(context.criteria, asked.question, record.answer):
        notice = context.text("ask.no_longer_asked", name=_name(context, record))
        return Outcome(without_asked(context, asked), notice=notice, withdrawn=record_links(asked))
    shown = _refreshed(context, asked, record)
    if asked.is_told or not inputs.can_tell:
        return Outcome(shown)
    told = with_asked(shown, asked._replace(is_told=True, is_closing=False))
    if asked.is_closing:
        came_first = context.text("ask.came_first", name=_name(context, record), question=_question(context, asked))
        return Outcome(told.with_pending(answer_screen(asked, record)), notice=came_first)
    return Outcome(told, notice=f"{_news(context, asked, record)}\n{context.text('ask.how_to_use')}")


def _refreshed(context: Context, asked: AskedQuestion, record: ColleagueQuestion) -> Context:
    """Return the context whose screen shows the answer as it is now: the remark may have been unsent."""
    pending = context.session.pending
    is_shown = isinstance(pending, ColleagueAnswer) and pending.token == asked.token
    return context.with_pending(answer_screen(asked, record)) if is_shown else context


def _news(context: Context, asked: AskedQuestion, record: ColleagueQuestion) -> str:
    """Return the notice of an answer; of another service than that on screen with its name."""
    name, question = _name(context, record), _question(context, asked)
    if asked.assessment != context.assessment.id:
        return context.text("ask.answered_elsewhere", name=name, question=question, service=record.service)
    answer = answer_text(context, asked.question, record.answer)
    return context.text("ask.answered", name=name, question=question, answer=answer)


def _question(context: Context, asked: AskedQuestion) -> str:
    """Return the name of a question; of one that these criteria do not ask, the word for it."""
    try:
        return question_text(context, asked.question)
    except KeyError:
        return context.text("ask.one_question")


def _name(context: Context, record: ColleagueQuestion) -> str:
    return record.name or context.text("ask.colleague")


def _unsettled(context: Context) -> tuple[GivenText, ...]:
    given = context.session.shared.given
    return tuple(item for item in given if item.kind == SharedKind.QUESTION and not item.is_settled)


def _given_link(given: GivenText) -> Link:
    return Link(LinkKind.QUESTION, given.token)


def _learn_own_answer(context: Context, given: GivenText, inputs: StepInputs) -> Outcome:
    """Tell the colleague whether the answer was taken; one that was not leaves nothing."""
    record = inputs.shared.get(_given_link(given))
    is_taken = isinstance(record, ColleagueQuestion) and record.answer_id == given.id
    shared = context.session.shared
    kept = tuple(
        item._replace(is_settled=True) if item == given else item for item in shared.given if is_taken or item != given
    )
    left = context.with_session(context.session._replace(shared=shared._replace(given=kept)))
    return Outcome(left, notice=context.text("colleague.thanks" if is_taken else "colleague.too_late"))


def is_own_question(context: Context, token: str) -> bool:
    """Return whether this conversation asked the question with this record."""
    return find_asked(context.session, token) is not None


def service_name(context: Context) -> str:
    """Return the name of the present service; empty where it is not known yet."""
    return context.assessment.answers.get(SERVICE, "")
