"""What others did to the records that a conversation shares with them; the conversation learns it at its next event."""

from collections.abc import Callable

from flows.actions.approvals import learn_decisions
from flows.actions.colleague_questions import learn_answers
from flows.actions.hand_overs import learn_owners
from flows.actions.joined_collections import learn_collections
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, after_news
from flows.model.shared_work import SharedWork
from flows.model.step_context import StepInputs


def learn_news(context: Context, inputs: StepInputs) -> Outcome:
    """Bring the conversation up to date with its shared records: copies of services yield to them.

    Return the context before the event, with a notice of what the officer should know, and the effects.
    What colleagues were asked about an offered service waits: its next owner learns it.
    """
    news = learn_owners(context, inputs)
    if news.is_waiting:
        return news
    waiting = _of_offered(news.context.session.shared)
    news = news._replace(context=_with(news.context, lambda shared: _without(shared, waiting)))
    for learn in (learn_answers, learn_decisions, learn_collections):
        learnt = learn(news.context, inputs)
        if learnt.wanted or learnt.wanted_links:
            return learnt
        news = after_news(news, learnt)
    return news._replace(context=_with(news.context, lambda shared: _together(shared, waiting)))


def _of_offered(shared: SharedWork) -> SharedWork:
    """Return what colleagues were asked about offered services."""
    return SharedWork(
        questions=tuple(item for item in shared.questions if shared.offer_of(item.assessment)),
        approvals=tuple(item for item in shared.approvals if shared.offer_of(item.assessment)),
    )


def _without(shared: SharedWork, waiting: SharedWork) -> SharedWork:
    return shared._replace(
        questions=tuple(item for item in shared.questions if item not in waiting.questions),
        approvals=tuple(item for item in shared.approvals if item not in waiting.approvals),
    )


def _together(shared: SharedWork, waiting: SharedWork) -> SharedWork:
    return shared._replace(
        questions=(*shared.questions, *waiting.questions), approvals=(*shared.approvals, *waiting.approvals)
    )


def _with(context: Context, change: Callable[[SharedWork], SharedWork]) -> Context:
    return context.with_session(context.session._replace(shared=change(context.session.shared)))
