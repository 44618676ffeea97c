"""What others did to the records that a conversation shares with them; the conversation learns it at its next event."""

from flows.actions.approvals import learn_decisions
from flows.actions.colleague_questions import learn_answers
from flows.actions.hand_overs import learn_owners
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, after_news
from flows.model.step_context import StepInputs


def learn_news(context: Context, inputs: StepInputs) -> Outcome:
    """Bring the conversation up to date with its shared records: copies of services yield to them.

    Return the context before the event, with a notice of what the officer should know, and the effects.
    """
    news = Outcome(context)
    for learn in (learn_owners, learn_answers, learn_decisions):
        learnt = learn(news.context, inputs)
        if learnt.wanted or learnt.wanted_links:
            return learnt
        news = after_news(news, learnt)
    return news
