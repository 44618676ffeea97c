"""Turns on a real Redis: every event takes effect once, despite redeliveries and races."""

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.errors import StoreUnavailable
from bot.storage.conversation_record import ConversationRecord
from bot.storage.keys import session_key
from bot.storage.linked_records import TOMBSTONE_SECONDS, Tombstone
from bot.storage.outbox import PendingWrite, WriteKind
from bot.storage.recent_events import handled_event
from bot.storage.store import DELETED_SECONDS, Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from flows.engine import Engine
from flows.errors import StoredFormatError
from flows.i18n.language import Language
from flows.model.events import ButtonPress, Event, Greeting, Text
from flows.model.link import Link, LinkKind
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.services import make_turns, plain_store

CHAT = "test:1"


class Officer:
    """Sends events to one conversation and knows the buttons on screen."""

    def __init__(self, turns: TurnHandler, conversation: str = CHAT, count: int = 0) -> None:
        self.turns = turns
        self.conversation = conversation
        self.count = count
        self.reply = Reply((), in_place=False, language=Language.THAI)

    async def send(self, event: Event, *, event_id: str | None = None, position: int | None = None) -> Reply:
        self.count += 1
        incoming = IncomingEvent("test", self.conversation, event_id or f"event-{self.count}", event, position=position)
        self.reply = await self.turns.handle(incoming)
        return self.reply

    def button(self, choice: str) -> ButtonPress:
        press = next(item.press for item in offered(self.reply.messages[-1]) if item.press.choice == choice)
        return ButtonPress(self.reply.assessment, press.question, press.choice)

    async def tap(self, *choices: str) -> Reply:
        for choice in choices:
            await self.send(self.button(choice))
        return self.reply

    async def type(self, *texts: str) -> Reply:
        for text in texts:
            await self.send(Text(text))
        return self.reply

    async def to_levels(self) -> None:
        await self.send(Greeting())
        await self.tap("agree")
        await self.type(worked_example.SERVICE, worked_example.AGENCY)
        await self.tap("skip", "skip", worked_example.CHARACTERISTIC)


@pytest.fixture
def officer(turns: TurnHandler) -> Officer:
    return Officer(turns)


async def answers(store: Store, conversation: str = CHAT) -> dict[str, str]:
    loaded = await store.load(conversation)
    assert loaded.session is not None
    return dict(loaded.session.assessment.answers)


async def test_the_worked_example_is_stored_under_its_token(officer: Officer, store: Store, redis: Redis) -> None:
    await officer.to_levels()
    await officer.tap(
        *(dict(zip("-ISA", ("none", "initial", "standard", "advanced"), strict=True))[c] for c in worked_example.LEVELS)
    )
    reply = await officer.tap("confirm")
    token = reply.messages[0].links[0].token
    assert len(token) == 22
    assert await store.load_result(token) is not None
    assert 0 < await redis.ttl(session_key(CHAT)) <= 60
    assert await store.load_result("x" * 22) is None


async def test_a_redelivered_event_takes_effect_once_and_gets_the_current_question(
    officer: Officer, store: Store
) -> None:
    await officer.to_levels()
    tap = officer.button("standard")
    first = await officer.send(tap, event_id="same")
    again = await officer.send(tap, event_id="same")
    assert again.messages == first.messages
    assert (await answers(store))["level_search"] == "standard"


async def test_a_redelivered_text_does_not_answer_the_next_question(officer: Officer, store: Store) -> None:
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.send(Text("ขออนุญาต"), event_id="same")
    await officer.send(Text("ขออนุญาต"), event_id="same")
    assert await answers(store) == {"welcome": "agree", "service": "ขออนุญาต"}


async def test_concurrent_events_all_take_effect(dialogue: Engine, store: Store) -> None:
    turns = make_turns(dialogue, store)
    officer = Officer(turns)
    await officer.to_levels()
    assessment = officer.button("standard").assessment
    processes = [process.id for process in dialogue.rules.criteria.processes]
    await officer.tap(*["standard"] * len(processes))
    changes = [
        Officer(turns).turns.handle(IncomingEvent("test", CHAT, f"c{n}", ButtonPress(assessment, "review", "confirm")))
        for n in range(10)
    ]
    other = Officer(turns, "test:2")
    replies = await asyncio.gather(*changes, other.send(Greeting()))
    assert len(replies) == 11
    loaded = await store.load(CHAT)
    assert len(await store.load_finished(CHAT)) == 1
    assert all(loaded.has_applied(handled_event(f"c{n}")) for n in range(10))


async def test_two_concurrent_taps_both_take_effect(officer: Officer, turns: TurnHandler, store: Store) -> None:
    await officer.to_levels()
    first = officer.button("standard")
    second = ButtonPress(first.assessment, "level_identity", "initial")
    for attempt in range(12):
        incoming = [IncomingEvent("test", CHAT, f"{attempt}-{n}", tap) for n, tap in enumerate((first, second))]
        await asyncio.gather(*map(turns.handle, incoming))
    assert (await answers(store))["level_search"] == "standard"
    loaded = await store.load(CHAT)
    assert all(loaded.has_applied(handled_event(f"{attempt}-{n}")) for attempt in range(12) for n in range(2))


async def test_deletion_removes_every_key_of_the_officer(officer: Officer, redis: Redis, store: Store) -> None:
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    assert len(await redis.keys("radap:*:finished")) == len(await redis.keys("radap:*:result")) == 1
    await officer.type("/export", "ลบข้อมูล")
    await officer.send(Text("ใช่"), event_id="confirmed")
    await check_deleted(redis, store)
    again = await officer.send(Text("ใช่"), event_id="confirmed")
    assert again.messages[0].placeholder
    await check_deleted(redis, store)


async def check_deleted(redis: Redis, store: Store) -> None:
    """Only tombstones and the window of recent events are left, for some minutes; and that there was a paper."""
    left = await store.load(CHAT)
    assert left == ConversationRecord(left.revision, events=left.events, rate_limit=left.rate_limit)
    assert len(await redis.keys("radap:*:paper")) == 1
    for key in [key for key in await redis.keys("radap:*[^a]") if ":paper" not in str(key)]:
        assert 0 < await redis.ttl(key) <= DELETED_SECONDS == TOMBSTONE_SECONDS
        assert key == session_key(CHAT).encode() or await redis.strlen(key) == 1


async def test_a_conversation_with_results_is_kept_as_long_as_they_are(dialogue: Engine, redis: Redis) -> None:
    officer = Officer(make_turns(dialogue, plain_store(redis, result_seconds=600)))
    await officer.to_levels()
    assert await redis.ttl(session_key(CHAT)) <= 60
    await officer.tap(*["standard"] * 12, "confirm")
    assert await redis.ttl(session_key(CHAT)) > 60


async def test_a_new_conversation_is_never_mistaken_for_the_deleted_one(officer: Officer, store: Store) -> None:
    await officer.send(Greeting())
    before = await store.load(CHAT)
    await officer.type("ลบข้อมูล", "ใช่")
    await officer.send(Greeting())
    assert before.session is not None
    assert not await store.save(CHAT, before, before)


async def test_withdrawing_a_link_closes_it_and_creates_a_new_one(officer: Officer, store: Store) -> None:
    await officer.to_levels()
    reply = await officer.tap(*["standard"] * 12, "confirm")
    old = reply.messages[0].links[0].token
    await officer.type("/results", "1")
    reply = await officer.tap("withdraw")
    new = reply.messages[0].links[0].token
    assert await store.links.get(Link(LinkKind.RESULT, old)) == Tombstone.REVOKED.value
    assert worked_example.SERVICE in (await store.load_result(new) or "")


@pytest.mark.parametrize("keeps_session", [True, False])
async def test_an_interrupted_deletion_is_finished_by_the_next_event(
    officer: Officer, store: Store, redis: Redis, keeps_session: bool
) -> None:
    await officer.send(Greeting())
    link = Link(LinkKind.RESULT, "t" * 22)
    await store.links.publish(link, "{}", 60, 1)
    loaded = await store.load(CHAT)
    left = loaded._replace(session=loaded.session if keeps_session else None).with_outbox(
        PendingWrite(WriteKind.DELETE, link)
    )
    assert await store.save(CHAT, loaded, left)
    reply = await officer.send(Greeting())
    assert reply.messages[0].choices
    assert await store.links.get(link) == Tombstone.DELETED.value
    assert (await store.load(CHAT)).outbox == ()


async def test_after_a_typed_text_older_messages_are_not_edited(officer: Officer) -> None:
    await officer.send(Greeting(), position=1)
    reply = await officer.send(officer.button("agree"), position=2)
    assert reply.in_place
    await officer.send(Text("ขออนุญาต"), position=3)
    assert not (await officer.send(ButtonPress("x", "y", "z"), position=2)).in_place


async def test_deleting_one_result_leaves_older_messages_as_they_are(officer: Officer) -> None:
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    await officer.send(Text("/results"), position=50)
    await officer.type("1")
    await officer.tap("delete", "yes")
    assert not (await officer.send(ButtonPress("x", "y", "z"), position=20)).in_place
    assert (await officer.send(ButtonPress("x", "y", "z"), position=51)).in_place


async def test_only_shared_screens_have_a_cache_key(officer: Officer) -> None:
    await officer.to_levels()
    tap = officer.button("standard")
    first, again = [await officer.send(tap, event_id="same") for _ in range(2)]
    assert first.messages[0].cache_key == again.messages[0].cache_key != "", "the current question"
    await officer.type("/delete")
    await officer.send(officer.button("yes"), event_id="deleted")
    assert not (await officer.send(tap, event_id="deleted")).messages[0].cache_key


async def test_two_concurrent_first_events_both_take_effect(dialogue: Engine, store: Store) -> None:
    workers = [make_turns(dialogue, store) for _ in range(2)]
    for attempt in range(12):
        conversation = f"test:begin-{attempt}"
        greetings = [
            worker.handle(IncomingEvent("test", conversation, f"e{number}", Greeting()))
            for number, worker in enumerate(workers)
        ]
        replies = await asyncio.gather(*greetings)
        assert len({reply.assessment for reply in replies}) == 1
        loaded = await store.load(conversation)
        assert all(loaded.has_applied(handled_event(f"e{number}")) for number in range(2))


async def test_a_near_miss_on_the_list_must_be_confirmed_and_the_list_is_shown_again(officer: Officer) -> None:
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    listed = (await officer.type("/results")).messages[-1].title
    nearly = worked_example.SERVICE[:-3]
    assert worked_example.SERVICE in (await officer.type(nearly)).messages[-1].summary
    assert (await officer.tap("no")).messages[-1].title == listed
    await officer.type(nearly)
    reply = await officer.tap("yes")
    assert {"again", "withdraw"} <= {item.press.choice for item in offered(reply.messages[-1])}


async def test_a_record_of_another_release_is_left_unchanged(officer: Officer, redis: Redis) -> None:
    await redis.set(session_key(CHAT), '0123456789abcdef{"s":{"v":99},"e":[]}')
    with pytest.raises(StoredFormatError):
        await officer.send(Greeting())
    assert b'"v":99' in (await redis.get(session_key(CHAT)) or b"")


async def test_without_redis_the_error_may_be_retried(dialogue: Engine, tmp_path: Path) -> None:
    client = Redis.from_url(f"unix://{tmp_path}/nobody.sock")
    turns = make_turns(dialogue, plain_store(client))
    with pytest.raises(StoreUnavailable) as caught:
        await turns.handle(IncomingEvent("test", CHAT, "1", Greeting()))
    assert caught.value.retry_helps
    await client.aclose()
