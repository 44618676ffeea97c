"""The chats of a server, and the address that opens one."""

from dataclasses import dataclass
from enum import StrEnum


class Chat(StrEnum):
    """A chat; the last part of the key of its button."""

    LINE = "line"
    TELEGRAM = "telegram"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class ChatLink:
    """A button that opens a chat."""

    chat: Chat
    address: str
