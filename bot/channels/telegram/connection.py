"""Registration of the bot at Telegram when the server starts, and pauses between attempts."""

import logging
from collections.abc import Mapping
from types import MappingProxyType

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram.bot_profile import FOREIGN, REMEDIES, command_items, webhook_item
from bot.channels.telegram.client import TelegramClient, seconds_to_wait
from bot.channels.telegram.request import ForeignAnswer
from bot.config.credentials import WebhookAddress
from flows.i18n.wording import Catalogues
from flows.operator_text import Joined, Text

LOG = logging.getLogger("radap.telegram")

#: Seconds between attempts; the longer pause is for faults that only the operator can fix.
LONGEST_PAUSE = 60
SLOW_PAUSE = 300

POLLING_REMEDIES: Mapping[type[TelegramError], Text] = MappingProxyType(
    {
        **dict(REMEDIES),
        Conflict: "Another program asks for this bot's updates: stop it, or give each its own bot.",
        ForeignAnswer: Joined(". ", (FOREIGN.text, FOREIGN.remedy)),
    }
)


async def register(client: TelegramClient, catalogues: Catalogues, webhook: WebhookAddress | None) -> None:
    """Fetch the bot's name, set the webhook (None: remove it, for polling) and the menus. Raises TelegramError."""
    client.account = client.account.named((await client.bot.get_me()).username)
    for item in (webhook_item(client.bot, webhook), *command_items(client.bot, catalogues)):
        await item.apply()


def pause_after(error: Exception, failures: int) -> int:
    """Return the seconds to wait after a number of failures in a row."""
    if isinstance(error, InvalidToken | BadRequest):
        return SLOW_PAUSE
    return seconds_to_wait(error) or int(min(LONGEST_PAUSE, 2 ** min(failures - 1, LONGEST_PAUSE)))


def log_failure(error: Exception, pause: int) -> None:
    """Log a failure for the operator, without the token."""
    remedy = next(
        (POLLING_REMEDIES[kind] for kind in POLLING_REMEDIES if isinstance(error, kind)), "Radap retries automatically."
    )
    level = logging.ERROR if isinstance(error, InvalidToken | BadRequest) else logging.WARNING
    detail = {"reason": error.message} if isinstance(error, BadRequest) else {}
    LOG.log(
        level,
        "telegram not connected",
        extra={"error": type(error).__name__, "remedy": str(remedy), "retry_in_seconds": pause, **detail},
    )
