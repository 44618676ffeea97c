"""The library's own calls to Telegram: how they reach it, and what they take for an answer."""

import ssl
from typing import Any

from telegram.request import HTTPXRequest

from bot.channels.telegram.http import refuse_pages
from bot.shared.outgoing_proxy import proxy_for


class TelegramRequest(HTTPXRequest):
    """Goes the way that the other calls go: through the same proxy, and trusting the same authorities.

    The library would log a page of a firewall's with a traceback, and take its 403 or 404 for a word of Telegram's.
    """

    def __init__(self, base_url: str, answer_seconds: float, connect_seconds: float) -> None:
        """Take the address that is called, and how long to wait. Raises SettingsError for an unfit proxy."""
        super().__init__(
            read_timeout=answer_seconds,
            connect_timeout=connect_seconds,
            proxy=proxy_for(base_url),
            httpx_kwargs={"trust_env": False, "verify": ssl.create_default_context()},
        )

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        """The status and the content of an answer. Raises TelegramError, ForeignAnswer where it is not Telegram's."""
        status, content = await super().do_request(*arguments, **named)
        refuse_pages(status, content)
        return status, content
