"""Inline style sheets, so that a page is one request, and the hash by which the Content-Security-Policy allows them."""

import base64
import hashlib
import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.web.assets import STATIC, levels_stylesheet

INDENT = re.compile(r"\n\s*")
#: How the style sheets name the folder of the static files: as seen from a page one folder below the root.
ROOT_IN_SHEETS = "../static/"


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """The text of a style element, and its source expression for the Content-Security-Policy's `style-src`."""

    text: Markup
    source: str


def inline_style(*names: str, root: str = "../") -> InlineStyle:
    """Return the levels' style sheet and the named ones as one. `root` leads from the page to the root of the site."""
    sheets = [levels_stylesheet(), *((STATIC / name).read_text("utf-8") for name in names)]
    text = INDENT.sub("\n", "\n".join(sheets)).replace(ROOT_IN_SHEETS, f"{root}static/")
    sha256 = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return InlineStyle(Markup(text), f"'sha256-{sha256}'")  # noqa: S704 - our own files, no input
