"""The types of the settings: switches, levels, and texts that are checked."""

import logging
import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config.web_address import read_web_address
from flows.operator_text import Translatable

#: Characters that the query of a web address may have as they are.
ADDRESS_QUERY = re.compile(r"[A-Za-z0-9%&=+._~/:;,@!$()*?-]*")


class TelegramMode(StrEnum):
    """The way in which updates arrive: webhook, polling, or a webhook where PUBLIC_URL allows it."""

    WEBHOOK = "webhook"
    POLLING = "polling"
    AUTO = "auto"


class Switch(StrEnum):
    """On, off, or on where it is needed."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"


class LogLevel(StrEnum):
    """The least severe log records that are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def number(self) -> int:
        """The level as `logging` has it."""
        return logging.getLevelNamesMapping()[self.name]


class LogFormat(StrEnum):
    """JSON, text, or text where standard error is a terminal."""

    JSON = "json"
    TEXT = "text"
    AUTO = "auto"


def _read_notice_text(text: str) -> str:
    """Return the text without blanks around it. Raises ValueError unless it is one line of printable characters."""
    stripped = text.strip()
    if not all(character.isprintable() or character == "\u200b" for character in stripped):
        raise ValueError(Translatable("must be one line of text"))
    return stripped


def _read_privacy_url(text: str) -> str:
    """Return the address of a page, perhaps with a query; empty if not set. Raises ValueError unless it is HTTPS."""
    if not text:
        return ""
    page, mark, query = text.partition("?")
    address = read_web_address(page)
    if not address.startswith("https://") or not ADDRESS_QUERY.fullmatch(query):
        raise ValueError(Translatable("must be the web address of a page, which begins with https://"))
    return f"{address}{'/' if page.endswith('/') else ''}{mark}{query}"


def _folded(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else value


AnyCase = BeforeValidator(_folded)
WebAddress = Annotated[str, AfterValidator(read_web_address)]
PrivacyUrl = Annotated[str, AfterValidator(_read_privacy_url)]
Days = Annotated[int, Field(ge=1, le=3650)]
#: Text of the privacy notice: a long one would push the welcome's button off the screen.
NoticeText = Annotated[str, AfterValidator(_read_notice_text), Field(max_length=120)]
