"""The buttons of a Flex bubble: a row for each answer, and the controls of the footer.

Quick replies alone would not do: LINE on a computer shows none.
"""

from collections.abc import Sequence

from bot.channels.line.actions import postback
from bot.channels.line.flex_body import text_pieces
from bot.channels.line.flex_types import (
    ACCENT,
    DANGER,
    EDGE,
    INK,
    MUTED,
    SURFACE,
    TRACK,
    WHITE,
    FlexBox,
    FlexButton,
    FlexComponent,
    FlexText,
)
from bot.shared.level_styles import LevelStyle, level_style
from flows.model.messages import Choice, Style

CHOSEN = "✓ "

BADGE_SIZE, BADGE_RADIUS = "28px", "14px"


def choice_row(choice: Choice) -> FlexBox:
    """Return an answer: number on the level's colour, label and meaning. The main answer's row is filled."""
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
        action=postback(choice.press, choice.label),
    )


def _badge(number: str, mark: LevelStyle | None, filled: str | None) -> FlexBox:
    """Return the number on a disc of the level's colour; on a filled row the disc is white."""
    ground, ink = (mark.colour, mark.ink) if mark else (WHITE, filled) if filled else (TRACK, INK)
    return FlexBox(
        type="box",
        layout="vertical",
        contents=[
            FlexText(type="text", scaling=True, text=number, size="sm", weight="bold", color=ink, align="center")
        ],
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
        scaling=True,
        text=f"{CHOSEN if choice.chosen else ''}{choice.label}",
        weight="bold",
        color=WHITE if is_filled else INK,
        align="center" if is_filled else "start",
        wrap=True,
    )
    detail = [
        FlexText(type="text", scaling=True, text=piece, size="sm", color=WHITE if is_filled else MUTED, wrap=True)
        for piece in text_pieces(choice.detail)
    ]
    return FlexBox(type="box", layout="vertical", contents=[label, *detail], flex=1, justifyContent="center")


def control_row(controls: Sequence[Choice]) -> FlexBox:
    """Return the controls side by side."""
    buttons = [
        FlexButton(
            type="button",
            scaling=True,
            style="link",
            height="sm",
            color=ACCENT,
            adjustMode="shrink-to-fit",
            flex=1,
            action=postback(control.press, control.label),
        )
        for control in controls
    ]
    return FlexBox(type="box", layout="horizontal", contents=buttons, spacing="sm")
