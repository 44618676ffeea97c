"""The colour, emoji and shape of each level, the same in every channel and page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LevelStyle:
    """The style of one rank. `colour` is a fill and `ink` the text on it, with a contrast of at least 4.5 : 1.

    `emoji` and `shape` tell the ranks apart without colour.
    """

    colour: str
    ink: str
    emoji: str
    shape: str


LEVEL_STYLES = (
    LevelStyle(colour="#5F6B7A", ink="#FFFFFF", emoji="⚪", shape="○"),
    LevelStyle(colour="#B45309", ink="#FFFFFF", emoji="🟠", shape="◔"),
    LevelStyle(colour="#1D4ED8", ink="#FFFFFF", emoji="🔵", shape="◑"),
    LevelStyle(colour="#047857", ink="#FFFFFF", emoji="🟢", shape="●"),
)


def style_index(rank: int) -> int:
    """Return the index in LEVEL_STYLES for a level's rank (0: no level); ranks above the last have its style."""
    return min(rank, len(LEVEL_STYLES) - 1)


def level_style(rank: int) -> LevelStyle:
    """Return the style of a level's rank."""
    return LEVEL_STYLES[style_index(rank)]
