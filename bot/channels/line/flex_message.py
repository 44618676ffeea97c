"""Renders messages for LINE: as plain text where that is all, otherwise as Flex bubbles."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

import orjson

from bot.channels.common.render_cache import JsonTemplate, RenderCache
from bot.channels.common.text_limits import cut_graphemes, cut_utf16, split_utf16
from bot.channels.line.actions import BUTTON_LABEL_LIMIT, copy_text, open_link, open_page, quick_reply
from bot.channels.line.flex_body import block_parts, header
from bot.channels.line.flex_choices import choice_row, control_row
from bot.channels.line.flex_types import (
    ACCENT,
    MUTED,
    FlexBox,
    FlexBubble,
    FlexButton,
    FlexComponent,
    FlexImage,
    FlexMessage,
    FlexText,
    LineMessage,
    TextMessage,
    URIAction,
)
from bot.shared.links import Links
from flows.model.messages import LinkPurpose, Message, PageLink, Paragraph, ResultLink, Role
from flows.model.step_context import ASSESSMENT_ID_LENGTH

MESSAGES_A_REPLY = 5
TEXT_LIMIT = 5000
ALT_TEXT_LIMIT = 1500

#: Bytes of JSON in UTF-8, as the client sends it; LINE allows 30 KB. The frame is what a bubble has beside its parts.
BUBBLE_LIMIT = 30_000
BUBBLE_FRAME = 1000

#: The field of a postback action that names the button.
DATA_FIELD = "data"

CONTROLS_A_ROW = 2
PICTURE_SHAPE = "1200:630"


class FlexRenderer:
    """Renders replies for LINE; `links` builds the addresses of results."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._cache = RenderCache(lambda messages: JsonTemplate(self._reply(messages), DATA_FIELD))

    def reply(self, messages: Sequence[Message], assessment: str) -> orjson.Fragment:
        """Return the JSON of one reply: one to five LINE messages, whose buttons belong to an assessment (its id)."""
        return self._cache.get(messages).fill(assessment)

    def _reply(self, messages: Sequence[Message]) -> list[LineMessage]:
        """Return one to five LINE messages; more are merged into fewer, with all their answers and links.

        The last one carries the controls of the last message as quick replies too, which phones show.
        """
        rendered = [line for message in messages for line in self._message(message)]
        if len(rendered) > MESSAGES_A_REPLY:
            rendered = list(self._message(_merge(messages)))[-MESSAGES_A_REPLY:]
        if messages[-1].controls:
            rendered[-1]["quickReply"] = quick_reply(messages[-1].controls)
        return rendered

    def _message(self, message: Message) -> Iterator[LineMessage]:
        if _is_plain(message):
            yield from (TextMessage(type="text", text=piece) for piece in split_utf16(_plain_text(message), TEXT_LIMIT))
            return
        alt_text = cut_utf16(message.summary or message.title, ALT_TEXT_LIMIT)
        yield from (FlexMessage(type="flex", altText=alt_text, contents=bubble) for bubble in self._bubbles(message))

    def _bubbles(self, message: Message) -> list[FlexBubble]:
        """Return one bubble, or several where the body is too large: header on the first, footer on the last."""
        above, below = header(message), self._footer(message)
        parts = [part for block in message.blocks for part in block_parts(block)]
        parts += [choice_row(choice) for choice in message.choices]
        room = BUBBLE_LIMIT - BUBBLE_FRAME - _size(above) - _size(below)
        first, *more = _pages(parts, room)
        bubbles = [_bubble(first, above, self._picture(message)), *map(_bubble, more)]
        if below:
            bubbles[-1]["footer"] = below
        return bubbles

    def _footer(self, message: Message) -> FlexBox | None:
        """Return the links, the controls and the links to pages; None where the message has none of them."""
        parts: list[FlexComponent] = []
        several = sum(1 for link in message.links if link.purpose is LinkPurpose.OPEN) > 1
        parts += [self._link(link, several) for link in message.links]
        for start in range(0, len(message.controls), CONTROLS_A_ROW):
            parts.append(control_row(message.controls[start : start + CONTROLS_A_ROW]))
        parts += map(self._page, message.pages)
        return FlexBox(type="box", layout="vertical", contents=parts, spacing="sm", paddingAll="md") if parts else None

    def _link(self, link: ResultLink, is_one_of_several: bool) -> FlexComponent:
        """Return a button, or the address itself where it works on this machine only: LINE refuses such buttons."""
        address = self._links.address(link)
        if link.purpose is LinkPurpose.CLIPBOARD:
            copied = copy_text(link.label, self._links.copied(link))
            return FlexButton(
                type="button", scaling=True, style="link", height="sm", adjustMode="shrink-to-fit", action=copied
            )
        if self._links.is_local:
            return _address_text(link.label, address)
        is_main = link.purpose is LinkPurpose.OPEN and not is_one_of_several
        button = FlexButton(
            type="button",
            scaling=True,
            style="primary" if is_main else "secondary",
            height="sm",
            adjustMode="shrink-to-fit",
            action=open_link(link, address),
        )
        if is_main:
            button["color"] = ACCENT
        return button

    def _page(self, page: PageLink) -> FlexComponent:
        """Return a plain link, or the address itself where it works on this machine only."""
        address = self._links.page(page)
        if self._links.is_local:
            return _address_text(page.label, address)
        action = open_page(page.label, address)
        return FlexButton(
            type="button", scaling=True, style="link", height="sm", adjustMode="shrink-to-fit", action=action
        )

    def _picture(self, message: Message) -> FlexImage | None:
        """Return the result's picture; None without HTTPS, because LINE fetches pictures by HTTPS only."""
        if not message.picture or not self._links.has_https:
            return None
        return FlexImage(
            type="image",
            url=self._links.file(message.picture, "png"),
            size="full",
            aspectRatio=PICTURE_SHAPE,
            aspectMode="cover",
            action=URIAction(
                type="uri",
                label=cut_graphemes(message.title, BUTTON_LABEL_LIMIT),
                uri=self._links.result(message.picture),
            ),
        )


def _address_text(label: str, address: str) -> FlexText:
    return FlexText(type="text", scaling=True, text=f"{label}: {address}", size="sm", color=MUTED, wrap=True)


def _is_plain(message: Message) -> bool:
    has_more = message.choices or message.controls or message.links or message.pages or message.progress
    return not has_more and all(isinstance(block, Paragraph) for block in message.blocks)


def _plain_text(message: Message) -> str:
    paragraphs = (block.text for block in message.blocks if isinstance(block, Paragraph))
    return "\n\n".join(part for part in (message.title, *paragraphs) if part.strip()) or message.summary


def _bubble(
    parts: Sequence[FlexComponent], above: FlexBox | None = None, picture: FlexImage | None = None
) -> FlexBubble:
    """Return a bubble with the parts that are not empty; no body begins with a separator."""
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
    """Return the bytes that a part will have once its buttons carry an assessment's id."""
    json = orjson.dumps(part)
    return len(json) + ASSESSMENT_ID_LENGTH * json.count(f'"{DATA_FIELD}":"'.encode())


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
        pages=tuple(dict.fromkeys(page for message in messages for page in message.pages)),
    )
