"""The bot's profile at Telegram: its webhook, menus of commands and descriptions."""

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.client import UPDATES_AT_ONCE
from bot.channels.telegram.request import ForeignAnswer
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.config.credentials import WebhookAddress
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import TRY_LATER, SetupItem, foreign_answer, unreachable
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Command
from flows.operator_text import Translatable

MENU = (
    Command.START,
    Command.BACK,
    Command.RESTART,
    Command.HELP,
    Command.ABOUT,
    Command.RESULTS,
    Command.FORM,
    Command.LANGUAGE,
    Command.EXPORT,
    Command.DELETE,
)

#: Texts without a language code are shown to users of all other languages.
LANGUAGES = ((Language.ENGLISH, None), (Language.THAI, Language.THAI.value))

REMEDIES: tuple[tuple[type[TelegramError], Translatable], ...] = (
    (
        InvalidToken,
        Translatable("Check TELEGRAM_BOT_TOKEN: @BotFather shows it under /mybots. Then start Radap again."),
    ),
    (BadRequest, Translatable("Check PUBLIC_URL: Telegram must reach it by HTTPS on port 443, 80, 88 or 8443.")),
)
HOSTS = "api.telegram.org"
FOREIGN = foreign_answer("Telegram", HOSTS)


def webhook_item(bot: Bot, webhook: WebhookAddress | None) -> SetupItem:
    """Return the item of the webhook with its secret. Without an address it removes the webhook, for polling."""
    if webhook is None:
        return _no_webhook(bot)

    async def is_current() -> bool:
        info = await bot.get_webhook_info()
        return info.url == webhook.url and set(info.allowed_updates or ()) == set(ALLOWED_UPDATES)

    async def apply() -> bool:
        return await bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=UPDATES_AT_ONCE,
        )

    # Telegram does not tell the secret.
    wanted = Translatable(
        "{address} with its secret, {count} kinds of updates", address=webhook.url, count=len(ALLOWED_UPDATES)
    )
    return SetupItem(Translatable("webhook"), wanted, is_current, apply, always_apply=True)


def _no_webhook(bot: Bot) -> SetupItem:
    async def is_current() -> bool:
        return not (await bot.get_webhook_info()).url

    return SetupItem(Translatable("webhook"), Translatable("none: updates are polled"), is_current, bot.delete_webhook)


def command_items(bot: Bot, catalogues: Catalogues) -> list[SetupItem]:
    """Return the items of the menu of commands, one for each language."""
    return [_commands(bot, catalogues, language, code) for language, code in LANGUAGES]


def _commands(bot: Bot, catalogues: Catalogues, language: Language, code: str | None) -> SetupItem:
    text = catalogues[language]
    commands = tuple(BotCommand(command, text(f"command.{command}")) for command in MENU)

    async def is_current() -> bool:
        return await bot.get_my_commands(language_code=code) == commands

    return SetupItem(
        Translatable("commands, {language}", language=language.value),
        Translatable("{count} commands", count=len(commands)),
        is_current,
        lambda: bot.set_my_commands(commands, language_code=code),
    )


def description_items(bot: Bot, catalogues: Catalogues) -> list[SetupItem]:
    """Return the items of the texts in an empty chat and in the bot's profile, for each language."""
    return [
        item
        for language, code in LANGUAGES
        for item in (_description(bot, catalogues, language, code), _about(bot, catalogues, language, code))
    ]


def _description(bot: Bot, catalogues: Catalogues, language: Language, code: str | None) -> SetupItem:
    text = catalogues[language]("telegram.description")

    async def is_current() -> bool:
        return (await bot.get_my_description(code)).description == text

    return SetupItem(
        Translatable("description, {language}", language=language.value),
        Translatable("text of {count} characters", count=len(text)),
        is_current,
        lambda: bot.set_my_description(text, code),
    )


def _about(bot: Bot, catalogues: Catalogues, language: Language, code: str | None) -> SetupItem:
    text = catalogues[language]("telegram.short_description")

    async def is_current() -> bool:
        return (await bot.get_my_short_description(code)).short_description == text

    return SetupItem(
        Translatable("short description, {language}", language=language.value),
        Translatable("text of {count} characters", count=len(text)),
        is_current,
        lambda: bot.set_my_short_description(text, code),
    )


def telegram_items(bot: Bot, webhook: WebhookAddress | None, catalogues: Catalogues) -> tuple[SetupItem, ...]:
    """Return all items of the bot's profile."""
    return (webhook_item(bot, webhook), *command_items(bot, catalogues), *description_items(bot, catalogues))


def explain(error: Exception) -> CheckResult | None:
    """Return the explanation of a failed call for the operator; None for an error that is not Telegram's."""
    if isinstance(error, ForeignAnswer):
        return FOREIGN
    if not isinstance(error, TelegramError):
        return None
    kind = type(error).__name__
    for refusal, remedy in REMEDIES:
        if isinstance(error, refusal):
            # Only a refusal's text is Telegram's own; others may hold an address with the token in it.
            reason = f": {error.message}" if isinstance(error, BadRequest) else ""
            text = Translatable("Telegram did not accept it ({kind})", kind=f"{kind}{reason}")
            return CheckResult("", Status.FAILED, text, remedy)
    if isinstance(error, RetryAfter):
        return CheckResult(
            "", Status.FAILED, Translatable("Telegram cannot take it for now ({kind})", kind=kind), TRY_LATER
        )
    if isinstance(error, NetworkError):
        cause = error.__cause__
        return unreachable("Telegram", HOSTS, type(cause).__name__ if cause else kind)
    return CheckResult("", Status.FAILED, Translatable("Telegram did not accept it ({kind})", kind=kind), TRY_LATER)
