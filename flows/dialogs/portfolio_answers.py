"""What an owner decides about the page of all services: to have one, and to close it."""

from flows.assessment.context import Context
from flows.assessment.outcome import Link, LinkKind, Outcome
from flows.handlers.permissions import may_delete_all
from flows.model.session import Pending, Topic
from flows.model.step_context import StepInputs


def open_portfolio(scene: Context, moment: StepInputs) -> Outcome:
    """Show the link of the page; it is made when it is first asked for. In a group by whoever started everything."""
    if not may_delete_all(scene):
        return Outcome(scene.asking(Pending(Topic.RESULTS)), notice=scene.say("member.only_starter_shares"))
    token = scene.session.portfolio or moment.token
    shared = scene.with_session(scene.session._replace(portfolio=token))
    return Outcome(shared.asking(Pending(Topic.PORTFOLIO)))


def close_portfolio(scene: Context) -> Outcome:
    """The link opens no more; the results and their own links stay."""
    if not may_delete_all(scene):
        return Outcome(scene.asking(Pending(Topic.RESULTS)), notice=scene.say("member.only_starter_shares"))
    token = scene.session.portfolio
    closed = scene.with_session(scene.session._replace(portfolio=""))
    withdrawn = (Link(LinkKind.PORTFOLIO, token),) if token else ()
    return Outcome(closed, notice=scene.say("portfolio.closed"), withdrawn=withdrawn)
