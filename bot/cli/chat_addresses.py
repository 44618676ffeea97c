"""Addresses that open a chat with a code in it, one for each chat that officers reach."""

from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import quote

from bot.channels.telegram.bot_profile import explain as explain_telegram
from bot.channels.telegram.client import open_telegram_client
from bot.config.credentials import LineCredentials, TelegramCredentials
from bot.config.settings import Settings
from bot.observability.metrics import Metrics
from bot.platform_setup.line_account import LineAccount
from bot.platform_setup.line_account import explain as explain_line
from bot.shared.setup_item import Explain
from flows.operator_text import Joined, Text

Answer = TypeVar("Answer")

#: Opens the chat with an account, with a text that waits to be sent (LINE URL scheme).
LINE_ADDRESS = "https://line.me/R/oaMessage/{account}/?{code}"
#: Opens the chat with a bot, and sends the code when the officer presses Start (Telegram deep linking).
TELEGRAM_ADDRESS = "https://t.me/{name}?start={code}"


class _NotTold(Exception):
    """A platform did not tell the name of its account; the text says why."""

    def __init__(self, text: Text) -> None:
        self.text = text


async def chat_addresses(settings: Settings, code: str) -> tuple[dict[str, str], list[Text]]:
    """Return the addresses by platform, and a warning for each platform that did not tell its account's name."""
    found, warnings = dict[str, str](), list[Text]()
    try:
        if settings.line:
            found["line"] = LINE_ADDRESS.format(account=quote(await _line_account(settings.line), safe=""), code=code)
    except _NotTold as error:
        warnings.append(error.text)
    try:
        if settings.telegram:
            found["telegram"] = TELEGRAM_ADDRESS.format(name=await _telegram_name(settings.telegram), code=code)
    except _NotTold as error:
        warnings.append(error.text)
    if settings.has_chat_page:
        found["browser"] = f"{settings.base_url}/chat"
    return found, warnings


async def _line_account(credentials: LineCredentials) -> str:
    async with LineAccount(credentials) as account:
        answer = await _ask(account.info(), explain_line)
    return f"@{answer.basic_id.removeprefix('@')}"


async def _telegram_name(credentials: TelegramCredentials) -> str:
    async with open_telegram_client(credentials, Metrics()) as client:
        answer = await _ask(client.bot.get_me(), explain_telegram)
    return answer.name.removeprefix("@")


async def _ask(call: Awaitable[Answer], explain: Explain) -> Answer:
    """Return a platform's answer. Raises _NotTold for an error that `explain` knows."""
    try:
        return await call
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        raise _NotTold(Joined(". ", (explanation.text, explanation.remedy))) from None
