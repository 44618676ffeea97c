"""Fixtures for everything around the conversation engine: a real Redis, turns on it, and the website."""

from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests.fakes.services import make_turns, plain_store
from tests.fakes.web import website
from tests.fakes.worked_result import worked_result


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis)


@pytest.fixture
def turns(dialogue: Engine, store: Store) -> TurnHandler:
    return make_turns(dialogue, store)


@pytest.fixture
def result(criteria: Criteria) -> Result:
    return worked_result(criteria)


@pytest.fixture
async def client(store: Store, criteria: Criteria, catalogues: Catalogues) -> AsyncIterator[httpx.AsyncClient]:
    async with website(store, criteria, catalogues) as client:
        yield client
