"""The parts of a Flex bubble that are tapped: the answers and the footer.

Every answer is a row in the bubble and every control a button in its footer, because LINE on a computer shows no
quick replies.
"""

from collections.abc import Sequence

from bot.channels.line.actions import open_link, postback
from bot.channels.line.colours import ACCENT, DANGER, EDGE, INK, MUTED, SURFACE, TRACK, WHITE
from bot.channels.line.flex_body import text_pieces
from bot.channels.line.flex_types import FlexBox, FlexButton, FlexComponent, FlexText
from bot.shared.level_styles import LevelStyle, level_style
from bot.shared.links import Links
from flows.model.messages import Choice, LinkPurpose, Message, ResultLink, Style

CHOSEN = "✓ "
CONTROLS_A_ROW = 2

BADGE_SIZE, BADGE_RADIUS = "28px", "14px"


def choice_row(choice: Choice, assessment: str) -> FlexBox:
    """An answer: the number on its level's colour, the label, and what it means; filled where it is the main one."""
    filled = {Style.PRIMARY: ACCENT, Style.DANGER: DANGER}.get(choice.style)
    mark = None if choice.level is None else level_style(choice.level)
    parts: list[FlexComponent] = [_badge(choice.number, mark, filled)] if choice.number else []
    return FlexBox(
        type="box",
        layout="horizontal",
        contents=[*parts, _meaning(choice, filled is not None)],
        spacing="md",
        margin="md",
        paddingAll="md",
        cornerRadius="md",
        borderWidth="none" if filled else "normal",
        borderColor=mark.colour if mark and choice.chosen else EDGE,
        backgroundColor=filled or (SURFACE if choice.chosen else WHITE),
        action=postback(choice.press, assessment, choice.label),
    )


def _badge(number: str, mark: LevelStyle | None, filled: str | None) -> FlexBox:
    """The number on a disc of the level's colour; on a filled row the disc is white."""
    ground, ink = (mark.colour, mark.ink) if mark else (WHITE, filled) if filled else (TRACK, INK)
    return FlexBox(
        type="box",
        layout="vertical",
        contents=[FlexText(type="text", text=number, size="sm", weight="bold", color=ink, align="center")],
        flex=0,
        width=BADGE_SIZE,
        height=BADGE_SIZE,
        cornerRadius=BADGE_RADIUS,
        backgroundColor=ground,
        justifyContent="center",
    )


def _meaning(choice: Choice, is_filled: bool) -> FlexBox:
    label = FlexText(
        type="text",
        text=f"{CHOSEN if choice.chosen else ''}{choice.label}",
        weight="bold",
        color=WHITE if is_filled else INK,
        align="center" if is_filled else "start",
        wrap=True,
    )
    detail = [
        FlexText(type="text", text=piece, size="sm", color=WHITE if is_filled else MUTED, wrap=True)
        for piece in text_pieces(choice.detail)
    ]
    return FlexBox(type="box", layout="vertical", contents=[label, *detail], flex=1, justifyContent="center")


def footer(message: Message, links: Links, assessment: str) -> FlexBox | None:
    """The links and the controls; None where the message has neither."""
    parts: list[FlexComponent] = []
    several = sum(1 for link in message.links if link.purpose is LinkPurpose.OPEN) > 1
    parts += [_link(link, links, several) for link in message.links]
    for start in range(0, len(message.controls), CONTROLS_A_ROW):
        parts.append(_control_row(message.controls[start : start + CONTROLS_A_ROW], assessment))
    return FlexBox(type="box", layout="vertical", contents=parts, spacing="sm", paddingAll="md") if parts else None


def _link(link: ResultLink, links: Links, is_one_of_several: bool) -> FlexComponent:
    """A button; where the address works on this machine only, which LINE refuses, the address itself."""
    if links.is_local:
        text = f"{link.label}: {links.address(link)}"
        return FlexText(type="text", text=text, size="sm", color=MUTED, wrap=True)
    is_main = link.purpose is LinkPurpose.OPEN and not is_one_of_several
    button = FlexButton(
        type="button",
        style="primary" if is_main else "secondary",
        height="sm",
        adjustMode="shrink-to-fit",
        action=open_link(link, links),
    )
    if is_main:
        button["color"] = ACCENT
    return button


def _control_row(controls: Sequence[Choice], assessment: str) -> FlexBox:
    buttons = [
        FlexButton(
            type="button",
            style="link",
            height="sm",
            color=ACCENT,
            adjustMode="shrink-to-fit",
            flex=1,
            action=postback(control.press, assessment, control.label),
        )
        for control in controls
    ]
    return FlexBox(type="box", layout="horizontal", contents=buttons, spacing="sm")
