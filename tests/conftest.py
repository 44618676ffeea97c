"""Fixtures that every test may use: the criteria and words that come with Radap, and the conversation by them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.embedded_redis import EmbeddedRedis
from bot.resources import load_catalogues, load_criteria
from flows.criteria import Criteria
from flows.dialogue import Dialogue
from flows.language import Language
from flows.scene import Retention
from flows.wording import Catalogues, Wording


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-transcripts", action="store_true", help="write the golden transcripts anew")


@pytest.fixture(scope="session")
def criteria() -> Criteria:
    return load_criteria(None)


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    return load_catalogues()


@pytest.fixture(scope="session")
def dialogue(criteria: Criteria, catalogues: Catalogues) -> Dialogue:
    return Dialogue(criteria, catalogues, Retention(session_days=180, result_days=365))


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
