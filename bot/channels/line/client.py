"""Replies in LINE by reply token. Nothing is pushed: LINE meters pushed messages."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import quote

import orjson

from bot.channels.common.download import refuse_large
from bot.channels.line.events import SentFile
from bot.channels.line.http import PLATFORM, ApiAnswer, LineApi
from bot.channels.line.profiles import LineProfiles
from bot.config.credentials import LineCredentials
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.observability.metrics import Metrics

LOG = logging.getLogger("radap.line")

#: Seconds. LINE waits two seconds for the webhook's response.
REPLY_TIMEOUT = 1.5

#: Seconds for which LINE shows the loading animation at most; the reply ends it.
LOADING_SECONDS = 10

#: Seconds for the question for the account's id, and between two of them.
INFO_TIMEOUT, FIRST_PAUSE, LONGEST_PAUSE = 10.0, 60, 60 * 60

BASIC_ID = re.compile(r"@[0-9A-Za-z._-]{1,40}")

#: LINE's message for a used token: an earlier reply went out though it timed out here.
ALREADY_USED = b"Invalid reply token"


class LineClient:
    """Sends replies between `open` and `close`, both called in the running event loop.

    `basic_id` is the account's id, such as `@123abcde`; None until `learn_basic_id` has learnt it.
    """

    def __init__(self, credentials: LineCredentials, metrics: Metrics) -> None:
        self._metrics = metrics
        self._api = LineApi(credentials)
        self.profiles = LineProfiles(self._api)
        self.basic_id: str | None = None

    async def open(self) -> None:
        """Open the connection pool."""
        await self._api.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def learn_basic_id(self) -> None:
        """Ask LINE for the account's id until it tells it. It raises nothing: only deep links need the id."""
        pause = FIRST_PAUSE
        while not (found := await self._find_basic_id()):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self.basic_id = found

    async def _find_basic_id(self) -> str | None:
        try:
            with self._metrics.platform_call(PLATFORM, "info"):
                answer = await self._api.get("/v2/bot/info", seconds=INFO_TIMEOUT)
                _raise_for_status(answer)
            found = answer.json().get("basicId")
        except (PlatformUnavailable, PlatformRefused, ValueError) as error:
            LOG.info("account's id not known yet", extra={"error": type(error).__name__})
            return None
        return found if isinstance(found, str) and BASIC_ID.fullmatch(found) else None

    async def show_loading(self, user: str, seconds: int = LOADING_SECONDS) -> None:
        """Show LINE's loading animation in a private chat, for 5 to 60 seconds; groups (no user) have none.

        Raises PlatformUnavailable or PlatformRefused.
        """
        if not user:
            return
        content = {"chatId": user, "loadingSeconds": seconds}
        with self._metrics.platform_call(PLATFORM, "loading"):
            _raise_for_status(await self._api.post("/v2/bot/chat/loading/start", content, seconds=REPLY_TIMEOUT))

    async def file(self, sent: SentFile) -> bytes:
        """Return the content of a file that a person sent.

        Raises SheetRefused for one that is too large, PlatformUnavailable, and PlatformRefused where it is gone.
        """
        refuse_large(sent.size)
        with self._metrics.platform_call(PLATFORM, "file"):
            return await self._api.download(f"/v2/bot/message/{quote(sent.message, safe='')}/content")

    async def reply(self, token: str, messages: orjson.Fragment) -> Sequence[str]:
        """Send one to five messages, as JSON, by a reply token. Return their ids, as far as LINE tells them.

        A used token counts as sent, and so does a success with a malformed body. Raises PlatformUnavailable if sending
        again may help (rate limit, failure of LINE's, no connection, no answer in time), otherwise PlatformRefused.
        """
        content = {"replyToken": token, "messages": messages}
        with self._metrics.platform_call(PLATFORM, "reply"):
            answer = await self._api.post("/v2/bot/message/reply", content, seconds=REPLY_TIMEOUT)
            _raise_for_status(answer)
        return _sent_ids(answer)


@asynccontextmanager
async def open_line_client(credentials: LineCredentials, metrics: Metrics) -> AsyncIterator[LineClient]:
    """Open a client for as long as the context lasts."""
    client = LineClient(credentials, metrics)
    await client.open()
    try:
        yield client
    finally:
        await client.close()


def _sent_ids(answer: ApiAnswer) -> Sequence[str]:
    """Return the ids in the answer to a reply; none in any other answer."""
    try:
        ids = [sent["id"] for sent in orjson.loads(answer.content)["sentMessages"]]
    except (ValueError, KeyError, TypeError):
        return ()
    return [name for name in ids if isinstance(name, str)]


def _raise_for_status(answer: ApiAnswer) -> None:
    """Raise PlatformUnavailable or PlatformRefused for what LINE did not accept."""
    status = answer.status
    if status < 300:
        return
    if status == 400 and ALREADY_USED in answer.content:
        LOG.info("reply token used before, the reply counts as delivered")
        return
    if status == 429 or status >= 500:
        raise PlatformUnavailable(PLATFORM, str(status))
    raise PlatformRefused(PLATFORM, str(status))
