"""What others did to the records that a conversation shares with them; the conversation learns it at its next event."""

from flows.actions.approvals import learn_decisions
from flows.actions.colleague_questions import learn_answers
from flows.actions.hand_overs import learn_owners
from flows.actions.joined_collections import learn_collections
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.step_context import StepInputs


def learn_news(context: Context, inputs: StepInputs) -> Outcome:
    """Bring the conversation up to date with its shared records: copies of services yield to them.

    Return the context before the event, with a notice of what the officer should know, and the effects.
    """
    news = Outcome(context)
    for learn in (learn_owners, learn_answers, learn_decisions, learn_collections):
        learnt = learn(news.context, inputs)
        if learnt.wanted or learnt.wanted_links:
            return learnt
        news = after_news(news, learnt)
    return news


def after_news(news: Outcome, outcome: Outcome) -> Outcome:
    """Return the outcome of an event with what the conversation learnt before it."""
    return outcome._replace(
        notice=in_lines(news.notice, outcome.notice),
        before=(*news.before, *outcome.before),
        published=(*news.published, *outcome.published),
        renewed=(*news.renewed, *outcome.renewed),
        withdrawn=(*news.withdrawn, *outcome.withdrawn),
        shared=(*news.shared, *outcome.shared),
        links_version=max(news.links_version, outcome.links_version),
        silent=outcome.silent and not news.notice,
    )
