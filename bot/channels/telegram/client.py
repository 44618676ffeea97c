"""Calls Telegram's Bot API, and maps its errors to Radap's."""

import logging
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

from telegram import Bot, ChatMember, LinkPreviewOptions, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.common.download import refuse_large
from bot.channels.telegram.account import BotAccount
from bot.channels.telegram.html import Sendable
from bot.channels.telegram.message_content import SentFile
from bot.channels.telegram.place import Place
from bot.channels.telegram.request import AiohttpRequest
from bot.config.credentials import TelegramCredentials
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.observability.metrics import Metrics
from flows.errors import RadapError

LOG = logging.getLogger("radap.telegram")

PLATFORM = "Telegram"

FORBIDDEN = Forbidden.__name__

#: Updates that Telegram may send at once.
UPDATES_AT_ONCE = 40

#: Seconds, also for a file of some hundred kilobytes.
UPLOAD_TIMEOUT = 30.0

#: Seconds for a call that a reply can do without.
EXTRA_TIMEOUT = 0.7

#: Parts of the refusals of a message to a topic that was closed or deleted, or to a group without topics now.
TOPIC_IS_GONE = ("thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")

#: Where a file lies, as Telegram tells it; the library puts a slash before it.
FILE_PATH = re.compile(r"/[\w ./-]{1,200}", re.ASCII)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NOT_MODIFIED = "message is not modified"
NOTICE_LIMIT = 200


class ChatMoved(PlatformRefused):
    """A group became a supergroup, whose id is `chat`."""

    def __init__(self, chat: int) -> None:
        super().__init__(PLATFORM, ChatMigrated.__name__)
        self.chat = chat


class TelegramClient:
    """The bot of `credentials`, between `open` and `close`; `account` has its name once the bot is registered.

    The calls of a turn raise PlatformUnavailable if the same call may succeed later (rate limit, a failure of
    Telegram's, no connection, no answer in time), ChatMoved if the group has another id now, and PlatformRefused if it
    would not succeed. The methods of `bot`, the library's client, raise TelegramError.
    """

    def __init__(self, credentials: TelegramCredentials, metrics: Metrics) -> None:
        self._metrics = metrics
        self.account = BotAccount.of_token(credentials.token)
        self._request = AiohttpRequest(credentials.api_base_url, credentials.answer_seconds)
        self.bot = Bot(
            credentials.token,
            credentials.api_base_url,
            request=self._request,
            get_updates_request=self._request,
            base_file_url=lambda _token: "",  # The library builds no address with the token in it.
        )
        self._files = f"{credentials.api_base_url.removesuffix('/bot')}/file/bot{credentials.token}"

    async def open(self) -> None:
        """Create the connection pool in the running event loop; Telegram is not called."""
        await self._request.initialize()

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def updates(self, offset: int | None, wait: int, kinds: Sequence[str]) -> tuple[Update, ...]:
        """Ask for updates of these kinds; Telegram holds the request open for up to `wait` seconds.

        Raises TelegramError.
        """
        return await self.bot.get_updates(offset, timeout=wait, allowed_updates=kinds)

    async def send(self, place: Place, message: Sendable) -> None:
        """Send a new message."""

        async def send(place: Place) -> None:
            await self.bot.send_message(
                place.chat,
                message.html,
                ParseMode.HTML,
                **place.parameters(),
                link_preview_options=_preview(message),
                api_kwargs=_keyboard(message),
            )

        with self._calling("send"):
            await _in_topic(place, send)

    async def edit(self, place: Place, message_id: int, message: Sendable) -> None:
        """Replace a message by another. If Telegram does not let it be edited, send the other as a new message."""
        try:
            with self._calling("edit"):
                await self.bot.edit_message_text(
                    message.html,
                    place.chat,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_preview(message),
                    api_kwargs=_keyboard(message),
                )
        except PlatformRefused as error:
            if not isinstance(error.__cause__, BadRequest):
                raise
            if NOT_MODIFIED not in error.__cause__.message.lower():
                await self.send(place, message)

    async def send_file(self, place: Place, content: bytes, name: str) -> None:
        """Send a file as a document."""

        async def send(place: Place) -> None:
            await self.bot.send_document(
                place.chat, content, **place.parameters(), filename=name, read_timeout=UPLOAD_TIMEOUT
            )

        with self._calling("send_file"):
            await _in_topic(place, send)

    async def file(self, sent: SentFile) -> bytes:
        """Return the content of a file that a person sent.

        Its address holds the bot's token: no error and no log names it. Raises SheetRefused for one that is too large.
        """
        refuse_large(sent.size)
        with self._calling("file"):
            path = (await self.bot.get_file(sent.id)).file_path or ""
            if not FILE_PATH.fullmatch(path) or ".." in path:
                raise PlatformRefused(PLATFORM, "InvalidFilePath")
            return await self._request.download(self._files + path)

    async def administrators(self, chat: int) -> tuple[ChatMember, ...]:
        """Return the administrators of a group; an error comes after less than a second."""
        with self._calling("administrators"):
            return await self.bot.get_chat_administrators(chat, read_timeout=EXTRA_TIMEOUT)

    async def show_typing(self, place: Place) -> None:
        """Show in the chat for some seconds that an answer is being written."""
        with self._calling("typing"):
            await self.bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.topic)

    async def answer_callback(self, query: str, notice: str = "") -> None:
        """Stop the progress indicator on a tapped button; show a notice above the chat if one is given.

        It raises nothing: a tap that waited too long to be answered is harmless.
        """
        try:
            with self._calling("answer_tap"):
                await self.bot.answer_callback_query(query, notice[:NOTICE_LIMIT] or None)
        except RadapError as error:
            LOG.info("tap not acknowledged", extra={"error": type(error).__name__, "problem": str(error.problem)})

    @contextmanager
    def _calling(self, name: str) -> Iterator[None]:
        with self._metrics.platform_call(PLATFORM, name), _translate_errors():
            yield


async def _in_topic(place: Place, send: Callable[[Place], Awaitable[None]]) -> None:
    """Send into the topic. If that is gone, send once more to the group, where the people still are."""
    try:
        await send(place)
    except BadRequest as error:
        if place.topic is None or not any(sign in error.message.lower() for sign in TOPIC_IS_GONE):
            raise
        await send(place._replace(topic=None))


def _preview(message: Sendable) -> LinkPreviewOptions:
    if not message.preview:
        return NO_PREVIEW
    return LinkPreviewOptions(url=message.preview, prefer_large_media=True, show_above_text=True)


def _keyboard(message: Sendable) -> dict[str, Any] | None:
    """Return the keyboard in a form that the library passes on unchanged: most keyboards are JSON already."""
    return {"reply_markup": message.keyboard} if message.keyboard else None


@asynccontextmanager
async def open_telegram_client(credentials: TelegramCredentials, metrics: Metrics) -> AsyncIterator[TelegramClient]:
    """Open a client for as long as the context lasts."""
    client = TelegramClient(credentials, metrics)
    await client.open()
    try:
        yield client
    finally:
        await client.close()


def seconds_to_wait(error: Exception) -> int | None:
    """Return how long Telegram asks to wait, in whole seconds; None if it asks for no wait."""
    if not isinstance(error, RetryAfter):
        return None
    pause = error.retry_after
    return math.ceil(pause.total_seconds() if isinstance(pause, timedelta) else pause)


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except TelegramError as error:
        raise _to_radap_error(error) from error


def _to_radap_error(error: TelegramError) -> RadapError:
    """Convert an error of the library. BadRequest comes first, because the library derives it from NetworkError."""
    kind = type(error).__name__
    if isinstance(error, ChatMigrated):
        return ChatMoved(error.new_chat_id)
    if isinstance(error, BadRequest | Forbidden | InvalidToken):
        return PlatformRefused(PLATFORM, kind)
    return PlatformUnavailable(PLATFORM, kind, seconds_to_wait(error))
