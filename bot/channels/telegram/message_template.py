"""Messages that are the same for everybody, as Telegram's texts with their buttons as JSON."""

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
        """Take what was made for ANY_ASSESSMENT."""
        self._html = made.html
        self._keyboard = JsonTemplate(made.keyboard) if made.keyboard else None

    def filled(self, assessment: str) -> FilledMessage:
        """The message for one assessment."""
        return FilledMessage(self._html, self._keyboard.filled(assessment) if self._keyboard else None)
