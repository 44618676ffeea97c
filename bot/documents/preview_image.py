"""The preview image of a result, for link previews and chats."""

from io import BytesIO
from typing import Any

from bot.documents.typst_compiler import compile_png, printable
from flows.i18n.wording import Wording
from flows.results.process_view import ProcessStatus, ProcessView
from flows.results.result_view import ResultView

FOLDER, TEMPLATE = "documents", "preview_image.typ"
MAX_NAME_LENGTH = 90

#: The colour of each outcome, and its sign; the template draws a tick where there is none.
OUTCOMES = {
    ProcessStatus.MISSING: {"colour": "#B91C1C", "sign": "+"},
    ProcessStatus.RAISE: {"colour": "#B45309", "sign": "↑"},
    ProcessStatus.CONFORMS: {"colour": "#047857", "sign": ""},
    ProcessStatus.ABSENT: {"colour": "#5F6B7A", "sign": "–"},
    ProcessStatus.OPEN: {"colour": "#5F6B7A", "sign": "?"},
}
#: The key of the words beside the number of processes with each outcome.
COUNTS = {
    ProcessStatus.MISSING: "picture.missing",
    ProcessStatus.RAISE: "picture.raises",
    ProcessStatus.CONFORMS: "picture.conforming",
    ProcessStatus.ABSENT: "picture.absent",
    ProcessStatus.OPEN: "picture.open",
}

#: The size of a PNG palette. Anti-aliasing gives some 1,100 colours. The method MAXCOVERAGE changes none of them by
#: more than 5 of 255.
COLOURS = 256
#: zlib level. The last one (9) saves another 3 % and takes 20 ms more.
COMPRESSION_LEVEL = 8


def make_preview_image(view: ResultView, text: Wording) -> bytes:
    """Return a PNG of 1200 × 630 pixels: date, service, group, and the outcome of each process."""
    return indexed_png(compile_png(FOLDER, TEMPLATE, preview_image_data(view, text)))


def preview_image_data(view: ResultView, text: Wording) -> dict[str, Any]:
    """Return the template's input."""
    name = printable(view.service)
    kind = text("picture.kind_draft" if view.is_draft else "picture.kind")
    return {
        "language": view.language.value,
        "stamp": view.stamp,
        "kind": printable(f"{kind} · {view.date}"),
        "service": name if len(name) <= MAX_NAME_LENGTH else f"{name[:MAX_NAME_LENGTH]}…",
        "group": text("group.option", id=view.group_id, name=view.group_short),
        "counts": [
            {"number": len(view.with_status(status)), "name": text(key), "outcome": OUTCOMES[status]}
            for status, key in COUNTS.items()
            if status is not ProcessStatus.OPEN or view.is_provisional
        ],
        "legend": text("picture.legend"),
        "top": len(view.levels) - 1,
        "codes": [level.code for level in view.levels],
        "processes": [_process(process) for process in view.processes],
    }


def _process(process: ProcessView) -> dict[str, Any]:
    return {
        "number": process.number,
        "name": process.short,
        "own": process.own_rank,
        "recommended": process.recommended_rank,
        "is_gap": process.is_gap,
        "outcome": OUTCOMES[process.status],
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
