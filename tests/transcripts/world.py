"""The whole server between two chat platforms and a Redis, for transcripts; it can be upgraded, and time can pass."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path

import httpx
from redis.asyncio import Redis

from bot.config.data_files import criteria_file
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.conversation_codec import conversation_from_bytes, conversation_to_bytes
from flows.i18n.dates import start_of_day
from tests import worked_example
from tests.fakes.collections import make_collection
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.running_server import running_server
from tests.fakes.services import PLAINTEXT, plain_store

LINE_SECRET = "line-channel-secret"
TELEGRAM_SECRET = "telegram-webhook-secret"
PUBLIC_URL = "https://radap.example.go.th"


class World:
    """`server` is the running server's address, `api` the platforms that it calls.

    All chats take their numbers from `ids`, and their users from `people`, so that none collides with another.
    """

    def __init__(self, folder: Path, api: RecordingApi, redis_url: str) -> None:
        self.api = api
        self.ids = Ids()
        self.people = 1
        self.server = ""
        self._folder = folder
        self._redis_url = redis_url
        self._running = AsyncExitStack()
        self._client = httpx.AsyncClient()

    async def deliver(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a platform's event to the server, which must accept it."""
        answer = await self._client.post(f"{self.server}{path}", content=body, headers=headers)
        assert answer.status_code == 200

    async def start(self, **settings: str) -> None:
        self.server = await self._running.enter_async_context(
            running_server(
                self._folder,
                PUBLIC_URL=PUBLIC_URL,
                REDIS_URL=self._redis_url,
                LINE_CHANNEL_SECRET=LINE_SECRET,
                LINE_CHANNEL_ACCESS_TOKEN=LINE_TOKEN,
                LINE_API_BASE_URL=self.api.line_base_url,
                LINE_DATA_API_BASE_URL=self.api.line_base_url,
                TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN,
                TELEGRAM_WEBHOOK_SECRET=TELEGRAM_SECRET,
                TELEGRAM_API_BASE_URL=self.api.line_base_url,
                CHAT_PAGE="on",
                **settings,
            )
        )

    async def open_collection(self) -> None:
        """Open a collection of one expected agency, where there is none; it ends on the last day of 2099."""
        until = start_of_day(date(2100, 1, 1))
        async with Redis.from_url(self._redis_url) as redis:
            await make_collection(plain_store(redis), until=until, expected=(worked_example.AGENCY,))

    async def stop(self) -> None:
        await self._running.aclose()
        self._running = AsyncExitStack()

    async def close(self) -> None:
        await self.stop()
        await self._client.aclose()

    async def upgrade(self) -> None:
        """Restart with another edition of the criteria, in which one process has another requirement."""
        await self.stop()
        plain = json.loads(criteria_file().read_text("utf-8"))
        plain["edition"] |= {"id": "final-2567", "name": {"th": "ฉบับสมบูรณ์ 2567", "en": "final text 2567"}}
        plain["processes"][1]["levels"]["initial"]["short"]["th"] = "เกณฑ์ใหม่"
        newer = self._folder / "newer.json"
        newer.write_text(json.dumps(plain), "utf-8")
        await self.start(CRITERIA_FILE=str(newer))

    async def let_pass(self, hours: int) -> None:
        """Move the last event of every conversation this many hours back."""
        cipher = PLAINTEXT
        async with Redis.from_url(self._redis_url) as redis:
            async for key in redis.scan_iter(match="*:session"):
                stored = await redis.get(key)
                assert isinstance(stored, bytes)
                record = conversation_from_bytes(stored, key.decode(), cipher)
                assert record.session is not None
                earlier = record.session._replace(last_event_at=record.session.last_event_at - hours * 60 * 60)
                aged = conversation_to_bytes(record._replace(session=earlier), key.decode(), cipher)
                await redis.set(key, aged, keepttl=True)


@asynccontextmanager
async def running_world(folder: Path) -> AsyncIterator[World]:
    """Yield a world with a running server."""
    async with RecordingApi() as api, EmbeddedRedis(folder) as redis_url:
        world = World(folder, api, redis_url)
        await world.start()
        try:
            yield world
        finally:
            await world.close()
