"""The actions of LINE's buttons: postbacks for answers, addresses for results."""

from collections.abc import Sequence

from bot.channels.common.render_cache import button_data
from bot.channels.common.text_limits import cut_graphemes
from bot.channels.line.flex_types import AltUri, ClipboardAction, PostbackAction, QuickReply, QuickReplyItem, URIAction
from bot.shared.share_addresses import line_share
from flows.model.events import Button
from flows.model.messages import Choice, LinkPurpose, ResultLink

BUTTON_LABEL_LIMIT = 40
QUICK_REPLY_LABEL_LIMIT = 20
QUICK_REPLY_ITEM_LIMIT = 13
DISPLAY_TEXT_LIMIT = 300
URI_LIMIT = 1000
CLIPBOARD_LIMIT = 1000


def postback(button: Button, label: str, label_limit: int = BUTTON_LABEL_LIMIT) -> PostbackAction:
    """Return the action of a button. A press shows the label in the chat as the officer's message."""
    return PostbackAction(
        type="postback",
        label=cut_graphemes(label, label_limit),
        data=button_data(button),
        displayText=cut_graphemes(label, DISPLAY_TEXT_LIMIT),
    )


def quick_reply(controls: Sequence[Choice]) -> QuickReply:
    """Return the controls as buttons above the keyboard of a phone."""
    actions = (
        postback(control.press, control.label, QUICK_REPLY_LABEL_LIMIT) for control in controls[:QUICK_REPLY_ITEM_LIMIT]
    )
    return QuickReply(items=[QuickReplyItem(type="action", action=action) for action in actions])


def open_link(link: ResultLink, address: str) -> URIAction:
    """Return the action that opens a link's address, or LINE's list of friends to share it with."""
    label = cut_graphemes(link.label, BUTTON_LABEL_LIMIT)
    if link.purpose is not LinkPurpose.SHARE:
        return URIAction(type="uri", label=label, uri=address)
    # LINE for PC has no list of friends to share with: there the button opens the result, whose address can be copied.
    return URIAction(type="uri", label=label, uri=share_address(link.text, address), altUri=AltUri(desktop=address))


def copy_text(label: str, text: str) -> ClipboardAction:
    """Return the action that copies a code or an address; either is far below LINE's limit."""
    return ClipboardAction(
        type="clipboard", label=cut_graphemes(label, BUTTON_LABEL_LIMIT), clipboardText=text[:CLIPBOARD_LIMIT]
    )


def open_page(label: str, address: str) -> URIAction:
    """Return the action that opens a public page."""
    return URIAction(type="uri", label=cut_graphemes(label, BUTTON_LABEL_LIMIT), uri=address)


def share_address(text: str, address: str) -> str:
    """Return LINE's address that shares a text and, on a line of its own, a result; only the text is cut to fit."""
    for length in range(len(text), 0, -1):
        uri = line_share(f"{cut_graphemes(text, length)}\n{address}")
        if len(uri) <= URI_LIMIT:
            return uri
    return line_share(address)
