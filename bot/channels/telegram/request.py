"""python-telegram-bot's HTTP transport over aiohttp, and the answers that are not Telegram's."""

from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.common.download import download
from bot.channels.telegram.update_reader import without_malformed_updates
from bot.shared.outgoing_proxy import proxy_for

#: A call takes some milliseconds, so that more connections would only wait for each other.
CONNECTIONS = 128
CONNECT_TIMEOUT = 5.0

JSON_HEADERS = {"Content-Type": "application/json"}

#: Methods whose results nothing uses. The library would build a Message from the first three: 0.13 ms each.
UNUSED_RESULTS = frozenset({"sendMessage", "editMessageText", "sendDocument", "sendChatAction", "answerCallbackQuery"})
#: The library builds its error from these numbers without a check.
RESPONSE_PARAMETERS = ("migrate_to_chat_id", "retry_after")

SUCCESS = b'{"ok":true,"result":true}'


class ForeignAnswer(NetworkError):
    """Something on the way answered in Telegram's place, such as a firewall or a login page."""

    def __init__(self, status: int) -> None:
        super().__init__(f"no answer of Telegram's ({status})")


class AiohttpRequest(BaseRequest):
    """One connection pool for all calls of a bot, through the proxy that the environment names for `base_url`.

    The library's own transport (HTTPXRequest) takes several times the CPU of a call.
    """

    def __init__(self, base_url: str, answer_seconds: float) -> None:
        self._base_url = base_url
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for a call that sets no `read_timeout` of its own."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Create the connection pool; nothing is called. Raises SettingsError for a proxy of an unknown kind."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=proxy_for(self._base_url),
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and the JSON of an answer; `read_timeout` limits the whole call, in seconds.

        Raises TimedOut, NetworkError without a connection, and ForeignAnswer for a page instead of JSON. The library
        turns statuses of 300 and above into errors.
        """
        seconds = self._answer_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        status, body = await self._send(url, method, seconds, _content(request_data))
        _refuse_pages(status, body)
        endpoint = url.rpartition("/")[2]
        if status >= 300:
            return status, body
        if endpoint in UNUSED_RESULTS:
            return status, SUCCESS
        return status, without_malformed_updates(body) if endpoint == "getUpdates" else body

    async def _send(self, url: str, method: str, seconds: float, content: dict[str, Any]) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("client not open")
        timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_TIMEOUT)
        try:
            async with self._session.request(method, url, timeout=timeout, allow_redirects=False, **content) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    async def download(self, address: str) -> bytes:
        """Return the content of a file. Raises as `download`."""
        if self._session is None:
            raise NetworkError("client not open")
        return await download(self._session, "Telegram", address, proxy=proxy_for(self._base_url))

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the decoded answer. Raises TelegramError if it is malformed; the library would log what it holds."""
        try:
            answer = orjson.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict) or not _are_readable(answer.get("parameters", {})):
            raise TelegramError("Invalid server response")
        return answer


def _are_readable(parameters: object) -> bool:
    return isinstance(parameters, dict) and all(
        isinstance(parameters.get(name, 0), int) for name in RESPONSE_PARAMETERS
    )


def _content(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": JSON_HEADERS}
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=content_type)
    return {"data": form}


def _refuse_pages(status: int, body: bytes) -> None:
    """Raise NetworkError for anything but JSON; below 500, where Telegram never answers so, ForeignAnswer."""
    if not body.lstrip().startswith((b"{", b"[")):
        raise ForeignAnswer(status) if status < 500 else NetworkError(str(status))
