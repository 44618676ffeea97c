"""Answering in LINE by reply token; nothing is ever pushed, because pushed messages are metered."""

import logging

from bot.channels.line.flex_types import LineMessages
from bot.channels.line.http import PLATFORM, ApiAnswer, LineApi
from bot.channels.line.profiles import LineProfiles
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.observability.metrics import Metrics

LOG = logging.getLogger("radap.line")

#: Seconds. LINE waits two for the webhook's answer.
REPLY_TIMEOUT = 1.5

#: Seconds for which the loading animation is shown at most; the reply ends it.
LOADING_SECONDS = 10

#: LINE's words for a token that was used already: the time-out before hid a reply that went out.
ALREADY_USED = b"Invalid reply token"


class LineClient:
    """Sends replies between `open` and `close`, both called in the running event loop."""

    def __init__(self, access_token: str, api_base_url: str, metrics: Metrics) -> None:
        """Take the channel access token, the address of the Messaging API, and what counts calls."""
        self._metrics = metrics
        self._api = LineApi(access_token, api_base_url)
        self.profiles = LineProfiles(self._api)

    async def open(self) -> None:
        """Make the connection pool."""
        await self._api.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def show_loading(self, user: str) -> None:
        """Let a private chat show for some seconds that an answer is coming; groups (no user) have no such sign.

        Raises PlatformUnavailable or PlatformRefused.
        """
        if not user:
            return
        content = {"chatId": user, "loadingSeconds": LOADING_SECONDS}
        with self._metrics.platform_call(PLATFORM, "loading"):
            _judge(await self._api.post("/v2/bot/chat/loading/start", content, seconds=REPLY_TIMEOUT))

    async def reply(self, token: str, messages: LineMessages) -> None:
        """Send one to five messages by a reply token.

        A used token counts as sent, and so does a success whose body makes no sense. Raises PlatformUnavailable
        where sending again may help (rate limit, LINE's own failure, no connection, no answer in time) and
        PlatformRefused where it would not.
        """
        content = {"replyToken": token, "messages": messages}
        with self._metrics.platform_call(PLATFORM, "reply"):
            _judge(await self._api.post("/v2/bot/message/reply", content, seconds=REPLY_TIMEOUT))


def _judge(answer: ApiAnswer) -> None:
    """Turn what LINE did not accept into our errors."""
    status = answer.status
    if status < 300:
        return
    if status == 400 and ALREADY_USED in answer.content:
        LOG.info("reply token used before, the reply counts as delivered")
        return
    if status == 429 or status >= 500:
        raise PlatformUnavailable(PLATFORM, str(status))
    raise PlatformRefused(PLATFORM, str(status))
