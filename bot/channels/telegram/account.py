"""The bot's account. Its number is part of the ids of its conversations."""

from dataclasses import dataclass, replace
from typing import Self

from bot.turns.incoming_event import topic_conversation

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class BotAccount:
    """A bot. `username` is None until Telegram has told it."""

    id: str
    username: str | None = None

    @classmethod
    def of_token(cls, token: str) -> Self:
        """Return the bot of a token, which is the bot's number, a colon and a secret.

        The number is empty if none stands before a colon. Telegram accepts no such token, and no other part of the
        token may be disclosed.
        """
        number, colon, _ = token.partition(":")
        return cls(number if colon and number.isascii() and number.isdecimal() else "")

    def named(self, username: str | None) -> Self:
        """Return the same bot with the name that Telegram tells."""
        return replace(self, username=username)

    def conversation(self, chat: int, topic: int | None = None) -> str:
        """Return the id of the conversation of a chat, or of one topic of a forum.

        A user's private chat has the same id for every bot.
        """
        group = f"{CHANNEL}:{self.id}:{chat}"
        return group if topic is None else topic_conversation(group, topic)
