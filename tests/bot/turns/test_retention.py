"""The retention of a result and its view count: later changes never extend it."""

import dataclasses
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
from redis.asyncio import Redis

from bot.storage.keys import views_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.model.events import Correction, Greeting, Retraction, Text
from flows.model.finished import LINK_CLOSED
from flows.model.result import Result
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.services import plain_store
from tests.fakes.worked_result import TOKEN, publish, result_key

SESSION, RESULT, AGE = 1000, 5000, 2000
REST = RESULT - AGE
#: Seconds that a test may take.
SLACK = 60


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=SESSION, result_seconds=RESULT)


async def change_link(officer: Officer) -> None:
    await officer.type("/results", "1")
    await officer.tap("link", "days_7")


async def move_to_another_link(officer: Officer) -> None:
    await officer.type("/results", "1")
    await officer.tap("withdraw")


async def correct_text(officer: Officer) -> None:
    await officer.send(Correction("m1", "ชื่อที่แก้แล้ว"))


async def take_text_back(officer: Officer) -> None:
    await officer.send(Retraction("m1"))


@pytest.mark.parametrize("change", [change_link, move_to_another_link, correct_text, take_text_back])
async def test_a_result_that_is_stored_again_keeps_the_rest_of_its_retention(
    turns: TurnHandler, redis: Redis, monkeypatch: pytest.MonkeyPatch, change: Callable[[Officer], Awaitable[None]]
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - AGE)
    officer = Officer(turns)
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.send(Text(worked_example.SERVICE, "m1"))
    await officer.type(worked_example.AGENCY)
    await officer.tap("skip", "skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    token = officer.reply.messages[0].links[0].token
    assert RESULT - SLACK < await redis.ttl(result_key(token)) <= RESULT
    monkeypatch.undo()
    await redis.expire(result_key(token), REST)
    await change(officer)
    kept = officer.reply.messages[0].links[0].token if change is move_to_another_link else token
    assert REST - SLACK < await redis.ttl(result_key(kept)) <= REST


async def test_the_view_count_expires_with_the_result(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result
) -> None:
    address = await publish(store, result)
    for _ in range(2):
        assert (await client.get(address)).status_code == 200
        assert 0 < await redis.ttl(views_key(TOKEN)) <= RESULT


@pytest.mark.parametrize("days", [LINK_CLOSED, 0])
async def test_opening_a_link_leaves_no_key_without_a_time_to_live(
    client: httpx.AsyncClient, store: Store, redis: Redis, result: Result, days: int
) -> None:
    address = await publish(store, dataclasses.replace(result, open_until=days))
    await client.get(address)
    assert {key: await redis.ttl(key) for key in await redis.keys() if await redis.ttl(key) < 0} == {}
