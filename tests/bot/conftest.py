"""Fixtures for the world around the conversation: a real Redis, turns on it, and the website."""

from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis

from bot.store import Store
from bot.turn import Turns
from flows.criteria import Criteria
from flows.dialogue import Dialogue
from flows.result import Result
from flows.wording import Catalogues
from tests.bot.web import website
from tests.bot.worked_result import worked_result


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, session_seconds=60, result_seconds=60)


@pytest.fixture
def turns(dialogue: Dialogue, store: Store) -> Turns:
    return Turns(dialogue, store)


@pytest.fixture
def result(criteria: Criteria) -> Result:
    return worked_result(criteria)


@pytest.fixture
async def client(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    async with website(store, criteria, catalogues) as client:
        yield client
