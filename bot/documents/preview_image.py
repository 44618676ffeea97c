"""A result as one picture, for the previews of links and for chats."""

from typing import Any

from bot.documents.typst_compiler import printable, set_png
from bot.shared.level_styles import level_style
from flows.i18n.wording import Wording
from flows.results.result_view import ResultView

FOLDER, TEMPLATE = "documents", "preview_image.typ"
LONGEST_NAME = 90


def make_picture(view: ResultView, say: Wording) -> bytes:
    """PNG of 1200 × 630 pixels: the service, its group, the gap, and each level against the recommended one."""
    # Loaded with the first picture: some workers never make one, and it is 4 MB and 60 ms of the start.
    from bot.documents.indexed_png import indexed_png  # noqa: PLC0415

    return indexed_png(set_png(FOLDER, TEMPLATE, picture_content(view, say)))


def picture_content(view: ResultView, say: Wording) -> dict[str, Any]:
    """What the template shows."""
    name = printable(view.service)
    return {
        "language": view.language.value,
        "kind": printable(say("picture.kind")),
        "service": name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…",
        "group": say("group.option", id=view.group_id, name=view.group_short),
        "missing": len(view.missing),
        "raises": len(view.raises),
        "words": {word: say(f"picture.{word}") for word in ("missing", "raises", "legend")},
        "top": len(view.levels) - 1,
        "codes": [level.code for level in view.levels],
        "processes": [
            {
                "number": process.number,
                "own": process.own_rank,
                "recommended": process.recommended_rank,
                "colour": level_style(process.own_rank).colour,
            }
            for process in view.processes
        ],
    }
