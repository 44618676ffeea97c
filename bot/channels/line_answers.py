"""The parts of a Flex bubble that are tapped: the answers and the footer.

Every answer is a row in the bubble and every control a button in its footer, because LINE on a computer shows no
quick replies.
"""

from collections.abc import Sequence

from linebot.v3.messaging import FlexBox, FlexButton, FlexComponent, FlexText

from bot.channels.line_actions import open_link, postback
from bot.channels.line_blocks import text_pieces
from bot.channels.line_colours import ACCENT, DANGER, EDGE, INK, MUTED, SURFACE, TRACK, WHITE
from bot.links import Links
from bot.palette import LevelMark, level_mark
from flows.message import Choice, LinkPurpose, Message, ResultLink, Style

CHOSEN = "✓ "
CONTROLS_A_ROW = 2

BADGE_SIZE, BADGE_RADIUS = "28px", "14px"


def choice_row(choice: Choice) -> FlexBox:
    """An answer: the number on its level's colour, the label, and what it means; filled where it is the main one."""
    filled = {Style.PRIMARY: ACCENT, Style.DANGER: DANGER}.get(choice.style)
    mark = None if choice.level is None else level_mark(choice.level)
    parts: list[FlexComponent] = [_badge(choice.number, mark, filled)] if choice.number else []
    return FlexBox(
        layout="horizontal",
        contents=[*parts, _meaning(choice, filled is not None)],
        spacing="md",
        margin="md",
        padding_all="md",
        corner_radius="md",
        border_width="none" if filled else "normal",
        border_color=mark.colour if mark and choice.chosen else EDGE,
        background_color=filled or (SURFACE if choice.chosen else WHITE),
        action=postback(choice.tap, choice.label),
    )


def _badge(number: str, mark: LevelMark | None, filled: str | None) -> FlexBox:
    """The number on a disc of the level's colour; on a filled row the disc is white."""
    ground, ink = (mark.colour, mark.ink) if mark else (WHITE, filled) if filled else (TRACK, INK)
    return FlexBox(
        layout="vertical",
        contents=[FlexText(text=number, size="sm", weight="bold", color=ink, align="center")],
        flex=0,
        width=BADGE_SIZE,
        height=BADGE_SIZE,
        corner_radius=BADGE_RADIUS,
        background_color=ground,
        justify_content="center",
    )


def _meaning(choice: Choice, is_filled: bool) -> FlexBox:
    label = FlexText(
        text=f"{CHOSEN if choice.chosen else ''}{choice.label}",
        weight="bold",
        color=WHITE if is_filled else INK,
        align="center" if is_filled else "start",
        wrap=True,
    )
    detail = [
        FlexText(text=piece, size="sm", color=WHITE if is_filled else MUTED, wrap=True)
        for piece in text_pieces(choice.detail)
    ]
    return FlexBox(layout="vertical", contents=[label, *detail], flex=1, justify_content="center")


def footer(message: Message, links: Links) -> FlexBox | None:
    """The links and the controls; None where the message has neither."""
    parts: list[FlexComponent] = []
    several = sum(1 for link in message.links if link.purpose is LinkPurpose.OPEN) > 1
    parts += [_link(link, links, several) for link in message.links]
    for start in range(0, len(message.controls), CONTROLS_A_ROW):
        parts.append(_control_row(message.controls[start : start + CONTROLS_A_ROW]))
    return FlexBox(layout="vertical", contents=parts, spacing="sm", padding_all="md") if parts else None


def _link(link: ResultLink, links: Links, is_one_of_several: bool) -> FlexComponent:
    """A button; where the address works on this machine only, which LINE refuses, the address itself."""
    if links.is_local:
        text = f"{link.label}: {links.address(link)}"
        return FlexText(text=text, size="sm", color=MUTED, wrap=True)
    is_main = link.purpose is LinkPurpose.OPEN and not is_one_of_several
    return FlexButton(
        style="primary" if is_main else "secondary",
        color=ACCENT if is_main else None,
        height="sm",
        adjust_mode="shrink-to-fit",
        action=open_link(link, links),
    )


def _control_row(controls: Sequence[Choice]) -> FlexBox:
    buttons = [
        FlexButton(
            style="link",
            height="sm",
            color=ACCENT,
            adjust_mode="shrink-to-fit",
            flex=1,
            action=postback(control.tap, control.label),
        )
        for control in controls
    ]
    return FlexBox(layout="horizontal", contents=buttons, spacing="sm")
