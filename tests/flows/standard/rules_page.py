"""The page docs/rules-of-the-standard.md: every rule of the source, and where Radap keeps it."""

import json
import re
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[3]
PAGE = TOP / "docs" / "rules-of-the-standard.md"
COLUMNS = 100

HEAD = """# The rules of the standard, and where Radap keeps them

Every rule of the source (chapters 1 to 5 and the appendix) in our own words, in the order of the source. Under each
stands where Radap keeps it: a path in [criteria.json](../criteria.json), a key of the catalogues (`msgid`), code
(`module`, `file`) or a test. "Reading" marks a rule in which the project interprets the source.

The page is made from [rules.json](../tests/data/standard/rules.json) by `make transcripts`; a test looks every place
up.
"""


def load_rules() -> list[dict[str, Any]]:
    """Return the rules in the order of the source."""
    rules: list[dict[str, Any]] = json.loads((TOP / "tests/data/standard/rules.json").read_text("utf-8"))
    return rules


def render_page(rules: list[dict[str, Any]]) -> str:
    """Return the page as Markdown."""
    return "\n".join([wrapped_paragraphs(HEAD), *_sections(rules)]) + "\n"


def wrapped_paragraphs(text: str) -> str:
    """Return Markdown whose paragraphs are wrapped."""
    paragraphs = re.split(r"\n\n+", text.strip())
    return "\n\n".join(_wrap(" ".join(part.split())) for part in paragraphs) + "\n"


def _sections(rules: list[dict[str, Any]]) -> Iterator[str]:
    for place, items in groupby(rules, key=lambda rule: rule["place"]):
        yield f"## {place}\n"
        for rule in items:
            yield _wrap(f"{'Reading: ' if rule['reading'] else ''}{rule['rule']}", "- ")
            yield from (_wrap(f"`{kept}`", "  - ") for kept in rule["kept_in"])
        yield ""


def _wrap(text: str, mark: str = "") -> str:
    lines = textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
