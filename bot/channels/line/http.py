"""HTTP client of LINE's Messaging API: JSON requests over one connection pool."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bot.channels.common.download import download
from bot.config.credentials import LineCredentials
from bot.errors import PlatformUnavailable
from bot.shared.outgoing_proxy import proxy_for

PLATFORM = "LINE"

#: A call takes some milliseconds; more connections would only wait for each other.
CONNECTIONS = 128


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """The status and the body of a response."""

    status: int
    content: bytes

    @property
    def is_foreign(self) -> bool:
        """Return whether something else answered in LINE's place, such as a firewall or a login page."""
        is_page = self.content.lstrip().startswith(b"<")
        return 300 <= self.status < 400 or (is_page and self.status < 500)

    def json(self) -> dict[str, Any]:
        """Return the content as an object; an empty one for other JSON. Raises ValueError if it is not JSON."""
        plain = json.loads(self.content)
        return plain if isinstance(plain, dict) else {}


class LineApi:
    """Sends requests between `open` and `close`, both called in the running event loop."""

    def __init__(self, credentials: LineCredentials) -> None:
        self._access_token = credentials.access_token
        self._base_url = credentials.api_base_url.rstrip("/")
        self._data_base_url = credentials.data_api_base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connection pool; nothing is called."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            headers={"Authorization": f"Bearer {self._access_token}", "Content-Type": "application/json"},
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=proxy_for(self._base_url),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def get(self, path: str, *, seconds: float) -> ApiAnswer:
        """Send a GET request. Raises PlatformUnavailable if no answer comes within `seconds`."""
        return await self._call("GET", path, seconds, None)

    async def post(self, path: str, content: Mapping[str, Any], *, seconds: float) -> ApiAnswer:
        """Send a POST request. Raises PlatformUnavailable if no answer comes within `seconds`."""
        return await self._call("POST", path, seconds, orjson.dumps(content))

    async def download(self, path: str) -> bytes:
        """Return content from the data API. Raises as `download`."""
        if self._session is None:
            raise PlatformUnavailable(PLATFORM, "client not open")
        return await download(
            self._session,
            PLATFORM,
            self._data_base_url + path,
            proxy=proxy_for(self._data_base_url),
            authorization=f"Bearer {self._access_token}",
        )

    async def _call(self, method: str, path: str, seconds: float, body: bytes | None) -> ApiAnswer:
        if self._session is None:
            raise PlatformUnavailable(PLATFORM, "client not open")
        url, timeout = self._base_url + path, aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.request(
                method, url, data=body, timeout=timeout, allow_redirects=False
            ) as response:
                answer = ApiAnswer(response.status, await response.read())
        except (aiohttp.ClientError, OSError) as error:
            raise PlatformUnavailable(PLATFORM, type(error).__name__) from error
        if answer.is_foreign:
            raise PlatformUnavailable(PLATFORM, "ForeignAnswer")
        return answer
