"""Messages as Telegram's texts with their buttons as JSON."""

from dataclasses import dataclass

import orjson

from bot.channels.common.render_cache import JsonTemplate
from bot.channels.telegram.html import HtmlMessage


@dataclass(frozen=True, slots=True)
class FilledMessage:
    """A message to send as HtmlMessage is, whose buttons are JSON already."""

    html: str
    keyboard: orjson.Fragment | None
    preview: str = ""


class MessageTemplate:
    """A message in whose buttons the assessment's id is left open."""

    def __init__(self, made: HtmlMessage) -> None:
        """Take what was made without an assessment's id."""
        self._html = made.html
        self._preview = made.preview
        self._keyboard = JsonTemplate(made.keyboard, "callback_data") if made.keyboard else None

    def filled(self, assessment: str) -> FilledMessage:
        """The message for one assessment."""
        return FilledMessage(self._html, self._keyboard.fill(assessment) if self._keyboard else None, self._preview)
