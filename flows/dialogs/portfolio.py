"""The link of the page that shows all services; it can be closed."""

from enum import StrEnum
from typing import assert_never

from flows.actions.permissions import may_delete_all
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.link import Link, LinkKind
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.pending import Portfolio, ResultsPage, Topic
from flows.model.step_context import StepInputs
from flows.screens.clipboard import copy_link
from flows.screens.confirmation import side_choice, side_question_id


class PortfolioChoice(StrEnum):
    """The choices for the link."""

    CLOSE_PORTFOLIO = "close_portfolio"
    CLOSE = "close"


def screen(context: Context) -> Message:
    """Show the link, and describe its page."""
    text, token, question = context.text, context.session.portfolio, side_question_id(Topic.PORTFOLIO)
    choices = ((PortfolioChoice.CLOSE_PORTFOLIO, Style.NEUTRAL), (PortfolioChoice.CLOSE, Style.PRIMARY))
    return Message(
        summary=text("portfolio.title"),
        title=text("portfolio.title"),
        blocks=(Paragraph(text("portfolio.text")), Paragraph(text("portfolio.remark"), Role.REMARK)),
        choices=tuple(
            side_choice(context, f"portfolio.{choice}", context.press(choice.value, question), number, style)
            for number, (choice, style) in enumerate(choices, 1)
        ),
        links=(
            ResultLink(text("portfolio.open"), token, LinkPurpose.OPEN, is_portfolio=True),
            ResultLink(text("result.share"), token, LinkPurpose.SHARE, text("portfolio.share_text"), is_portfolio=True),
            copy_link(context, token, is_portfolio=True),
        ),
    )


def answer(context: Context, choice: str) -> Outcome:
    """Close the link, or leave the question. The results and their own links stay."""
    match PortfolioChoice(choice):
        case PortfolioChoice.CLOSE:
            return Outcome(context)
        case PortfolioChoice.CLOSE_PORTFOLIO:
            return _close(context)
        case unknown:
            assert_never(unknown)


def _close(context: Context) -> Outcome:
    if not may_delete_all(context):
        return _not_permitted(context)
    token = context.session.portfolio
    closed = context.with_session(context.session._replace(portfolio=""))
    withdrawn = (Link(LinkKind.PORTFOLIO, token),) if token else ()
    return Outcome(closed, notice=context.text("portfolio.closed"), withdrawn=withdrawn)


def open_portfolio(context: Context, inputs: StepInputs) -> Outcome:
    """Show the link; create it if there is none. In a group only the member who started every assessment may do so."""
    if not may_delete_all(context):
        return _not_permitted(context)
    token = context.session.portfolio or inputs.token
    shared = context.with_session(context.session._replace(portfolio=token))
    return Outcome(shared.with_pending(Portfolio()))


def _not_permitted(context: Context) -> Outcome:
    return Outcome(context.with_pending(ResultsPage()), notice=context.text("member.only_starter_shares"))
