"""How many stored results another edition would change, counted in a real Redis without a write."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.database.commands import get_bytes
from bot.errors import StoreUnavailable
from bot.storage.encryption import RecordCipher
from bot.storage.linked_records import VERSION, Tombstone
from bot.storage.outcome_counts import OutcomeCounts, count_outcomes
from bot.storage.store import Store
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_to_json
from flows.standard.criteria import Criteria
from flows.standard.outcome_comparison import OutcomeChange
from tests.fakes.second_edition import renamed_process_edition, second_edition
from tests.fakes.services import PLAINTEXT
from tests.fakes.worked_result import publish, publish_text, result_key

KEY = read_key(new_key())
CHANGED = {OutcomeChange.MISSING: 1, OutcomeChange.RAISES: 1, OutcomeChange.PROCESSES_VERDICT: 1}


def token(number: int) -> str:
    return f"token-number-{number:09}"


def ignore(_: int) -> None:
    """Progress that nobody looks at."""


async def count(redis: Redis, criteria: Criteria, new: Criteria, cipher: RecordCipher | None = None) -> OutcomeCounts:
    return await count_outcomes(redis, cipher or PLAINTEXT, criteria, new, ignore)


def best(result: Result) -> Result:
    """The service with the highest level everywhere: no edition changes its outcome."""
    return replace(result, levels=dict.fromkeys(result.levels, "advanced"))


async def writes(redis: Redis) -> int:
    """The number of writes that Redis counts since it last saved its data."""
    return int((await redis.info("persistence"))["rdb_changes_since_last_save"])


async def store_mixture(store: Store, result: Result) -> None:
    """Twenty results that change, thirty that stay, five of another edition, four deleted, three damaged."""
    for number in range(20):
        await publish(store, replace(result, token=token(number)))
    for number in range(20, 50):
        await publish(store, replace(best(result), token=token(number)))
    for number in range(50, 55):
        await publish(store, replace(result, token=token(number), edition="final-2570"))
    for number in range(55, 59):
        await publish(store, replace(result, token=token(number)))
        await store.links.delete(Link(LinkKind.RESULT, token(number)), [*Tombstone][number % 2])
    await publish_text(store, token(60), "{")
    await publish_text(store, token(61), json.dumps({**json.loads(result_to_json(result)), "levels": {}}))
    await publish_text(store, token(62), json.dumps({**json.loads(result_to_json(result)), "levels": [5]}))
    await publish_text(store, "a-page-of-all-services", "{}", LinkKind.PORTFOLIO)


async def test_each_result_is_counted_once_and_nothing_is_written(
    redis: Redis, store: Store, criteria: Criteria, result: Result
) -> None:
    await store_mixture(store, result)
    before = await writes(redis)
    counts = await count(redis, criteria, second_edition())
    kinds = Counter({kind: 20 * number for kind, number in CHANGED.items()})
    assert counts == OutcomeCounts(total=58, unchanged=30, changed=20, other_edition=5, unreadable=3, kinds=kinds)
    assert await writes(redis) == before


async def test_the_same_criteria_change_nothing(redis: Redis, store: Store, criteria: Criteria, result: Result) -> None:
    await store_mixture(store, result)
    counts = await count(redis, criteria, criteria)
    assert (counts.unchanged, counts.changed, counts.kinds) == (50, 0, Counter())


async def test_what_the_new_edition_cannot_judge_is_counted_apart(
    redis: Redis, store: Store, criteria: Criteria, result: Result
) -> None:
    await store_mixture(store, result)
    counts = await count(redis, criteria, renamed_process_edition())
    assert (counts.not_comparable, counts.unchanged, counts.changed) == (50, 0, 0)


async def test_an_empty_database_has_none(redis: Redis, criteria: Criteria) -> None:
    assert await count(redis, criteria, second_edition()) == OutcomeCounts()


async def test_encrypted_results_are_read_with_their_key_alone(
    redis: Redis, criteria: Criteria, result: Result
) -> None:
    cipher = RecordCipher([KEY])
    await publish(Store(redis, session_seconds=60, result_seconds=60, cipher=cipher), result)
    assert (await count(redis, criteria, second_edition(), cipher)).changed == 1
    assert (await count(redis, criteria, second_edition())).unreadable == 1
    other = RecordCipher([read_key(new_key())])
    assert (await count(redis, criteria, second_edition(), other)).unreadable == 1


@pytest.mark.parametrize("stored", [b"x", VERSION.pack(1), VERSION.pack(1) + b"\x00junk", b"\xff" * 64])
async def test_bytes_that_are_no_record_are_unreadable(redis: Redis, criteria: Criteria, stored: bytes) -> None:
    await redis.set(result_key(token(1)), stored)
    assert await count(redis, criteria, second_edition()) == OutcomeCounts(total=1, unreadable=1)


async def test_many_results_are_read_in_batches(redis: Redis, store: Store, criteria: Criteria, result: Result) -> None:
    progress: list[int] = []
    await publish(store, result)
    stored = await get_bytes(redis, result_key(result.token))
    assert stored
    await redis.mset({result_key(token(number)): stored for number in range(1200)})
    counts = await count_outcomes(redis, PLAINTEXT, criteria, second_edition(), progress.append)
    assert (counts.total, counts.changed) == (1201, 1201)
    assert progress == [500, 1000, 1201]


async def test_a_database_that_is_not_there_is_told(criteria: Criteria, tmp_path: Path) -> None:
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
        with pytest.raises(StoreUnavailable):
            await count(nobody, criteria, second_edition())
