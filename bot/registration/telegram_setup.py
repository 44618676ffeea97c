"""Everything that Telegram can hold for Radap, set in one go."""

from functools import partial

from telegram import Bot

from bot.channels.telegram_client import opened_client
from bot.credentials import TelegramCredentials
from bot.finding import Finding, Status
from bot.registration.item import explained, settle
from bot.registration.telegram_items import explain, telegram_items
from flows.wording import Catalogues


async def set_up_telegram(credentials: TelegramCredentials, catalogues: Catalogues, *, dry_run: bool) -> list[Finding]:
    """Set the webhook, commands and descriptions where they differ; raises nothing of Telegram's."""
    async with opened_client(credentials) as client:
        bot = client.bot
        account = await explained("bot", explain, partial(telegram_account, bot))
        if account.status is Status.FAILED:
            return [account]
        items = telegram_items(bot, credentials.webhook, catalogues)
        return [account, *await settle(items, explain, dry_run=dry_run)]


async def telegram_account(bot: Bot) -> Finding:
    """Which bot the token belongs to."""
    return Finding("bot", Status.OK, f"@{(await bot.get_me()).username}")
