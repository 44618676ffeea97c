"""Sharing all services at once: the link of their common page, and closing it."""

from flows.assessment.context import Context
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.session import Topic
from flows.screens.confirmation import CLOSE, SIDE, side_choice

CLOSE_PORTFOLIO = "close_portfolio"


def portfolio_card(scene: Context) -> Message:
    """The link to the page of all services, and what it shows."""
    say, token = scene.say, scene.session.portfolio
    actions = ((CLOSE_PORTFOLIO, Style.NEUTRAL), (CLOSE, Style.PRIMARY))
    return Message(
        summary=say("portfolio.title"),
        title=say("portfolio.title"),
        blocks=(Paragraph(say("portfolio.text")), Paragraph(say("portfolio.remark"), Role.REMARK)),
        choices=tuple(
            side_choice(scene, f"portfolio.{action}", scene.press(action, SIDE + Topic.PORTFOLIO), number, style)
            for number, (action, style) in enumerate(actions, 1)
        ),
        links=(
            ResultLink(say("portfolio.open"), token, LinkPurpose.OPEN, is_portfolio=True),
            ResultLink(say("result.share"), token, LinkPurpose.SHARE, say("portfolio.share_text"), is_portfolio=True),
        ),
    )
