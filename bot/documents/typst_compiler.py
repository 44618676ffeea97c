"""Compiles Typst templates with their data to PDF and PNG, in the Sarabun font."""

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

#: A compiler is not thread-safe.
COMPILER_LOCK = Lock()

#: Typst drops a cached paragraph that was not used in this many compilations.
CACHE_AGE = 10
EMPTY_DOCUMENT = b"#set page(width: 1pt, height: 1pt)"

#: At 72 pixels per inch a point of a template is a pixel.
PIXELS_PER_INCH = 72.0

#: Code points that Sarabun has, as ranges; a test compares them with the font.
FONT_RANGES = (
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
#: Replaces a character that the font lacks. The attached JSON has the original.
REPLACEMENT = "\N{BLACK SQUARE}"
NOT_IN_FONT = re.compile(f"[^\n{''.join(f'{chr(first)}-{chr(last)}' for first, last in FONT_RANGES)}]")

#: Soft hyphens, zero-width characters and direction controls.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def compile_pdf(folder_name: str, template: str, data: Mapping[str, Any], made_at: int, attachment: bytes) -> bytes:
    """Compile a template of a folder of `bot` to PDF. `made_at` is in seconds since 1970 (UTC).

    The PDF conforms to PDF/A-3a (archiving with attachments) and PDF/UA-1 (accessibility). `attachment` is JSON, or
    empty for none. The same input gives the same bytes.
    """
    return _compile(
        folder_name,
        template,
        {"data": json.dumps(data, ensure_ascii=False), "attachment": attachment.decode()},
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.fromtimestamp(made_at, UTC),
    )


def compile_png(folder_name: str, template: str, data: Mapping[str, Any]) -> bytes:
    """Compile a template of a folder of `bot` to PNG, one pixel per point."""
    return _compile(folder_name, template, {"data": json.dumps(data)}, format="png", ppi=PIXELS_PER_INCH)


def clear_cache(folder_name: str) -> None:
    """Clear Typst's cache: the last source and every cached paragraph.

    An idle Typst would hold them indefinitely, deleted names included. Takes 2 ms. The next form takes as long as the
    first one.
    """
    compiler = _compiler(folder_name)
    with COMPILER_LOCK:
        for _ in range(CACHE_AGE + 1):
            compiler.compile(EMPTY_DOCUMENT, format="png", ppi=1.0)


def _compile(folder_name: str, template: str, texts: Mapping[str, str], **options: Any) -> bytes:
    """Compile a template with these texts as variables.

    The texts are defined in the source and not passed as `sys.inputs`: Typst caches a paragraph by everything that it
    depends on, every paragraph may depend on `sys.inputs`, and only some depend on a variable.
    """
    definitions = "".join(f"#let {name} = {_literal(text)}\n" for name, text in texts.items())
    source = definitions + (HOME / folder_name / template).read_text(encoding="utf-8")
    compiler = _compiler(folder_name)
    with COMPILER_LOCK:
        content: Any = compiler.compile(source.encode(), **options)
    return bytes(content)


@cache
def _compiler(folder_name: str) -> typst.Compiler:
    """Return the compiler of a folder. It is reused, because the cache of paragraphs belongs to it."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[fontpkg_sarabun.ROOT])
    return typst.Compiler(root=HOME / folder_name, font_paths=fonts)


def _literal(text: str) -> str:
    """Return a text as a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def printable(text: str) -> str:
    """Return a text that the font can show: invisible characters are removed, missing ones become a square.

    Direction controls are removed, so that a text cannot reverse the text next to it.
    """
    return NOT_IN_FONT.sub(REPLACEMENT, INVISIBLE.sub("", text))
