"""Checks of the bot's profile at Telegram, and of the delivery of updates."""

from functools import partial

from telegram import Bot

from bot.channels.telegram.bot_profile import explain, telegram_items
from bot.channels.telegram.client import open_telegram_client
from bot.config.credentials import TelegramCredentials
from bot.observability.metrics import Metrics
from bot.platform_setup.telegram_setup import BOT, telegram_account
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import catch_errors, check_all
from flows.i18n.wording import Catalogues
from flows.operator_text import Translatable

#: Pending updates; a busy minute leaves fewer.
MANY = 100

DELIVERY = Translatable(
    "See what it says; then check that PUBLIC_URL leads to Radap with a valid certificate, and run `radap setup`."
)
LATE = Translatable("Start Radap, or start more workers.")
ALLOW_GROUPS = Translatable("To let groups assess together, allow it with /setjoingroups at @BotFather.")
GROUPS, UPDATES = Translatable("groups"), Translatable("delivery")


async def check_telegram(credentials: TelegramCredentials, catalogues: Catalogues) -> list[CheckResult]:
    """Compare the bot's profile with the wanted one, and check delivery. It raises no TelegramError."""
    async with open_telegram_client(credentials, Metrics()) as client:
        bot = client.bot
        account = await catch_errors(BOT, explain, partial(telegram_account, bot))
        if account.status is Status.FAILED:
            return [account]
        items = telegram_items(bot, credentials.webhook, catalogues)
        return [
            account,
            _groups(bot),
            *await check_all(items, explain),
            await catch_errors(UPDATES, explain, partial(_delivery, bot)),
        ]


def _groups(bot: Bot) -> CheckResult:
    """Check that groups can add the bot, as the library remembers from getMe."""
    if bot.can_join_groups:
        return CheckResult(GROUPS, Status.OK, Translatable("the bot can be added"))
    return CheckResult(GROUPS, Status.WARNING, Translatable("the bot cannot be added"), ALLOW_GROUPS)


async def _delivery(bot: Bot) -> CheckResult:
    """Check the webhook's last error, which counts while updates wait: Telegram reports it until the webhook is set."""
    info = await bot.get_webhook_info()
    waiting = Translatable("{count} updates wait", count=info.pending_update_count)
    if info.pending_update_count and info.last_error_message:
        text = Translatable("{waiting}; Telegram says: {reason}", waiting=waiting, reason=info.last_error_message)
        return CheckResult(UPDATES, Status.FAILED, text, DELIVERY)
    if info.pending_update_count > MANY:
        return CheckResult(UPDATES, Status.WARNING, waiting, LATE)
    return CheckResult(UPDATES, Status.OK, waiting)
