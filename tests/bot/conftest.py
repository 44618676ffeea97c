"""Fixtures for the world around the conversation: a real Redis, and turns on it."""

import pytest
from redis.asyncio import Redis

from bot.store import Store
from bot.turn import Turns
from flows.dialogue import Dialogue


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, session_seconds=60, result_seconds=60)


@pytest.fixture
def turns(dialogue: Dialogue, store: Store) -> Turns:
    return Turns(dialogue, store)
