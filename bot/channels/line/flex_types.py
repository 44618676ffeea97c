"""LINE's message and Flex objects as typed JSON, under the names of LINE's reference, and the colours used in them.

line-bot-sdk's models of the same objects cost 3 ms a bubble, more than the rest of its turn
(docs/decisions/0009-platform-objects-of-our-own.md). The type checker checks what they check at run time, and the
tests compare every message with them.
"""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

#: Colours beside those of the levels. Text on its background has a contrast of at least 4.5 : 1 (WCAG 2.1, AA).
INK = "#1F2937"
MUTED = "#5F6B7A"
ACCENT = "#1E40AF"
DANGER = "#B91C1C"
EDGE = "#CBD5E1"
TRACK = "#E5E7EB"
SURFACE = "#F8FAFC"
NOTICE_BACKGROUND = "#FEF3C7"
WHITE = "#FFFFFF"

FlexSize: TypeAlias = Literal["none", "xs", "sm", "md", "lg", "xl"]


class PostbackAction(TypedDict):
    """The action of a button whose press is sent to the webhook as an event."""

    type: Literal["postback"]
    label: str
    data: str
    displayText: str


class AltUri(TypedDict):
    """The address that opens on a computer instead."""

    desktop: str


class URIAction(TypedDict):
    """The action of a button that opens an address."""

    type: Literal["uri"]
    label: str
    uri: str
    altUri: NotRequired[AltUri]


class ClipboardAction(TypedDict):
    """The action of a button that copies a text, from LINE 14.0 on."""

    type: Literal["clipboard"]
    label: str
    clipboardText: str


class FlexText(TypedDict):
    """A text. It grows with the font size that the officer has set in LINE."""

    type: Literal["text"]
    scaling: Literal[True]
    text: str
    size: NotRequired[FlexSize]
    weight: NotRequired[Literal["bold"]]
    color: NotRequired[str]
    align: NotRequired[Literal["start", "center", "end"]]
    gravity: NotRequired[Literal["center"]]
    wrap: NotRequired[bool]
    flex: NotRequired[int]
    margin: NotRequired[FlexSize]
    lineSpacing: NotRequired[str]


class FlexSeparator(TypedDict):
    """A separator line."""

    type: Literal["separator"]
    margin: FlexSize
    color: str


class FlexButton(TypedDict):
    """A button."""

    type: Literal["button"]
    scaling: Literal[True]
    style: Literal["primary", "secondary", "link"]
    action: PostbackAction | URIAction | ClipboardAction
    height: Literal["sm"]
    adjustMode: Literal["shrink-to-fit"]
    color: NotRequired[str]
    flex: NotRequired[int]


class FlexImage(TypedDict):
    """A picture."""

    type: Literal["image"]
    url: str
    size: Literal["full"]
    aspectRatio: str
    aspectMode: Literal["cover"]
    action: URIAction


class FlexBox(TypedDict):
    """Components beside or below each other."""

    type: Literal["box"]
    layout: Literal["vertical", "horizontal"]
    contents: "Sequence[FlexComponent]"
    flex: NotRequired[int]
    spacing: NotRequired[FlexSize]
    margin: NotRequired[FlexSize]
    width: NotRequired[str]
    height: NotRequired[str]
    paddingAll: NotRequired[FlexSize]
    paddingTop: NotRequired[FlexSize]
    paddingBottom: NotRequired[FlexSize]
    cornerRadius: NotRequired[str]
    borderWidth: NotRequired[Literal["none", "normal"]]
    borderColor: NotRequired[str]
    backgroundColor: NotRequired[str]
    alignItems: NotRequired[Literal["center"]]
    justifyContent: NotRequired[Literal["center"]]
    action: NotRequired[PostbackAction]


FlexComponent: TypeAlias = FlexBox | FlexButton | FlexSeparator | FlexText


class FlexBubble(TypedDict):
    """One bubble."""

    type: Literal["bubble"]
    size: Literal["giga"]
    header: NotRequired[FlexBox]
    hero: NotRequired[FlexImage]
    body: NotRequired[FlexBox]
    footer: NotRequired[FlexBox]


class QuickReplyItem(TypedDict):
    """A button above the keyboard."""

    type: Literal["action"]
    action: PostbackAction


class QuickReply(TypedDict):
    """The buttons above the keyboard of a phone."""

    items: list[QuickReplyItem]


class TextMessage(TypedDict):
    """A message of plain text."""

    type: Literal["text"]
    text: str
    quickReply: NotRequired[QuickReply]


class FlexMessage(TypedDict):
    """A message of one bubble."""

    type: Literal["flex"]
    altText: str
    contents: FlexBubble
    quickReply: NotRequired[QuickReply]


LineMessage: TypeAlias = TextMessage | FlexMessage
