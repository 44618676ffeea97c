"""Renders messages as JSON for the chat page, which decides how they look."""

from collections.abc import Sequence
from typing import Any

import orjson

from bot.channels.common.render_cache import JsonTemplate, RenderCache, button_data
from bot.shared.level_styles import LEVEL_STYLES
from bot.shared.links import Links
from flows.model.events import Button
from flows.model.messages import Block, Choice, Entry, LinkPurpose, Message, PageLink, Paragraph, ResultLink

Json = dict[str, Any]

#: The field that names the button; None where an entry has no button.
DATA_FIELD = "tap"


class PageRenderer:
    """Renders replies for the chat page; `links` builds the addresses of results."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._cache = RenderCache(lambda messages: JsonTemplate([*map(self._message, messages)], DATA_FIELD))

    def reply(self, messages: Sequence[Message], assessment: str) -> orjson.Fragment:
        """Return the JSON of the messages, whose buttons belong to an assessment (its id)."""
        return self._cache.get(messages).fill(assessment)

    def _message(self, message: Message) -> Json:
        progress = message.progress
        return {
            "summary": message.summary,
            "title": message.title,
            "progress": {"done": progress.done, "total": progress.total} if progress else None,
            "blocks": [*map(_block, message.blocks)],
            "choices": [*map(_choice, message.choices)],
            "controls": [*map(_choice, message.controls)],
            "links": [*map(self._link, message.links)],
            "pages": [*map(self._page, message.pages)],
            "placeholder": message.placeholder,
        }

    def _link(self, link: ResultLink) -> Json:
        address = self._links.address(link)
        text = self._links.copied(link) if link.purpose is LinkPurpose.CLIPBOARD else link.text
        return {"label": link.label, "url": address, "purpose": link.purpose.value, "text": text}

    def _page(self, link: PageLink) -> Json:
        return {"label": link.label, "url": self._links.page(link)}


def _block(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "role": block.role.value, "text": block.text}
    return {"type": "section", "title": block.title, "entries": [*map(_entry, block.entries)]}


def _entry(entry: Entry) -> Json:
    return {
        "label": entry.label,
        "value": entry.value,
        "number": entry.number,
        "detail": entry.detail,
        "level": _style_index(entry.level),
        DATA_FIELD: _data(entry.press),
    }


def _choice(choice: Choice) -> Json:
    return {
        "label": choice.label,
        "detail": choice.detail,
        "number": choice.number,
        "level": _style_index(choice.level),
        "style": choice.style.value,
        "chosen": choice.chosen,
        DATA_FIELD: _data(choice.press),
    }


def _data(button: Button | None) -> str | None:
    return button_data(button) if button else None


def _style_index(level: int | None) -> int | None:
    return None if level is None else min(level, len(LEVEL_STYLES) - 1)
