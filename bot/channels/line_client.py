"""Answering in LINE by reply token; nothing is ever pushed, because pushed messages are metered."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiohttp import ClientError
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    ShowLoadingAnimationRequest,
)
from linebot.v3.messaging import Message as LineMessage
from pydantic.v1 import ValidationError

from bot.channels.line_json import Reply
from bot.channels.line_profiles import LineProfiles
from bot.errors import PlatformRefused, PlatformUnavailable
from bot.metrics import Metrics

LOG = logging.getLogger("radap.line")

PLATFORM = "LINE"

#: LINE allows 2,000 replies a second; more than this at a time would only wait for each other.
CONNECTIONS = 64

#: Seconds. LINE waits two for the webhook's answer.
REPLY_TIMEOUT = 1.5

#: Seconds for which the loading animation is shown at most; the reply ends it.
LOADING_SECONDS = 10

#: LINE's words for a token that was used already: the time-out before hid a reply that went out.
ALREADY_USED = "Invalid reply token"


class LineClient:
    """Sends replies between `open` and `close`, both called in the running event loop."""

    def __init__(self, access_token: str, api_base_url: str, metrics: Metrics) -> None:
        """Take the channel access token, the address of the Messaging API, and what counts calls."""
        self._metrics = metrics
        self._configuration = Configuration(host=api_base_url.rstrip("/"), access_token=access_token)
        self._configuration.connection_pool_maxsize = CONNECTIONS
        self._api: AsyncMessagingApi | None = None
        self._profiles: LineProfiles | None = None

    async def open(self) -> None:
        """Make the connection pool."""
        self._api = AsyncMessagingApi(AsyncApiClient(self._configuration))
        self._profiles = LineProfiles(self._api)

    async def close(self) -> None:
        """Close the connections."""
        if self._api:
            await self._api.api_client.close()
            self._api = self._profiles = None

    @property
    def profiles(self) -> LineProfiles:
        """What LINE tells of people."""
        if not self._profiles:
            raise PlatformUnavailable(PLATFORM, "client not open")
        return self._profiles

    async def show_loading(self, user: str) -> None:
        """Let a private chat show for some seconds that an answer is coming; groups (no user) have no such sign.

        Raises PlatformUnavailable or PlatformRefused.
        """
        if not self._api or not user:
            return
        request = ShowLoadingAnimationRequest(chat_id=user, loading_seconds=LOADING_SECONDS)
        with self._metrics.platform_call(PLATFORM, "loading"), _judged():
            await self._api.show_loading_animation(request, _request_timeout=REPLY_TIMEOUT)

    async def reply(self, token: str, messages: Sequence[LineMessage]) -> None:
        """Send one to five messages by a reply token.

        A used token counts as sent, and so does a success whose body makes no sense. Raises PlatformUnavailable
        where sending again may help (rate limit, LINE's own failure, no connection, no answer in time) and
        PlatformRefused where it would not.
        """
        if not self._api:
            raise PlatformUnavailable(PLATFORM, "client not open")
        request = Reply(reply_token=token, messages=list(messages))
        with self._metrics.platform_call(PLATFORM, "reply"), _judged():
            await self._api.reply_message(request, _request_timeout=REPLY_TIMEOUT)


@contextmanager
def _judged() -> Iterator[None]:
    """Turn the SDK's errors into ours; a success whose body makes no sense is a success."""
    try:
        yield
    except ApiException as error:
        _judge(error)
    except ValidationError:
        LOG.info("call accepted with an unexpected body")
    except (ClientError, OSError, UnicodeDecodeError) as error:
        raise PlatformUnavailable(PLATFORM, type(error).__name__) from error


def _judge(error: ApiException) -> None:
    status = error.status or 0
    if status == 400 and ALREADY_USED in str(error.body):
        LOG.info("reply token used before, the reply counts as delivered")
        return
    if status == 429 or status >= 500:
        raise PlatformUnavailable(PLATFORM, str(status)) from error
    raise PlatformRefused(PLATFORM, str(status)) from error
