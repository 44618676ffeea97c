"""Making the bot known to Telegram: where updates go, and the menu of commands."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from telegram import BotCommand
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram_client import UPDATES_AT_ONCE, TelegramClient, seconds_to_wait
from bot.channels.telegram_updates import ALLOWED_UPDATES
from flows.event import Command
from flows.language import Language
from flows.wording import Catalogues

LOG = logging.getLogger("radap.telegram")

MENU = (
    Command.START,
    Command.BACK,
    Command.RESTART,
    Command.HELP,
    Command.RESULTS,
    Command.LANGUAGE,
    Command.EXPORT,
    Command.DELETE,
)
DESCRIPTION_LIMIT = 256

#: Who has set no language that Radap speaks sees the English menu.
MENU_LANGUAGES = ((Language.ENGLISH, None), (Language.THAI, Language.THAI.value))

#: Seconds. What only the operator can put right is tried again slowly.
LONGEST_PAUSE = 60
SLOW_PAUSE = 300

REMEDIES: Mapping[type[TelegramError], str] = MappingProxyType(
    {
        InvalidToken: "Check TELEGRAM_BOT_TOKEN: @BotFather shows it under /mybots. Then start Radap again.",
        BadRequest: "Check PUBLIC_URL: Telegram must reach it by HTTPS on port 443, 80, 88 or 8443.",
        Conflict: "Another program asks for this bot's updates: stop it, or give each its own bot.",
    }
)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram shall send updates, and the secret it shall send along."""

    url: str
    secret: str = field(repr=False)


async def register(client: TelegramClient, catalogues: Catalogues, webhook: WebhookAddress | None) -> None:
    """Learn the bot's name, set the webhook (None: remove it, for polling) and the menus. Raises TelegramError."""
    client.username = (await client.bot.get_me()).username
    if webhook:
        await client.bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=UPDATES_AT_ONCE,
        )
    else:
        await client.bot.delete_webhook()
    for language, code in MENU_LANGUAGES:
        say = catalogues[language]
        commands = [BotCommand(command, say(f"command.{command}")[:DESCRIPTION_LIMIT]) for command in MENU]
        await client.bot.set_my_commands(commands, language_code=code)


def pause_after(error: Exception, failures: int) -> int:
    """Seconds to wait after the given number of failures in a row."""
    if isinstance(error, InvalidToken | BadRequest):
        return SLOW_PAUSE
    return seconds_to_wait(error) or int(min(LONGEST_PAUSE, 2 ** min(failures - 1, LONGEST_PAUSE)))


def log_failure(error: Exception, pause: int) -> None:
    """A line for the operator; the token is in no part of it."""
    remedy = next((REMEDIES[kind] for kind in REMEDIES if isinstance(error, kind)), "It is tried again by itself.")
    level = logging.ERROR if isinstance(error, InvalidToken | BadRequest) else logging.WARNING
    detail = {"reason": error.message} if isinstance(error, BadRequest) else {}
    LOG.log(
        level,
        "telegram not connected",
        extra={"error": type(error).__name__, "remedy": remedy, "retry_in_seconds": pause, **detail},
    )
