"""Fixtures for the world around the conversation: a real Redis, and turns on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.embedded_redis import EmbeddedRedis
from bot.store import Store
from bot.turn import Turns
from flows.dialogue import Dialogue
from flows.language import Language
from flows.wording import Catalogues, Wording


@pytest.fixture(scope="session")
def redis_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("redis")


@pytest.fixture
async def redis(redis_folder: Path) -> AsyncIterator[Redis]:
    """A client of the tests' Redis; what the last test left is gone."""
    async with EmbeddedRedis(redis_folder) as url:
        client = Redis.from_url(url)
        await client.flushall()
        yield client
        await client.aclose()


@pytest.fixture
def say(catalogues: Catalogues) -> Wording:
    return catalogues[Language.THAI]


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, session_seconds=60, result_seconds=60)


@pytest.fixture
def turns(dialogue: Dialogue, store: Store) -> Turns:
    return Turns(dialogue, store)
