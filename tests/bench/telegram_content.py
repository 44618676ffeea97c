"""Telegram's record of a message that a bot sent: its text, the entities of its HTML, its keyboard."""

import json
from html.parser import HTMLParser
from typing import Any

ENTITIES = {
    "b": "bold",
    "i": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}


def message_content(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the Message that sendMessage or editMessageText creates."""
    text, entities = parameters["text"], []
    if parameters.get("parse_mode") == "HTML":
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text, entities = reader.text, reader.entities
    markup = parameters.get("reply_markup")
    content = {"text": text, "entities": entities} if entities else {"text": text}
    if markup:
        content["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
    return content


class _Reader(HTMLParser):
    """Collects the text without tags, and the entities with their offsets in UTF-16 code units."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        kind = "expandable_blockquote" if "expandable" in fields else ENTITIES[tag]
        link = {"url": fields["href"]} if tag == "a" else {}
        self._open.append({"type": kind, "offset": self._length(), **link})

    def handle_endtag(self, tag: str) -> None:
        entity = self._open.pop()
        self.entities.append(entity | {"length": self._length() - entity["offset"]})

    def handle_data(self, data: str) -> None:
        self.text += data

    def _length(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2
