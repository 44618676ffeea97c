"""Buttons that copy a link or a code, to paste it where no list of friends reaches."""

from flows.assessment.context import Context
from flows.model.messages import LinkPurpose, ResultLink


def copy_link(context: Context, token: str, *, is_portfolio: bool = False) -> ResultLink:
    """Return the button that copies the address of a result, or of the page of all services."""
    return ResultLink(context.text("share.copy_link"), token, LinkPurpose.CLIPBOARD, is_portfolio=is_portfolio)


def copy_code(context: Context, code: str) -> ResultLink:
    """Return the button that copies a one-time code: what the receiver types."""
    return ResultLink(context.text("share.copy_code"), code, LinkPurpose.CLIPBOARD, is_code=True)
