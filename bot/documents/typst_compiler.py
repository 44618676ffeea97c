"""Setting a document: a Typst template, its data, and the Sarabun font."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import fontpkg_sarabun
import typst

HOME = Path(__file__).parent.parent

#: A compiler works for one thread at a time.
COMPILING = Lock()

#: Typst forgets what it did not need in so many settings.
SETTINGS_REMEMBERED = 10
NOTHING = b"#set page(width: 1pt, height: 1pt)"

#: Pixels an inch at which a point of a template is a pixel.
PIXELS_PER_INCH = 72.0

#: Ranges of characters that Sarabun can show; a test compares them with the font.
SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0x17E),
    (0xE01, 0xE3A),
    (0xE3F, 0xE5B),
    (0x2013, 0x2014),
    (0x2018, 0x201A),
    (0x201C, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2260, 0x2260),
    (0x2264, 0x2265),
)
#: What stands for a character that cannot be shown; the attached data have it unharmed.
NOT_SHOWN = "\N{BLACK SQUARE}"
LACKING = re.compile(f"[^\n{''.join(f'{chr(first)}-{chr(last)}' for first, last in SHOWN)}]")

#: Soft hyphens, signs that join or part words, and those that turn the direction of writing.
WITHOUT_FORM = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def set_pdf(folder_name: str, template: str, data: Mapping[str, Any], made_at: int, attachment: bytes) -> bytes:
    """A template of a folder of `bot` as PDF with `data` as its input; `made_at` is in seconds since 1970 (UTC).

    The PDF can be kept for good with the file attached (PDF/A-3a), and read aloud (PDF/UA-1). `attachment` is JSON and
    lies in it where it is not empty. The same input always gives the same bytes.
    """
    return _set(
        folder_name,
        template,
        {"data": json.dumps(data, ensure_ascii=False), "attachment": attachment.decode()},
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.fromtimestamp(made_at, UTC),
    )


def set_png(folder_name: str, template: str, data: Mapping[str, Any]) -> bytes:
    """A template of a folder of `bot` as a picture in which a point is a pixel."""
    return _set(folder_name, template, {"data": json.dumps(data)}, format="png", ppi=PIXELS_PER_INCH)


def forget(folder_name: str) -> None:
    """Make Typst forget what it has set: the source it was given last, and every paragraph that it remembers.

    It remembers them for as long as it sets nothing else, deleted names as well. Takes 2 ms; the next form is set like
    the first one.
    """
    compiler = _compiler(folder_name)
    with COMPILING:
        for _ in range(SETTINGS_REMEMBERED + 1):
            compiler.compile(NOTHING, format="png", ppi=1.0)


def _set(folder_name: str, template: str, texts: Mapping[str, str], **options: Any) -> bytes:
    """Set a template after definitions of these texts.

    Typst remembers every paragraph that it has set by all that could change it. What is given as `sys.inputs` could
    change any; what is defined in the source changes what is made of it, so that only new paragraphs are set anew.
    """
    definitions = "".join(f"#let {name} = {_literal(text)}\n" for name, text in texts.items())
    source = definitions + (HOME / folder_name / template).read_text(encoding="utf-8")
    compiler = _compiler(folder_name)
    with COMPILING:
        content: Any = compiler.compile(source.encode(), **options)
    return bytes(content)


@cache
def _compiler(folder_name: str) -> typst.Compiler:
    """What sets a folder's templates; another one would not know again what this one has set."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[fontpkg_sarabun.ROOT])
    return typst.Compiler(root=HOME / folder_name, font_paths=fonts)


def _literal(text: str) -> str:
    """A text as Typst writes it in a source."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def printable(text: str) -> str:
    """A text as the font can show it: signs without a form go, others that it lacks become a square.

    Direction overrides go too, so that nobody's text turns what stands beside it.
    """
    return LACKING.sub(NOT_SHOWN, WITHOUT_FORM.sub("", text))
