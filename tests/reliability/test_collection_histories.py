"""A collection after random histories on two workers, with repeated, concurrent, delayed and crashed events.

After each action one read of the table gives what the officer gave.
"""

import os
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.storage.keys import link_key, session_key
from flows.engine import Engine
from flows.model.events import ButtonPress, Event, Greeting
from flows.model.messages import Entry, Section
from flows.model.result import result_from_json
from tests.fakes.colleagues import CODE as SHOWN_CODE
from tests.fakes.collections import CODE, TOKEN, close_collection, contributions, make_collection
from tests.fakes.collections import given as given_services
from tests.fakes.faulty_redis import FaultyRedis
from tests.fakes.tables import LEVELS, pasted_table
from tests.reliability.test_histories import DELETION, RESULT_SECONDS, SESSION_SECONDS, SLACK, Action, World

A, B, C, OTHER = "บริการ ก", "บริการ ข", "บริการ ค", "บริการของหน่วยงานอื่น"
CHANGED = "AAAAAAAAAAAA"

#: Moves after `?` tap the row of a service, if its button begins so. `accepted`: somebody else accepts what is offered.
ACTIONS: dict[str, tuple[str, ...]] = {
    "give A": ("=ชุดรวม", f"?give_/{A}"),
    "give B": ("=ชุดรวม", f"?give_/{B}"),
    "withdraw A": ("=ชุดรวม", f"?take_/{A}"),
    "give all": ("=ชุดรวม", "give_all"),
    "leave": ("=ชุดรวม", "leave"),
    "join": (f"={CODE}", "agree"),
    "change A": (f"={pasted_table(A, levels=CHANGED)}", "yes"),
    "change A and B": (f"={pasted_table(A, B, levels='IIIIIIIIIIII')}", "yes"),
    "change back": (f"={pasted_table(A, B, C)}", "yes"),
    "new link": ("=/results", f"?/{A}", "withdraw"),
    "delete A": ("=/results", f"?/{A}", "delete", "yes"),
    "delete B": ("=/results", f"?/{B}", "delete", "yes"),
    "hand over A": ("=/results", f"?/{A}", "=ส่งต่อให้เพื่อนร่วมงาน", "unnamed", "accepted", "=/results"),
    "export": ("=/export",),
    "block": ("block",),
    "greeting": ("greeting",),
    "close": ("close",),
    "delete all": DELETION,
}
NAMES = [name for name in ACTIONS if name != "delete all"]


class Service(NamedTuple):
    """The levels of a service, and what tells it from a later one of the same name."""

    levels: str
    number: int


@dataclass
class Given:
    """What the officer has, and what they gave, as a person would keep account of it."""

    services: dict[str, Service] = field(default_factory=lambda: dict.fromkeys((A, B, C), Service(LEVELS, 0)))
    given: dict[str, Service] = field(default_factory=dict)
    is_joined: bool = True
    is_closed: bool = False
    made: int = 0

    def do(self, action: str) -> None:
        """Note an action."""
        verb, _, name = action.partition(" ")
        service = {"A": A, "B": B}.get(name, "")
        if action == "close":
            self.is_closed = True
        elif action == "join":
            self.is_joined |= not self.is_closed
        elif action in {"leave", "delete all"}:
            self.given, self.is_joined = {}, False
        elif verb == "change":
            self._change(action)
        elif verb == "give":
            self._give(service)
        else:
            self._remove(verb, {"over A": A}.get(name, service))

    def _remove(self, verb: str, service: str) -> None:
        """Withdraw, delete or hand over. A closed collection keeps what has another owner now."""
        own, given = self.services.get(service), self.given.get(service)
        if verb in {"delete", "hand"}:
            self.services.pop(service, None)
        is_given = own is not None and given is not None and own.number == given.number
        if is_given and (verb in {"delete", "withdraw"} or (verb == "hand" and not self.is_closed)):
            del self.given[service]

    def _give(self, service: str) -> None:
        if not self.is_joined or self.is_closed:
            return
        lacking = self.services.keys() - self.given.keys()
        chosen = {service} & lacking if service else lacking if len(lacking) > 1 else set()
        self.given |= {name: self.services[name] for name in chosen}

    def _change(self, action: str) -> None:
        levels = {"change A": CHANGED, "change back": LEVELS}.get(action, "I" * 12)
        names = {"change A": (A,), "change A and B": (A, B)}.get(action, (A, B, C))
        for name in names:
            known = self.services.get(name)
            self.made += known is None
            self.services[name] = Service(levels, known.number if known else self.made)
            if name in self.given and not self.is_closed:
                self.given[name] = self.services[name]


class CollectionWorld(World):
    """Two workers, an officer who joined a collection, and another one whose service stays in it."""

    until = 0

    def moves_of(self, action: str) -> tuple[str, ...]:
        return ACTIONS[action]

    def event(self, move: str) -> Event:
        if not move.startswith("?"):
            return super().event(move)
        prefix, _, service = move[1:].partition("/")
        blocks = [block for message in self.reply.messages for block in message.blocks if isinstance(block, Section)]
        rows: list[Entry] = [row for block in blocks for row in block.entries]
        press = next((row.press for row in rows if row.label == service and row.press), None)
        if press is None or not press.choice.startswith(prefix):
            return Greeting()
        return ButtonPress(self.reply.assessment, press.question, press.choice)

    async def take(self, move: str, event: Event, event_id: str, worker: int) -> None:
        if move == "close":
            await close_collection(self.store)
        elif move == "accepted":
            await self.accept()
        else:
            await super().take(move, event, event_id, worker)

    async def accept(self) -> None:
        """Let somebody else accept the service that is offered on screen."""
        found = SHOWN_CODE.search(str(self.reply.messages))
        if found is None:
            return
        own, reply = self.conversation, self.reply
        self.conversation = f"test:recipient {next(self.numbers)}"
        await self.play(("greeting", "agree", f"={found[0]}", "accept"), 0)
        self.conversation, self.reply = own, reply

    async def begin(self) -> None:
        """Let both officers join; the other one gives a service."""
        await self.redis.flushall()
        self.until = (await make_collection(self.store)).until
        own, self.conversation = self.conversation, "test:other"
        start = ("greeting", "agree")
        join = (f"={CODE}", "agree")
        await self.play((*start, f"={pasted_table(OTHER)}", "yes", *join, f"?give_/{OTHER}"), 0)
        self.conversation = own
        await self.play((*start, f"={pasted_table(A, B, C)}", "yes", *join), 1)

    async def check(self, officer: Given) -> None:
        """Check that one read of the table gives what was given, and how long it is kept."""
        levels = {name: service.levels for name, service in officer.given.items()}
        assert await given_services(self.store) == levels | {OTHER: LEVELS}
        assert len(await contributions(self.store)) == 1 + officer.is_joined
        assert await self.store.contributions.count(TOKEN) == 1 + officer.is_joined
        await self.check_kept()

    async def check_consistent(self) -> None:
        """Check the table against the stored results of what the conversation says it gives."""
        loaded = await self.store.load(self.conversation)
        joined = loaded.session.shared.joined(TOKEN) if loaded.session else None
        entries = {item.assessment: item for item in await self.store.load_finished(self.conversation)}
        names = [entries[name] for name in joined.assessments] if joined else []
        table = await given_services(self.store)
        assert table.keys() == {item.service for item in names} | {OTHER}
        codes = {level.id: level.code for level in self.dialogue.rules.criteria.levels}
        for item in names:
            result = result_from_json(item.token, await self.store.load_result(item.token) or "")
            assert table[item.service] == "".join(codes[level] for level in result.levels.values())
        await self.check_kept()

    async def check_kept(self) -> None:
        """Check that what is given lives until the retention after the collection's end, and its officer as long."""
        loaded = await self.store.load(self.conversation)
        assert loaded.outbox == ()
        if loaded.session is None:
            return
        for joined in loaded.session.shared.collections:
            kept = await self.redis.ttl(link_key(joined.link))
            whole = SESSION_SECONDS if loaded.is_blocked else self.until + RESULT_SECONDS - int(time.time())
            assert abs(kept - whole) < SLACK
            assert await self.redis.ttl(session_key(self.conversation)) >= kept - SLACK


faults = st.sampled_from(["", "twice", "at once", "crash", "late crash"])
actions = st.builds(Action, st.sampled_from(NAMES), st.integers(0, 1), faults, st.integers(1, 8))
races = st.builds(
    Action, st.sampled_from(NAMES), st.integers(0, 1), st.just("held"), st.integers(1, 8), st.sampled_from(NAMES)
)
endings = st.builds(Action, st.just("delete all"), st.integers(0, 1), faults, st.integers(1, 9))

EXAMPLES = int(os.environ.get("HISTORIES", "20"))
ALL = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture
async def workers(redis: Redis, redis_folder: Path) -> AsyncIterator[list[FaultyRedis]]:
    clients = [FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock") for _ in range(2)]
    yield clients
    for client in clients:
        await client.aclose()


@ALL
@given(st.lists(actions, max_size=8), endings)
@example([Action("give all"), Action("close"), Action("change A"), Action("delete B")], Action("delete all"))
@example([Action("give A"), Action("change A", fault="crash", command=4)], Action("delete all", fault="crash"))
@example([Action("give all"), Action("leave", fault="late crash", command=3), Action("join")], Action("delete all"))
@example([Action("give all"), Action("hand over A", fault="crash", command=4)], Action("delete all"))
@example([Action("give all"), Action("close"), Action("hand over A"), Action("change A")], Action("delete all"))
@example([Action("give all"), Action("block"), Action("change A"), Action("greeting")], Action("delete all"))
async def test_the_table_is_what_was_given(
    redis: Redis, workers: list[FaultyRedis], dialogue: Engine, history: Sequence[Action], ending: Action
) -> None:
    for worker in workers:
        worker.recover()
    world, officer = CollectionWorld(redis, workers, dialogue, "test:1"), Given()
    await world.begin()
    await world.check(officer)
    for action in (*history, ending):
        await world.perform(action)
        officer.do(action.name)
        await world.check(officer)


@ALL
@given(st.lists(st.one_of(actions, races), max_size=5))
@example([Action("give all"), Action("change A", fault="held", command=4, meanwhile="withdraw A")])
@example([Action("give all"), Action("leave", fault="held", command=3, meanwhile="change A")])
@example([Action("give all", fault="held", command=4, meanwhile="delete A")])
async def test_the_table_agrees_with_the_results_after_races(
    redis: Redis, workers: list[FaultyRedis], dialogue: Engine, history: Sequence[Action]
) -> None:
    for worker in workers:
        worker.recover()
    world = CollectionWorld(redis, workers, dialogue, "test:1")
    await world.begin()
    for action in history:
        if "close" not in {action.name, action.meanwhile}:
            await world.perform(action)
            await world.check_consistent()
