"""LINE's messages as typed JSON objects, under the names of LINE's reference of message and Flex objects.

The SDK has models of the same objects. They check at run time what the type checker and the tests check here, and a
bubble through them costs more than the rest of its turn (docs/decisions/0009-platform-objects-of-our-own.md).
"""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

import orjson

FlexSize: TypeAlias = Literal["none", "xs", "sm", "md", "lg", "xl"]


class PostbackAction(TypedDict):
    """A tap that comes back as an event."""

    type: Literal["postback"]
    label: str
    data: str
    displayText: str


class AltUri(TypedDict):
    """Where the same tap leads on a computer."""

    desktop: str


class URIAction(TypedDict):
    """A tap that opens an address."""

    type: Literal["uri"]
    label: str
    uri: str
    altUri: NotRequired[AltUri]


class FlexText(TypedDict):
    """A text."""

    type: Literal["text"]
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
    """A line between components."""

    type: Literal["separator"]
    margin: FlexSize
    color: str


class FlexButton(TypedDict):
    """A button."""

    type: Literal["button"]
    style: Literal["primary", "secondary", "link"]
    action: PostbackAction | URIAction
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

#: The messages of a reply, some of which are JSON already.
LineMessages: TypeAlias = Sequence[LineMessage] | orjson.Fragment
