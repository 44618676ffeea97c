"""LINE's side of a test: it delivers webhooks to a channel, and records the replies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.line.client import LineClient, open_line_client
from bot.channels.line.webhook import LineChannel
from bot.config.credentials import LineCredentials
from bot.observability.metrics import Metrics
from bot.shared.links import Links
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from tests.fakes.platforms.call import Call
from tests.fakes.platforms.line_events import BOT_USER_ID, Event, line_body, line_user_id, sign
from tests.fakes.platforms.recording_api import LINE_TOKEN, RecordingApi
from tests.fakes.services import make_turns, plain_store

SECRET = "line-channel-secret"
ADDRESS = "https://radap.example.go.th"
SOMCHAI, SOMSRI = line_user_id(1), line_user_id(2)


def conversation(peer: str) -> str:
    """The name of the conversation with a user, a group or a room."""
    return f"line:{BOT_USER_ID}:{peer}"


@dataclass
class Line:
    """Delivers webhooks to a channel, and records the replies."""

    http: httpx.AsyncClient
    client: LineClient
    api: RecordingApi

    async def post(self, body: bytes, headers: dict[str, str] | dict[bytes, bytes] | None = None) -> int:
        answer = await self.http.post("/line/webhook", content=body, headers=headers or sign(SECRET, body))
        return answer.status_code

    async def deliver(self, *events: Event) -> int:
        return await self.post(line_body(*events))

    def sent(self) -> list[Call]:
        """The messages that were sent to chats, in order."""
        return self.api.calls_of("line", "replyMessage")

    def replies(self, event: Event) -> list[dict[str, Any]]:
        return self.api.line_messages(event["replyToken"])

    def title(self, event: Event) -> str:
        """Return the title of the one bubble that answered an event."""
        (message,) = self.replies(event)
        title: str = message["contents"]["header"]["contents"][-1]["text"]
        return title

    def button(self, event: Event, choice: str) -> str:
        """Return the data of a button in the reply to an event."""
        return next(data for data in button_data(self.replies(event)) if data.endswith(f":{choice}"))


def button_data(value: Any) -> list[str]:
    if isinstance(value, list):
        return [data for item in value for data in button_data(item)]
    if not isinstance(value, dict):
        return []
    own = [value["data"]] if value.get("type") == "postback" else []
    return own + [data for item in value.values() for data in button_data(item)]


@asynccontextmanager
async def connected(api: RecordingApi, redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    credentials = LineCredentials(SECRET, LINE_TOKEN, api.line_base_url, api.line_base_url)
    async with open_line_client(credentials, Metrics()) as client:
        channel = LineChannel(
            client,
            channel_secret=SECRET,
            turns=make_turns(dialogue, plain_store(redis, session_seconds=3600, result_seconds=3600)),
            links=Links(ADDRESS),
            catalogues=catalogues,
        )
        app = Starlette(routes=[Route("/line/webhook", channel.webhook, methods=["POST"])])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as http:
            yield Line(http, client, api)
        await channel.close()
