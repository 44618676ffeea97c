"""Telegram's HTML parse mode: the visible text, and the errors in the markup."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.platforms.counting import utf16_units

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
ATTRIBUTES_OF_TAG = {
    "a": {"href"},
    "span": {"class"},
    "code": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
}
REQUIRED_ATTRIBUTE = {"a": "href", "span": "class", "tg-emoji": "emoji-id"}
LINK_SCHEMES = {"http", "https", "tg", "mailto", "tel"}

TOKEN = re.compile(r"<[^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[<>&]|[^<>&]+")
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z-]*)(?P<attributes>[^<>]*)>")
ATTRIBUTE = re.compile(r"""([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
NAMED_REFERENCE = {"&lt;", "&gt;", "&amp;", "&quot;"}


@dataclass(frozen=True, slots=True)
class ParsedHtml:
    """The visible text, its entities (as in Telegram's answers) and the errors in the markup."""

    text: str
    entities: list[dict[str, Any]]
    problems: list[str]


@dataclass(slots=True)
class _OpenTag:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    text: str = ""
    open_tags: list[_OpenTag] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def read(self, token: str) -> None:
        if tag := TAG.fullmatch(token):
            name, attributes = tag["name"].lower(), _attributes(tag["attributes"])
            if tag["close"]:
                self._close(name)
            else:
                self._open(name, attributes)
        elif token.startswith("&") and len(token) > 1:
            self._add_reference(token)
        else:
            if token[0] in "<>&":
                self.problems.append(f"HTML: {token!r} is not escaped")
            self.text += token

    def finish(self) -> None:
        self.problems += [f"HTML: <{tag.name}> is never closed" for tag in self.open_tags]

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        inner = self.open_tags[-1].name if self.open_tags else ""
        if name not in ENTITY_OF_TAG:
            self.problems.append(f"HTML: <{name}> is not allowed")
        elif inner in {"pre", "code"} and (inner, name) != ("pre", "code"):
            self.problems.append(f"HTML: <{name}> inside <{inner}>")
        else:
            self.problems += _attribute_problems(name, attributes)
        self.open_tags.append(_OpenTag(name, utf16_units(self.text), attributes))

    def _close(self, name: str) -> None:
        if not self.open_tags or self.open_tags[-1].name != name:
            self.problems.append(f"HTML: </{name}> closes nothing")
            return
        tag = self.open_tags.pop()
        length = utf16_units(self.text) - tag.offset
        if self.open_tags and self.open_tags[-1].name == "pre":
            self.open_tags[-1].attributes["language"] = tag.attributes.get("class", "").removeprefix("language-")
        elif length and name in ENTITY_OF_TAG:
            detail = {"a": "url", "pre": "language"}.get(name)
            value = tag.attributes.get("href") or tag.attributes.get("language")
            entity = {"type": ENTITY_OF_TAG[name], "offset": tag.offset, "length": length}
            self.entities.append(entity | ({detail: value} if detail and value else {}))

    def _add_reference(self, token: str) -> None:
        if token in NAMED_REFERENCE or token.startswith("&#"):
            self.text += unescape(token)
        else:
            self.problems.append(f"HTML: {token} is not a reference that Telegram knows")
            self.text += token


def parse_html(html: str) -> ParsedHtml:
    """Parse a text sent with parse_mode HTML."""
    reader = _Reader()
    for token in TOKEN.findall(html):
        reader.read(token)
    reader.finish()
    entities = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return ParsedHtml(reader.text, entities, reader.problems)


def _attributes(source: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single) for name, double, single in ATTRIBUTE.findall(source)}


def _attribute_problems(name: str, attributes: dict[str, str]) -> list[str]:
    allowed = ATTRIBUTES_OF_TAG.get(name, set())
    problems = [f"HTML: <{name}> cannot have {key!r}" for key in attributes if key not in allowed]
    required = REQUIRED_ATTRIBUTE.get(name)
    if required and not attributes.get(required):
        problems.append(f"HTML: <{name}> needs {required!r}")
    if name == "span" and attributes.get("class") not in {None, "tg-spoiler"}:
        problems.append("HTML: the class of <span> can only be tg-spoiler")
    if name == "a" and urlsplit(attributes.get("href", "")).scheme not in LINK_SCHEMES:
        problems.append(f"HTML: the link {attributes.get('href')!r} has no scheme that can be opened")
    return problems
