"""Neutral messages as LINE messages: plain text where that is all, otherwise Flex bubbles."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

import orjson

from bot.channels.common.text_limits import cut_graphemes, cut_utf16, split_utf16
from bot.channels.line.actions import BUTTON_LABEL_LIMIT, quick_reply
from bot.channels.line.flex_body import block_parts, header
from bot.channels.line.flex_choices import choice_row, footer
from bot.channels.line.flex_types import (
    FlexBox,
    FlexBubble,
    FlexComponent,
    FlexImage,
    FlexMessage,
    LineMessage,
    TextMessage,
    URIAction,
)
from bot.shared.links import Links
from flows.model.messages import Message, Paragraph, Role

MESSAGES_A_REPLY = 5
TEXT_LIMIT = 5000
ALT_TEXT_LIMIT = 1500

#: Bytes of JSON in UTF-8, as the client sends it; LINE allows 30 KB.
BUBBLE_LIMIT = 30_000
BUBBLE_FRAME = 1000

PICTURE_SHAPE = "1200:630"


def render_messages(messages: Sequence[Message], links: Links, assessment: str) -> list[LineMessage]:
    """One reply of one to five LINE messages; more are merged into fewer, with all their answers and links.

    `assessment` is the id of the one that their buttons belong to.

    The last message carries the controls of the last neutral one as quick replies too, which phones show.
    """
    rendered = [line for message in messages for line in _render(message, links, assessment)]
    if len(rendered) > MESSAGES_A_REPLY:
        rendered = list(_render(_merge(messages), links, assessment))[-MESSAGES_A_REPLY:]
    if messages[-1].controls:
        rendered[-1]["quickReply"] = quick_reply(messages[-1].controls, assessment)
    return rendered


def _render(message: Message, links: Links, assessment: str) -> Iterator[LineMessage]:
    if _is_plain(message):
        yield from (TextMessage(type="text", text=piece) for piece in split_utf16(_plain_text(message), TEXT_LIMIT))
        return
    alt_text = cut_utf16(message.summary or message.title, ALT_TEXT_LIMIT)
    yield from (
        FlexMessage(type="flex", altText=alt_text, contents=bubble) for bubble in _bubbles(message, links, assessment)
    )


def _is_plain(message: Message) -> bool:
    has_more = message.choices or message.controls or message.links or message.progress
    return not has_more and all(isinstance(block, Paragraph) for block in message.blocks)


def _plain_text(message: Message) -> str:
    paragraphs = (block.text for block in message.blocks if isinstance(block, Paragraph))
    return "\n\n".join(part for part in (message.title, *paragraphs) if part.strip()) or message.summary


def _bubbles(message: Message, links: Links, assessment: str) -> list[FlexBubble]:
    """One bubble, or several where the body is too large for one: the header on the first, the footer on the last."""
    above, below = header(message), footer(message, links, assessment)
    parts = [part for block in message.blocks for part in block_parts(block, assessment)]
    parts += [choice_row(choice, assessment) for choice in message.choices]
    room = BUBBLE_LIMIT - BUBBLE_FRAME - _size(above) - _size(below)
    first, *more = _pages(parts, room)
    bubbles = [_bubble(first, above, _picture(message, links)), *map(_bubble, more)]
    if below:
        bubbles[-1]["footer"] = below
    return bubbles


def _picture(message: Message, links: Links) -> FlexImage | None:
    """LINE fetches pictures by HTTPS only."""
    if not message.picture or not links.has_https:
        return None
    return FlexImage(
        type="image",
        url=links.file(message.picture, "png"),
        size="full",
        aspectRatio=PICTURE_SHAPE,
        aspectMode="cover",
        action=URIAction(
            type="uri", label=cut_graphemes(message.title, BUTTON_LABEL_LIMIT), uri=links.result(message.picture)
        ),
    )


def _bubble(
    parts: Sequence[FlexComponent], above: FlexBox | None = None, picture: FlexImage | None = None
) -> FlexBubble:
    """A bubble of what there is to show; no body begins with a line."""
    bubble = FlexBubble(type="bubble", size="giga")
    if above:
        bubble["header"] = above
    if picture:
        bubble["hero"] = picture
    if shown := list(dropwhile(lambda part: part["type"] == "separator", parts)):
        bubble["body"] = FlexBox(type="box", layout="vertical", contents=shown, spacing="sm", paddingAll="lg")
    return bubble


def _pages(parts: Sequence[FlexComponent], room: int) -> Iterator[list[FlexComponent]]:
    if _size(parts) <= room:
        yield list(parts)
        return
    page: list[FlexComponent] = []
    left = room
    for part in parts:
        size = _size(part)
        if page and size > left:
            yield page
            page, left = [], room
        page.append(part)
        left -= size
    yield page


def _size(part: FlexComponent | Sequence[FlexComponent] | None) -> int:
    return len(orjson.dumps(part))


def _merge(messages: Sequence[Message]) -> Message:
    titles = [Paragraph(message.title, Role.HEADING) for message in messages]
    blocks = [block for title, message in zip(titles, messages, strict=True) for block in (title, *message.blocks)]
    return Message(
        summary=messages[-1].summary,
        blocks=tuple(blocks),
        progress=messages[-1].progress,
        choices=tuple(choice for message in messages for choice in message.choices),
        controls=messages[-1].controls,
        links=tuple(link for message in messages for link in message.links),
    )
