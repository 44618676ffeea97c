"""Calls to Telegram's Bot API, and what its refusals mean for a turn."""

import logging
import math
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_html import HtmlMessage
from bot.channels.telegram_request import AiohttpRequest
from bot.channels.telegram_updates import parse_update
from bot.credentials import TelegramCredentials
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.metrics import Metrics
from flows.errors import RadapError

LOG = logging.getLogger("radap.telegram")

PLATFORM = "Telegram"
FORBIDDEN = Forbidden.__name__

#: Two calls an update, for as many updates as Telegram may send at once.
CONNECTIONS = 100
UPDATES_AT_ONCE = 40

#: Seconds. Telegram waits sixty for the webhook's answer.
ANSWER_TIMEOUT = 10.0

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NOT_MODIFIED = "message is not modified"
NOTICE_LIMIT = 200


class UpdatesRequest(AiohttpRequest):
    """The HTTP client for getUpdates: an update that cannot be understood is emptied, so that the others are read."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Decode an answer. Raises TelegramError where it is not JSON."""
        answer = AiohttpRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            known = (update for update in updates if isinstance(update, dict) and "update_id" in update)
            answer["result"] = [
                update if parse_update(update) else {"update_id": update["update_id"]} for update in known
            ]
        return answer


class TelegramClient:
    """Talks to the Bot API between `open` and `close`. `username` is the bot's own, once Telegram has told it.

    The calls of a turn raise PlatformUnavailable where the same call may succeed later (rate limit, Telegram's own
    failure, no connection, no answer in time), and PlatformRefused where it would not.
    """

    def __init__(self, token: str, api_base_url: str, metrics: Metrics | None = None) -> None:
        """Take the bot's token, what stands before it in addresses (`https://api.telegram.org/bot`), what counts."""
        self._metrics = metrics or Metrics()
        self.username: str | None = None
        self._token = token
        self._api_base_url = api_base_url
        self._bot: Bot | None = None
        self._requests: tuple[AiohttpRequest, ...] = ()

    async def open(self) -> None:
        """Make the connection pools; Telegram is not called."""
        # The library's documented switch to the coming type of durations; the present one warns at every 429.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        calls, polls = AiohttpRequest(CONNECTIONS, ANSWER_TIMEOUT), UpdatesRequest(1, ANSWER_TIMEOUT)
        self._requests = (calls, polls)
        for request in self._requests:
            await request.initialize()
        self._bot = Bot(self._token, self._api_base_url, request=calls, get_updates_request=polls)

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()
        self._bot, self._requests = None, ()

    @property
    def bot(self) -> Bot:
        """The library's client, whose methods raise TelegramError."""
        if self._bot is None:
            raise PlatformUnavailable(PLATFORM, "client not open")
        return self._bot

    async def send(self, chat: int, message: HtmlMessage, topic: int | None = None) -> None:
        """Send a new message; `topic` is the thread of a forum."""
        with self._called("send"):
            await self.bot.send_message(
                chat,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                link_preview_options=_preview(message),
                message_thread_id=topic,
            )

    async def edit(self, chat: int, message_id: int, message: HtmlMessage) -> None:
        """Put a message in place of another; where Telegram does not let that one be edited, send it."""
        try:
            with self._called("edit"):
                await self.bot.edit_message_text(
                    message.html,
                    chat,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=message.keyboard,
                    link_preview_options=_preview(message),
                )
        except PlatformRefused as error:
            if not isinstance(error.__cause__, BadRequest):
                raise
            if NOT_MODIFIED not in error.__cause__.message.lower():
                await self.send(chat, message)

    async def send_file(self, chat: int, content: bytes, name: str, topic: int | None = None) -> None:
        """Send a file as a document of the chat."""
        with self._called("send_file"):
            await self.bot.send_document(chat, content, filename=name, message_thread_id=topic)

    async def show_typing(self, chat: int, topic: int | None = None) -> None:
        """Let the chat show for some seconds that an answer is being written."""
        with self._called("typing"):
            await self.bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic)

    async def answer_tap(self, query: str, notice: str = "") -> None:
        """End the waiting sign on a tapped button, with a short notice above the chat where one is given.

        It raises nothing: a tap that waited too long to be answered is harmless.
        """
        try:
            with self._called("answer_tap"):
                await self.bot.answer_callback_query(query, notice[:NOTICE_LIMIT] or None)
        except RadapError as error:
            LOG.info("tap not acknowledged", extra={"error": type(error).__name__, "problem": error.problem})

    @contextmanager
    def _called(self, name: str) -> Iterator[None]:
        with self._metrics.platform_call(PLATFORM, name), _judged():
            yield


def _preview(message: HtmlMessage) -> LinkPreviewOptions:
    if not message.preview:
        return NO_PREVIEW
    return LinkPreviewOptions(url=message.preview, prefer_large_media=True, show_above_text=True)


@asynccontextmanager
async def opened_client(credentials: TelegramCredentials) -> AsyncIterator[TelegramClient]:
    """A client that is open for as long as the context lasts."""
    client = TelegramClient(credentials.token, credentials.api_base_url)
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
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        LOG.info("call accepted with an unexpected body", extra={"error": type(error).__name__})


def _judgement(error: TelegramError) -> RadapError:
    """Refusals first: the library derives BadRequest from its error of the network."""
    kind = type(error).__name__
    if isinstance(error, BadRequest | Forbidden | InvalidToken | ChatMigrated):
        return PlatformRefused(PLATFORM, kind)
    return PlatformUnavailable(PLATFORM, kind, seconds_to_wait(error))
