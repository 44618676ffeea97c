"""Calls to Telegram's Bot API, and what its refusals mean for a turn."""

import logging
import math
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, TypeAlias

from telegram import Bot
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.common.json_body import read_json
from bot.channels.telegram.account import BotAccount
from bot.channels.telegram.html import HtmlMessage
from bot.channels.telegram.http import CONNECT_TIMEOUT, TelegramApi
from bot.channels.telegram.message_template import FilledMessage
from bot.channels.telegram.proxied_request import TelegramRequest
from bot.config.credentials import SECONDS_TO_ANSWER, TelegramCredentials
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.observability.metrics import Metrics
from flows.errors import RadapError

LOG = logging.getLogger("radap.telegram")

PLATFORM = "Telegram"

#: A message in either of its forms.
Sendable: TypeAlias = HtmlMessage | FilledMessage

FORBIDDEN = Forbidden.__name__

#: Updates that Telegram may send at once.
UPDATES_AT_ONCE = 40

#: Seconds, also for a file of some hundred kilobytes.
UPLOAD_TIMEOUT = 30.0

#: Seconds for what an answer can do without.
EXTRA_TIMEOUT = 0.7

NO_PREVIEW = {"is_disabled": True}
NOT_MODIFIED = "message is not modified"
NOTICE_LIMIT = 200


class TelegramClient:
    """Talks to the Bot API between `open` and `close` for the bot of `account`, which is named once it is registered.

    The calls of a turn raise PlatformUnavailable where the same call may succeed later (rate limit, Telegram's own
    failure, no connection, no answer in time), and PlatformRefused where it would not.
    """

    def __init__(
        self,
        token: str,
        api_base_url: str,
        metrics: Metrics | None = None,
        *,
        answer_seconds: float = SECONDS_TO_ANSWER,
    ) -> None:
        """Take the bot's token, what stands before it in addresses (`https://api.telegram.org/bot`), what counts.

        A call that is not answered within `answer_seconds` is given up.
        """
        self._metrics = metrics or Metrics()
        self.account = BotAccount.of_token(token)
        self._token = token
        self._api_base_url = api_base_url
        self._api = TelegramApi(token, api_base_url)
        self._answer_seconds = answer_seconds
        self._request: TelegramRequest | None = None
        self._bot: Bot | None = None

    async def open(self) -> None:
        """Make the connection pools; Telegram is not called."""
        # The library's documented switch to the coming type of durations; the present one warns at every 429.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._request = TelegramRequest(self._api_base_url, self._answer_seconds, CONNECT_TIMEOUT)
        self._bot = Bot(self._token, self._api_base_url, request=self._request, get_updates_request=self._request)
        await self._api.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
        if self._request:
            await self._request.shutdown()
        self._bot = self._request = None

    @property
    def bot(self) -> Bot:
        """The library's client, for what is done once; its methods raise TelegramError."""
        if self._bot is None:
            raise PlatformUnavailable(PLATFORM, "client not open")
        return self._bot

    async def updates(self, offset: int | None, wait: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """Ask for updates of these kinds; Telegram holds the question open for up to `wait` seconds.

        Raises TelegramError.
        """
        parameters = {"offset": offset, "timeout": wait, "allowed_updates": list(kinds)}
        answer = await self._api.call("getUpdates", parameters, seconds=wait + self._answer_seconds)
        try:
            updates = read_json(answer)["result"]
        except (ValueError, KeyError, TypeError):
            raise TelegramError("Invalid server response") from None
        return [update for update in updates if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def send(self, chat: int, message: Sendable, topic: int | None = None) -> None:
        """Send a new message; `topic` is the thread of a forum."""
        with self._called("send"):
            await self._call("sendMessage", {"chat_id": chat, "message_thread_id": topic, **_content(message)})

    async def edit(self, chat: int, message_id: int, message: Sendable) -> None:
        """Put a message in place of another; where Telegram does not let that one be edited, send it."""
        try:
            with self._called("edit"):
                place = {"chat_id": chat, "message_id": message_id}
                await self._call("editMessageText", {**place, **_content(message)})
        except PlatformRefused as error:
            if not isinstance(error.__cause__, BadRequest):
                raise
            if NOT_MODIFIED not in error.__cause__.message.lower():
                await self.send(chat, message)

    async def send_file(self, chat: int, content: bytes, name: str, topic: int | None = None) -> None:
        """Send a file as a document of the chat."""
        with self._called("send_file"):
            place = {"chat_id": chat, "message_thread_id": topic}
            await self._api.upload("sendDocument", place, ("document", name, content), seconds=UPLOAD_TIMEOUT)

    async def administrators(self, chat: int) -> bytes:
        """Ask for the administrators of a group; the content of the answer, or an error after less than a second."""
        with self._called("administrators"):
            return await self._api.call("getChatAdministrators", {"chat_id": chat}, seconds=EXTRA_TIMEOUT)

    async def show_typing(self, chat: int, topic: int | None = None) -> None:
        """Let the chat show for some seconds that an answer is being written."""
        with self._called("typing"):
            place = {"chat_id": chat, "message_thread_id": topic}
            await self._call("sendChatAction", {**place, "action": ChatAction.TYPING})

    async def answer_tap(self, query: str, notice: str = "") -> None:
        """End the waiting sign on a tapped button, with a short notice above the chat where one is given.

        It raises nothing: a tap that waited too long to be answered is harmless.
        """
        try:
            with self._called("answer_tap"):
                text = notice[:NOTICE_LIMIT] or None
                await self._call("answerCallbackQuery", {"callback_query_id": query, "text": text})
        except RadapError as error:
            LOG.info("tap not acknowledged", extra={"error": type(error).__name__, "problem": error.problem})

    async def _call(self, method: str, parameters: Mapping[str, Any]) -> None:
        await self._api.call(method, parameters, seconds=self._answer_seconds)

    @contextmanager
    def _called(self, name: str) -> Iterator[None]:
        with self._metrics.platform_call(PLATFORM, name), _judged():
            yield


def _content(message: Sendable) -> dict[str, Any]:
    """A message as parameters of a call."""
    content = {"text": message.html, "parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW}
    if message.preview:
        content["link_preview_options"] = {
            "url": message.preview,
            "prefer_large_media": True,
            "show_above_text": True,
        }
    if message.keyboard:
        content["reply_markup"] = message.keyboard
    return content


@asynccontextmanager
async def opened_client(credentials: TelegramCredentials) -> AsyncIterator[TelegramClient]:
    """A client that is open for as long as the context lasts."""
    client = TelegramClient(credentials.token, credentials.api_base_url, answer_seconds=credentials.answer_seconds)
    await client.open()
    try:
        yield client
    finally:
        await client.close()


def seconds_to_wait(error: Exception) -> int | None:
    """How long Telegram asks to wait, in whole seconds; None where it asks for nothing."""
    if not isinstance(error, RetryAfter):
        return None
    wish = error.retry_after
    return math.ceil(wish.total_seconds() if isinstance(wish, timedelta) else wish)


@contextmanager
def _judged() -> Iterator[None]:
    try:
        yield
    except TelegramError as error:
        raise _judgement(error) from error


def _judgement(error: TelegramError) -> RadapError:
    """Refusals first: the library derives BadRequest from its error of the network."""
    kind = type(error).__name__
    if isinstance(error, BadRequest | Forbidden | InvalidToken | ChatMigrated):
        return PlatformRefused(PLATFORM, kind)
    return PlatformUnavailable(PLATFORM, kind, seconds_to_wait(error))
