"""Style sheets inside a page, so that the page is one request, and the proof by which a browser lets them in."""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from bot.web.assets import levels_stylesheet

FOLDER = Path(__file__).parent / "static"
INDENT = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """Text for a style element, and the source that the Content-Security-Policy names for it."""

    text: Markup
    source: str


def inline_style(*names: str) -> InlineStyle:
    """The colours of the levels and these style sheets in one."""
    sheets = [levels_stylesheet(), *((FOLDER / name).read_text("utf-8") for name in names)]
    text = INDENT.sub("\n", "\n".join(sheets))
    proof = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return InlineStyle(Markup(text), f"'sha256-{proof}'")  # noqa: S704 - our own files, no input
