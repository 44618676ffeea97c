"""`radap poster`: write a poster with the QR code of the LINE account, the Telegram bot or the chat page."""

import argparse
import asyncio
import re
import time
from collections.abc import Awaitable
from typing import TypeVar

from bot.channels.telegram.bot_profile import explain as explain_telegram
from bot.channels.telegram.client import open_telegram_client
from bot.cli.file_output import write_file
from bot.config.credentials import LineCredentials, TelegramCredentials
from bot.config.data_files import load_catalogues, load_criteria
from bot.config.settings import Settings, load_settings
from bot.config.web_address import read_web_address
from bot.documents.poster import ChatAddress, Publisher, make_poster
from bot.errors import NoChatAddress, PlatformDidNotTell, WrongChatAddress
from bot.observability.metrics import Metrics
from bot.platform_setup.line_account import LineAccount
from bot.platform_setup.line_account import explain as explain_line
from bot.shared.setup_item import Explain
from flows.i18n.language import Language
from flows.operator_text import Joined, Text, Translatable

Answer = TypeVar("Answer")

#: LINE's basic ids (@123abcde) and premium ids.
LINE_ID = re.compile(r"@?[a-z0-9._-]{3,20}")
#: Telegram's user names.
TELEGRAM_NAME = re.compile(r"@?[A-Za-z][A-Za-z0-9_]{3,31}")
LINE_WANTED = Translatable("an id such as @123abcde")
TELEGRAM_WANTED = Translatable("a bot's user name such as @radap_bot")


def run(options: argparse.Namespace) -> int:
    """Write the PDF to a file or to standard output.

    Raises SettingsError, CriteriaError, NoChatAddress, WrongChatAddress, PlatformDidNotTell, OutputIsTerminal or
    OSError.
    """
    settings = load_settings()
    address = _given_address(options) or asyncio.run(find_address(settings))
    wording = load_catalogues()[Language(options.language)]
    edition = load_criteria(settings.criteria_file).edition.name[wording.language]
    poster = make_poster(address, _publisher(settings), edition, wording, int(time.time()))
    write_file(options.file, poster, example="radap poster poster.pdf")
    return 0


def _given_address(options: argparse.Namespace) -> ChatAddress | None:
    """Return the address of an option; None without one. Raises WrongChatAddress."""
    if options.line is not None:
        return ChatAddress.of_line(_checked("--line", options.line.lower(), LINE_ID, LINE_WANTED))
    if options.telegram is not None:
        name = _checked("--telegram", options.telegram, TELEGRAM_NAME, TELEGRAM_WANTED)
        return ChatAddress.of_telegram(name)
    if options.url is not None:
        try:
            return ChatAddress.of_page(read_web_address(options.url))
        except ValueError as error:
            raise WrongChatAddress(Joined(" ", ("--url", error.args[0]))) from None
    return None


def _checked(option: str, value: str, form: re.Pattern[str], wanted: Text) -> str:
    if not form.fullmatch(value):
        raise WrongChatAddress(Translatable("{option} must be {wanted}", option=option, wanted=wanted))
    return value


async def find_address(settings: Settings) -> ChatAddress:
    """Return LINE's address, else Telegram's, else the chat page's.

    Raises NoChatAddress where no settings name a chat that others reach, and PlatformDidNotTell.
    """
    if settings.line:
        return await _line_address(settings.line)
    if settings.telegram:
        return await _telegram_address(settings.telegram)
    if settings.public_url and settings.has_chat_page:
        return ChatAddress.of_page(f"{settings.base_url}/chat")
    raise NoChatAddress


async def _line_address(credentials: LineCredentials) -> ChatAddress:
    async with LineAccount(credentials) as account:
        answer = await _ask(account.info(), explain_line, "--line ID")
    return ChatAddress.of_line(answer.basic_id)


async def _telegram_address(credentials: TelegramCredentials) -> ChatAddress:
    async with open_telegram_client(credentials, Metrics()) as client:
        answer = await _ask(client.bot.get_me(), explain_telegram, "--telegram NAME")
    return ChatAddress.of_telegram(answer.name)


async def _ask(call: Awaitable[Answer], explain: Explain, option: str) -> Answer:
    """Return a platform's answer. Raises PlatformDidNotTell, which names the option to use without it."""
    try:
        return await call
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        raise PlatformDidNotTell(explanation.text, explanation.remedy, option) from None


def _publisher(settings: Settings) -> Publisher:
    page = f"{settings.base_url}/privacy" if settings.public_url else settings.privacy_url
    return Publisher(settings.controller_name, settings.controller_contact, page)
