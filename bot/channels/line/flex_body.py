"""The header and the body of a Flex bubble. All text wraps, for narrow phones."""

from collections.abc import Iterator

from bot.channels.common.text_limits import split_utf16
from bot.channels.line.actions import postback
from bot.channels.line.flex_types import (
    ACCENT,
    INK,
    MUTED,
    NOTICE_BACKGROUND,
    TRACK,
    FlexBox,
    FlexComponent,
    FlexSeparator,
    FlexText,
)
from bot.shared.level_styles import LevelStyle, level_style
from flows.model.messages import Block, Entry, Message, Progress, Role, Section

MORE = "›"
NUMBER_WIDTH = "22px"

#: UTF-16 code units in one text component. A longer text becomes several, which can be spread over bubbles.
PARAGRAPH_LIMIT = 1500

#: Characters. A longer value is placed below its label instead of beside it.
VALUE_BESIDE_LABEL = 24

#: Shares of a row that label and value get. A longer value gets more: a word broken in two is hard to read.
SHORT_VALUE, SHARES, LONG_SHARES = 12, (5, 3), (4, 5)


def header(message: Message) -> FlexBox | None:
    """Return the progress and the title; None where the message has neither."""
    parts: list[FlexComponent] = []
    if message.progress:
        parts.append(_progress(message.progress))
    if message.title:
        parts.append(
            FlexText(type="text", scaling=True, text=message.title, size="lg", weight="bold", color=INK, wrap=True)
        )
    if not parts:
        return None
    return FlexBox(type="box", layout="vertical", contents=parts, spacing="sm", paddingAll="lg", paddingBottom="none")


def _progress(progress: Progress) -> FlexBox:
    """Return a label such as `3/12` and a bar of two boxes: the part that is done, and the rest."""
    shares = ((progress.done, ACCENT), (progress.total - progress.done, TRACK))
    bar: list[FlexComponent] = [
        FlexBox(
            type="box",
            layout="vertical",
            contents=[],
            flex=share,
            height="6px",
            cornerRadius="3px",
            backgroundColor=colour,
        )
        for share, colour in shares
        if share > 0
    ]
    return FlexBox(
        type="box",
        layout="horizontal",
        spacing="md",
        alignItems="center",
        contents=[
            FlexText(
                type="text", scaling=True, text=f"{progress.done}/{progress.total}", size="sm", color=MUTED, flex=0
            ),
            FlexBox(type="box", layout="horizontal", contents=bar, flex=1),
        ],
    )


def block_parts(block: Block) -> Iterator[FlexComponent]:
    """Yield a block as components of a bubble's body, small enough to be spread over bubbles."""
    if isinstance(block, Section):
        yield from _section(block)
        return
    for piece in text_pieces(block.text.strip()):
        yield _paragraph(piece, block.role)


def _paragraph(text: str, role: Role) -> FlexComponent:
    if role is Role.HEADING:
        return FlexText(
            type="text", scaling=True, text=text, size="md", weight="bold", color=INK, wrap=True, margin="lg"
        )
    if role is Role.REMARK:
        return FlexText(type="text", scaling=True, text=text, size="xs", color=MUTED, wrap=True, margin="lg")
    body = FlexText(type="text", scaling=True, text=text, size="md", color=INK, wrap=True, lineSpacing="4px")
    if role is Role.BODY:
        return body
    return FlexBox(
        type="box",
        layout="vertical",
        contents=[body],
        backgroundColor=NOTICE_BACKGROUND,
        cornerRadius="md",
        paddingAll="md",
    )


def _section(section: Section) -> Iterator[FlexComponent]:
    if not section.entries:
        return
    if section.title:
        yield FlexSeparator(type="separator", margin="lg", color=TRACK)
        yield FlexText(
            type="text", scaling=True, text=section.title, size="sm", weight="bold", color=MUTED, wrap=True, margin="lg"
        )
    for entry in section.entries:
        yield _entry(entry)


def _entry(entry: Entry) -> FlexBox:
    """Return a row: number, level's shape, label and value; a row that is a button ends in an arrow."""
    mark = None if entry.level is None else level_style(entry.level)
    parts: list[FlexComponent] = []
    if entry.number:
        number = FlexText(type="text", scaling=True, text=entry.number, size="sm", color=MUTED)
        parts.append(FlexBox(type="box", layout="vertical", contents=[number], width=NUMBER_WIDTH))
    if mark:
        parts.append(FlexText(type="text", scaling=True, text=mark.shape, size="sm", color=mark.colour, flex=0))
    parts += _label_and_value(entry, mark)
    if entry.press:
        parts.append(FlexText(type="text", scaling=True, text=MORE, size="lg", color=MUTED, flex=0, gravity="center"))
    row = FlexBox(type="box", layout="horizontal", contents=parts, spacing="md", paddingTop="sm", paddingBottom="sm")
    if entry.press:
        row["action"] = postback(entry.press, entry.label)
    return _with_detail(row, entry.detail) if entry.detail else row


def _with_detail(row: FlexBox, detail: str) -> FlexBox:
    """Return the row with a small line beneath."""
    lines = [
        FlexText(type="text", scaling=True, text=piece, size="xs", color=MUTED, wrap=True)
        for piece in text_pieces(detail)
    ]
    return FlexBox(type="box", layout="vertical", contents=[row, *lines])


def _label_and_value(entry: Entry, mark: LevelStyle | None) -> list[FlexComponent]:
    colour = mark.colour if mark else INK
    if not entry.value:
        return [FlexText(type="text", scaling=True, text=entry.label, size="sm", color=INK, wrap=True, flex=1)]
    if len(entry.value) <= VALUE_BESIDE_LABEL:
        label_share, value_share = SHARES if len(entry.value) <= SHORT_VALUE else LONG_SHARES
        return [
            FlexText(type="text", scaling=True, text=entry.label, size="sm", color=INK, wrap=True, flex=label_share),
            FlexText(
                type="text",
                scaling=True,
                text=entry.value,
                size="sm",
                weight="bold",
                color=colour,
                wrap=True,
                flex=value_share,
                align="end",
            ),
        ]
    return [
        FlexBox(
            type="box",
            layout="vertical",
            flex=1,
            contents=[
                FlexText(type="text", scaling=True, text=entry.label, size="xs", color=MUTED, wrap=True),
                *(
                    FlexText(type="text", scaling=True, text=piece, size="sm", color=colour, wrap=True)
                    for piece in text_pieces(entry.value)
                ),
            ],
        )
    ]


def text_pieces(text: str) -> list[str]:
    """Return a text in pieces that fit one component each; none for an empty text."""
    return split_utf16(text, PARAGRAPH_LIMIT)
