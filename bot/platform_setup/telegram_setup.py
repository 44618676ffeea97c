"""Setup of the bot's profile at Telegram."""

from functools import partial

from telegram import Bot

from bot.channels.telegram.bot_profile import explain, telegram_items
from bot.channels.telegram.client import open_telegram_client
from bot.config.credentials import TelegramCredentials
from bot.observability.metrics import Metrics
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import apply_all, catch_errors
from flows.i18n.wording import Catalogues
from flows.operator_text import Translatable

BOT = Translatable("bot")


async def set_up_telegram(
    credentials: TelegramCredentials, catalogues: Catalogues, *, dry_run: bool
) -> list[CheckResult]:
    """Set the webhook, commands and descriptions that differ. It raises no TelegramError."""
    async with open_telegram_client(credentials, Metrics()) as client:
        bot = client.bot
        account = await catch_errors(BOT, explain, partial(telegram_account, bot))
        if account.status is Status.FAILED:
            return [account]
        items = telegram_items(bot, credentials.webhook, catalogues)
        return [account, *await apply_all(items, explain, dry_run=dry_run)]


async def telegram_account(bot: Bot) -> CheckResult:
    """Return the name of the token's bot."""
    return CheckResult(BOT, Status.OK, f"@{(await bot.get_me()).username}")
