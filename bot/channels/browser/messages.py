"""Messages of the conversation as JSON for the chat page, which decides how they look."""

from typing import Any

from bot.shared.level_styles import LEVEL_STYLES
from bot.shared.links import Links
from flows.model.events import Button, encode_press
from flows.model.messages import Block, Choice, Entry, Message, Paragraph, ResultLink

Json = dict[str, Any]


def message_json(message: Message, links: Links, assessment: str) -> Json:
    """One message; buttons carry what they do in an assessment, levels a rank of the palette, links their address."""
    progress = message.progress
    return {
        "summary": message.summary,
        "title": message.title,
        "progress": {"done": progress.done, "total": progress.total} if progress else None,
        "blocks": [_block(block, assessment) for block in message.blocks],
        "choices": [_choice(choice, assessment) for choice in message.choices],
        "controls": [_choice(choice, assessment) for choice in message.controls],
        "links": [_link(link, links) for link in message.links],
        "placeholder": message.placeholder,
    }


def _block(block: Block, assessment: str) -> Json:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "role": block.role.value, "text": block.text}
    return {"type": "section", "title": block.title, "entries": [_entry(entry, assessment) for entry in block.entries]}


def _entry(entry: Entry, assessment: str) -> Json:
    return {
        "label": entry.label,
        "value": entry.value,
        "number": entry.number,
        "level": _rank(entry.level),
        "tap": _tap(entry.press, assessment),
    }


def _choice(choice: Choice, assessment: str) -> Json:
    return {
        "label": choice.label,
        "detail": choice.detail,
        "number": choice.number,
        "level": _rank(choice.level),
        "style": choice.style.value,
        "chosen": choice.chosen,
        "tap": _tap(choice.press, assessment),
    }


def _link(link: ResultLink, links: Links) -> Json:
    return {"label": link.label, "url": links.address(link), "purpose": link.purpose.value, "text": link.text}


def _tap(press: Button | None, assessment: str) -> str | None:
    return encode_press(press, assessment) if press else None


def _rank(level: int | None) -> int | None:
    return None if level is None else min(level, len(LEVEL_STYLES) - 1)
