"""The preview image of a result, for link previews and chats."""

from io import BytesIO
from typing import Any

from bot.documents.typst_compiler import compile_png, printable
from bot.shared.level_styles import level_style
from flows.i18n.wording import Wording
from flows.results.result_view import ResultView

FOLDER, TEMPLATE = "documents", "preview_image.typ"
MAX_NAME_LENGTH = 90

#: The size of a PNG palette. Anti-aliasing gives some 1,100 colours. The method MAXCOVERAGE changes none of them by
#: more than 5 of 255.
COLOURS = 256
#: zlib level. The last one (9) saves another 3 % and takes 20 ms more.
COMPRESSION_LEVEL = 8


def make_preview_image(view: ResultView, text: Wording) -> bytes:
    """Return a PNG of 1200 × 630 pixels: date, service, group, gap, and each level beside the recommended one."""
    return indexed_png(compile_png(FOLDER, TEMPLATE, preview_image_data(view, text)))


def preview_image_data(view: ResultView, text: Wording) -> dict[str, Any]:
    """Return the template's input."""
    name = printable(view.service)
    return {
        "language": view.language.value,
        "kind": printable(f"{text('picture.kind')} · {view.date}"),
        "service": name if len(name) <= MAX_NAME_LENGTH else f"{name[:MAX_NAME_LENGTH]}…",
        "group": text("group.option", id=view.group_id, name=view.group_short),
        "missing": len(view.missing),
        "raises": len(view.raises),
        "words": {word: text(f"picture.{word}") for word in ("missing", "raises", "legend")},
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


def indexed_png(png: bytes) -> bytes:
    """Return an opaque PNG with a palette, a third of the size. The same input gives the same bytes."""
    # Imported with the first image: Pillow takes 60 ms and 4 MB, and some workers never make an image.
    from PIL.Image import Dither, Quantize  # noqa: PLC0415
    from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415

    with PngImageFile(BytesIO(png)) as image:
        indexed = image.convert("RGB").quantize(COLOURS, Quantize.MAXCOVERAGE, dither=Dither.NONE)
    content = BytesIO()
    indexed.save(content, "PNG", compress_level=COMPRESSION_LEVEL)
    return content.getvalue()
