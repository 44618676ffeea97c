"""An owner with hundreds of finished services: all of them are reachable, and a turn that shows none costs no more."""

from dataclasses import replace

import httpx
from redis.asyncio import Redis

from bot.storage.keys import conversation_digest, finished_key
from bot.storage.linked_records import read_tombstone
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.model.events import Greeting
from flows.model.finished import FinishedList
from flows.model.link import Link, LinkKind
from flows.understanding.reader import offered
from tests import worked_example
from tests.bot.turns.test_turn_handler import CHAT, Officer

MANY = 120


async def with_services(store: Store, redis: Redis, officer: Officer, count: int) -> list[str]:
    """Finish one assessment, store more like it, and return the tokens of all."""
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    (first,) = await store.load_finished(CHAT)
    loaded, text = await store.load(CHAT), await store.load_result(first.token) or ""
    assert loaded.session
    more = {f"m{n}": replace(first, assessment=f"m{n}", token=f"{n:022}", number=-n) for n in range(1, count)}
    session = loaded.session._replace(finished=FinishedList(changed=more))
    assert await store.save(CHAT, loaded, loaded._replace(session=session))
    for item in more.values():
        assert await store.links.publish(Link(LinkKind.RESULT, item.token), text, 60, 1)
    return [first.token, *(item.token for item in more.values())]


async def test_all_of_them_are_listed_in_pages(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer = Officer(turns)
    await with_services(store, redis, officer, MANY)
    await officer.type("/results")
    # The first one's id is random, and may begin with the same letter.
    listed, stored = set(), {f"m{n}" for n in range(1, MANY)}
    while True:
        presses = [item.press.choice for item in offered(officer.reply.messages[-1])]
        listed |= stored & set(presses)
        older = [item for item in presses if item.startswith("from_") and item not in listed]
        following = max(older, key=lambda choice: int(choice.removeprefix("from_")), default="")
        if not following or following in listed:
            break
        listed.add(following)
        await officer.tap(following)
    assert listed >= stored


async def test_all_of_them_are_exported(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer = Officer(turns)
    tokens = await with_services(store, redis, officer, MANY)
    (link,) = (await officer.type("/export")).messages[0].links
    text = await store.links.get_text(Link(LinkKind.EXPORT, link.token)) or ""
    assert all(token in text for token in tokens)


async def test_the_oldest_can_be_closed_and_deleted(
    turns: TurnHandler, store: Store, redis: Redis, client: httpx.AsyncClient
) -> None:
    officer = Officer(turns)
    oldest = (await with_services(store, redis, officer, MANY))[-1]
    await officer.type("/results", str(MANY))
    for _ in range(MANY // 10 - 1):
        await officer.tap(next(c for c in choices(officer) if c.startswith("from_") and int(c[5:]) > shown(officer)))
    await officer.tap(f"m{MANY - 1}", "link", "close_link")
    assert (await client.get(f"/r/{oldest}")).status_code == 410
    await officer.tap("days_7")
    assert (await client.get(f"/r/{oldest}")).status_code == 200
    await officer.tap("close")
    assert len(await store.load_finished(CHAT)) == MANY


def choices(officer: Officer) -> list[str]:
    return [item.press.choice for item in offered(officer.reply.messages[-1])]


def shown(officer: Officer) -> int:
    """Return the number of newer ones that the list on screen skips."""
    newer = [int(choice[5:]) for choice in choices(officer) if choice.startswith("from_")]
    return min(newer) + 10 if len(newer) == 2 else 0


async def test_deleting_everything_deletes_all_of_them(
    turns: TurnHandler, store: Store, redis: Redis, client: httpx.AsyncClient
) -> None:
    officer = Officer(turns)
    tokens = await with_services(store, redis, officer, MANY)
    await client.get(f"/r/{tokens[5]}")
    await officer.type("/delete", "ใช่")
    for token in tokens:
        assert read_tombstone(await store.links.get(Link(LinkKind.RESULT, token)) or b"")
    assert not await redis.keys("radap:*:views")
    assert not await redis.exists(finished_key(conversation_digest(CHAT)))
    assert (await client.get(f"/r/{tokens[-1]}")).status_code == 404


async def test_a_turn_that_does_not_show_them_neither_reads_nor_writes_them(
    turns: TurnHandler, store: Store, redis: Redis
) -> None:
    """A tap on a level transfers as many bytes to and from Redis as for an officer with one service."""
    used = []
    for services in (1, 500):
        await redis.flushall()
        officer = Officer(turns)
        await with_services(store, redis, officer, services)
        await officer.type("/restart", "บริการที่สอง", worked_example.AGENCY)
        await officer.tap("skip", "skip", worked_example.CHARACTERISTIC, "no", "standard")
        before = await traffic(redis)
        await officer.tap("standard")
        used.append(await traffic(redis) - before)
    assert used[1] <= 1.1 * used[0]


async def traffic(redis: Redis) -> int:
    """Return the bytes that the server received and sent so far."""
    stats = await redis.info("stats")
    return int(stats["total_net_input_bytes"] + stats["total_net_output_bytes"])


async def test_an_empty_string_under_a_conversations_key_is_not_a_conversation(
    turns: TurnHandler, redis: Redis
) -> None:
    await redis.set(finished_key(conversation_digest(CHAT)).replace("finished", "session"), b"")
    assert (await Officer(turns).send(Greeting())).messages
