"""Calls to Telegram's Bot API: JSON there and back, one connection pool."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import aiohttp
import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.shared.outgoing_proxy import proxy_for

#: A call takes some milliseconds, so that more connections would only wait for each other.
CONNECTIONS = 128
CONNECT_TIMEOUT = 5.0

JSON_CONTENT = MappingProxyType({"Content-Type": "application/json"})

REFUSALS: Mapping[int, type[TelegramError]] = MappingProxyType(
    {400: BadRequest, 401: InvalidToken, 403: Forbidden, 404: InvalidToken, 409: Conflict}
)


class ForeignAnswer(NetworkError):
    """Something on the way answered in Telegram's place, such as a firewall or a login page."""

    def __init__(self, status: int) -> None:
        """Name the HTTP status; the page itself tells nothing."""
        super().__init__(f"no answer of Telegram's ({status})")


class TelegramApi:
    """Makes calls between `open` and `close`, both called in the running event loop.

    What fails is told in the library's errors. Its own client does the same at several times the cost.
    """

    def __init__(self, token: str, base_url: str) -> None:
        """Take the bot's token, and what stands before it in addresses (`https://api.telegram.org/bot`)."""
        self._url = f"{base_url}{token}/"
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the connection pool; nothing is called."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=proxy_for(self._url),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def call(self, method: str, parameters: Mapping[str, Any], *, seconds: float) -> bytes:
        """Call a method; the content of the answer. Parameters that are None are left out.

        Raises TelegramError: TimedOut where no answer comes within so many seconds, NetworkError where none can
        come, and what Telegram refuses by its kind.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        return await self._post(method, seconds, data=orjson.dumps(given), headers=JSON_CONTENT)

    async def upload(
        self, method: str, parameters: Mapping[str, Any], file: tuple[str, str, bytes], *, seconds: float
    ) -> bytes:
        """Call a method with a file: the parameter's name, the file's name, its content. Raises as `call`."""
        form = aiohttp.FormData({name: str(value) for name, value in parameters.items() if value is not None})
        parameter, name, content = file
        form.add_field(parameter, content, filename=name, content_type="application/octet-stream")
        return await self._post(method, seconds, data=form)

    async def _post(self, method: str, seconds: float, **content: Any) -> bytes:
        if self._session is None:
            raise NetworkError("client not open")
        timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_TIMEOUT)
        try:
            async with self._session.post(
                self._url + method, timeout=timeout, allow_redirects=False, **content
            ) as answer:
                body = await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error
        refuse_pages(answer.status, body)
        if answer.status >= 300:
            raise _refusal(answer.status, body)
        return body


def refuse_pages(status: int, body: bytes) -> None:
    """Raise NetworkError for anything but JSON; below 500, where Telegram never answers so, ForeignAnswer."""
    if not body.lstrip().startswith((b"{", b"[")):
        raise ForeignAnswer(status) if status < 500 else NetworkError(str(status))


def _refusal(status: int, body: bytes) -> TelegramError:
    """The error that an answer stands for."""
    try:
        plain = json.loads(body)
    except ValueError:
        plain = {}
    plain = plain if isinstance(plain, dict) else {}
    advice = plain.get("parameters")
    advice = advice if isinstance(advice, dict) else {}
    if isinstance(chat := advice.get("migrate_to_chat_id"), int):
        return ChatMigrated(chat)
    if isinstance(pause := advice.get("retry_after"), int):
        return RetryAfter(pause)
    return REFUSALS.get(status, NetworkError)(str(plain.get("description") or status))
