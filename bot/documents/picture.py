"""A result as one picture, for the previews of links and for chats."""

from bot.palette import level_mark
from bot.typesetting import printable, set_png
from flows.result_view import ResultView
from flows.wording import Wording

FOLDER, TEMPLATE = "documents", "picture.typ"
LONGEST_NAME = 90


def make_picture(view: ResultView, say: Wording) -> bytes:
    """PNG of 1200 × 630 pixels: the service, its group, the gap, and each level against the recommended one."""
    name = printable(view.service)
    return set_png(
        FOLDER,
        TEMPLATE,
        {
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
                    "colour": level_mark(process.own_rank).colour,
                }
                for process in view.processes
            ],
        },
    )
