"""Which bot takes the updates: its number is part of the names of its conversations."""

from dataclasses import dataclass, replace
from typing import Self

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot. `username` is known once Telegram has told it."""

    id: str
    username: str | None = None

    @classmethod
    def of_token(cls, token: str) -> Self:
        """The bot of a token, which is the bot's number, a colon and a secret.

        No number where there is none before a colon: Telegram accepts no such token, and no other part of it may be
        told to anybody.
        """
        number, colon, _ = token.partition(":")
        return cls(number if colon and number.isascii() and number.isdecimal() else "")

    def named(self, username: str | None) -> Self:
        """The same bot under the name that Telegram tells."""
        return replace(self, username=username)

    def conversation(self, chat: int) -> str:
        """The name of a chat's conversation. For every bot a user's private chat has the same id."""
        return f"{CHANNEL}:{self.id}:{chat}"
