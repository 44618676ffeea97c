"""Random histories on two workers, with repeated, simultaneous, held-up and crashed events: what is left in Redis."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.database.commands import get_bytes
from bot.storage.keys import conversation_digest, finished_key, link_key, session_key, views_key
from bot.storage.linked_records import TOMBSTONE_SECONDS, read_tombstone
from bot.storage.store import DELETED_SECONDS, Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply, TurnHandler
from bot.turns.turn_writer import COPY_SECONDS, EXPORT_SECONDS
from flows.assessment.outcome import Link, LinkKind
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import ButtonPress, Correction, Event, Greeting, Retraction, Text
from flows.model.finished import FinishedEntry
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.faulty_redis import Crash, FaultyRedis

SESSION_SECONDS, RESULT_SECONDS = 10_000, 100_000
#: Seconds that a history may take.
SLACK = 600

#: Moves of the officer: a choice that is tapped, a text after an equals sign, or a name of `SPECIAL`. All but the last
#: lead up to it.
ACTIONS: dict[str, tuple[str, ...]] = {
    "correct": ("=/results", "close", "!back", "level_tracking", "advanced", "confirm"),
    "assess again": ("=/results", "=1", "again", "confirm"),
    "new service": (
        *("=/restart", "=บริการที่สอง", "=หน่วยงานที่สอง", "skip", "skip"),
        *(worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm"),
    ),
    "begin another": ("=/restart", "=บริการที่รอ", "=หน่วยงาน"),
    "new link": ("=/results", "=1", "withdraw"),
    "close link": ("=/results", "=1", "link", "close_link"),
    "open link": ("=/results", "=1", "link", "days_7"),
    "share all": ("=/results", "share_all"),
    "close portfolio": ("=/results", "share_all", "close_portfolio"),
    "export": ("=/export",),
    "form": ("=/form",),
    "copy": ("=/results", "=1", "copy"),
    "language": ("=/language", "en"),
    "delete one": ("=/results", "=1", "delete", "yes"),
    "block": ("block",),
    "edit": ("edit",),
    "unsend": ("unsend",),
    "open": ("open",),
    "greeting": ("greeting",),
}
DELETION = ("=/delete", "yes")
FAULTS = ("", "twice", "at once", "held", "crash", "late crash")


@dataclass(frozen=True)
class Moment:
    """An action of a history: at which worker, what goes wrong at which of its commands, and what else happens then."""

    action: str
    worker: int = 0
    fault: str = ""
    command: int = 1
    meanwhile: str = "greeting"


moments = st.builds(
    Moment,
    st.sampled_from([*ACTIONS]),
    st.integers(0, 1),
    st.sampled_from(FAULTS),
    st.integers(1, 7),
    st.sampled_from([*ACTIONS, "delete all"]),
)
endings = st.builds(
    Moment,
    st.just("delete all"),
    st.integers(0, 1),
    st.sampled_from(FAULTS),
    st.integers(1, 9),
    st.sampled_from([*ACTIONS]),
)


@dataclass
class World:
    """Two workers, one officer, and what lies in Redis."""

    redis: Redis
    workers: list[FaultyRedis]
    dialogue: Engine
    conversation: str
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    reply: Reply = field(default_factory=lambda: Reply((), in_place=False, language=Language.THAI))

    def __post_init__(self) -> None:
        self.store = self.stored_by(self.redis)
        self.turns = [TurnHandler(self.dialogue, self.stored_by(worker)) for worker in self.workers]

    def stored_by(self, redis: Redis) -> Store:
        return Store(redis, session_seconds=SESSION_SECONDS, result_seconds=RESULT_SECONDS)

    async def play(self, moves: Sequence[str], worker: int) -> None:
        for move in moves:
            await self.deliver(move, self.event(move), f"event-{next(self.numbers)}", worker)

    def event(self, move: str) -> Event:
        """What the officer does; a button that is not on screen is the old one of that name."""
        if move.startswith("="):
            return Text(move[1:], "typed")
        special: dict[str, Event] = {
            "edit": Correction("typed", "ข้อความที่แก้"),
            "unsend": Retraction("typed"),
            "greeting": Greeting(),
        }
        if move in special:
            return special[move]
        buttons = [item.press for message in self.reply.messages for item in offered(message)]
        press = next((press for press in buttons if press.choice == move), None)
        return (
            ButtonPress(self.reply.assessment, press.question, move)
            if press
            else ButtonPress(self.reply.assessment, "review", move)
        )

    async def deliver(self, move: str, event: Event, event_id: str, worker: int) -> None:
        """Deliver until it is taken, as a platform does."""
        while True:
            try:
                await self.take(move, event, event_id, worker)
            except Crash:
                self.revive(worker)
                worker = 1 - worker
            else:
                return

    async def take(self, move: str, event: Event, event_id: str, worker: int) -> None:
        if move == "block":
            await self.turns[worker].on_blocked(self.conversation)
        elif move == "open":
            for item in await self.store.load_finished(self.conversation):
                await self.stored_by(self.workers[worker]).links.get_and_count_view(Link(LinkKind.RESULT, item.token))
        else:
            reply = await self.turns[worker].handle(IncomingEvent("test", self.conversation, event_id, event))
            self.reply = reply if reply.messages else self.reply

    def revive(self, worker: int) -> None:
        """A new process in the place of a dead one: it remembers nothing."""
        self.workers[worker].recover()
        self.turns[worker] = TurnHandler(self.dialogue, self.stored_by(self.workers[worker]))

    async def live(self, moment: Moment) -> None:
        """Lead up to the action's last move, and let that go wrong."""
        *before, last = moves_of(moment.action)
        await self.play(before, moment.worker)
        event, event_id = self.event(last), f"event-{next(self.numbers)}"
        here, other = moment.worker, 1 - moment.worker
        if moment.fault == "at once":
            await asyncio.gather(self.deliver(last, event, event_id, here), self.deliver(last, event, event_id, other))
        elif moment.fault == "held":
            await self.hold(moment, last, event, event_id)
        else:
            if moment.fault in {"crash", "late crash"}:
                self.workers[here].crash_at(moment.command, after=moment.fault == "late crash")
            await self.deliver(last, event, event_id, here)
        self.workers[here].recover()
        if moment.fault == "twice":
            await self.deliver(last, event, event_id, other)

    async def hold(self, moment: Moment, last: str, event: Event, event_id: str) -> None:
        """The worker stops at one of its commands while something else happens at the other one."""
        reached, released = self.workers[moment.worker].hold_at(moment.command)
        held = asyncio.create_task(self.deliver(last, event, event_id, moment.worker))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait([held, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        await self.play(moves_of(moment.meanwhile), 1 - moment.worker)
        released.set()
        await held

    async def check_alive(self) -> None:
        """Result keys are those of the finished entries, and every key is kept as long as promised."""
        loaded = await self.store.load(self.conversation)
        entries = await self.store.load_finished(self.conversation)
        if loaded.session is None:
            await self.check_deleted()
            return
        assert loaded.outbox == ()
        whole = SESSION_SECONDS if loaded.is_blocked else RESULT_SECONDS
        expected = self.keys_of(entries, whole)
        if loaded.session.portfolio:
            expected[link_key(Link(LinkKind.PORTFOLIO, loaded.session.portfolio))] = whole
        if loaded.session.exported:
            expected[link_key(Link(LinkKind.EXPORT, loaded.session.exported))] = EXPORT_SECONDS
        if loaded.session.copy:
            expected[link_key(Link(LinkKind.COPY, loaded.session.copy.token))] = COPY_SECONDS
        expected[session_key(self.conversation)] = whole if entries else SESSION_SECONDS
        kept = {key: seconds for key, seconds in (await self.kept()).items() if not key.endswith(":views")}
        assert kept.keys() == expected.keys()
        for key, seconds in kept.items():
            assert expected[key] - SLACK < seconds <= expected[key], key
        await self.check_views(entries)

    def keys_of(self, entries: Sequence[FinishedEntry], seconds: int) -> dict[str, int]:
        keys = [link_key(Link(LinkKind.RESULT, item.token)) for item in entries]
        lists = [finished_key(conversation_digest(self.conversation))] if entries else []
        return dict.fromkeys([*keys, *lists], seconds)

    async def check_views(self, entries: Sequence[FinishedEntry]) -> None:
        counts = {views_key(item.token): link_key(Link(LinkKind.RESULT, item.token)) for item in entries}
        for key, seconds in (await self.kept()).items():
            if key.endswith(":views"):
                assert seconds <= await self.redis.ttl(counts[key])

    async def kept(self) -> dict[str, int]:
        """Every key and the seconds it is kept, but for the criteria and for tombstones, which are checked."""
        kept = {}
        async for name in self.redis.scan_iter():
            key, seconds = name.decode(), await self.redis.ttl(name)
            is_text = await self.redis.type(name) == b"string"
            if is_text and read_tombstone(await get_bytes(self.redis, key) or b""):
                assert 0 < seconds <= TOMBSTONE_SECONDS
            elif not key.endswith(":criteria"):
                kept[key] = seconds
        return kept

    async def check_deleted(self) -> None:
        """But for tombstones only the record of events is left, without content and for some minutes."""
        loaded = await self.store.load(self.conversation)
        assert (loaded.session, loaded.outbox, loaded.newest_other_message, loaded.is_blocked) == (None, (), 0, False)
        kept = await self.kept()
        assert kept.keys() <= {session_key(self.conversation)}
        assert all(0 < seconds <= DELETED_SECONDS for seconds in kept.values())


def moves_of(action: str) -> tuple[str, ...]:
    return DELETION if action == "delete all" else ACTIONS[action]


@pytest.fixture
async def workers(redis: Redis, redis_folder: Path) -> AsyncIterator[list[FaultyRedis]]:
    clients = [FaultyRedis(unix_socket_path=f"{redis_folder}/redis.sock") for _ in range(2)]
    yield clients
    for client in clients:
        await client.aclose()


async def live_through(world: World, history: Sequence[Moment], ending: Moment) -> None:
    await world.redis.flushall()
    await world.play(("greeting", "agree", f"={worked_example.SERVICE}", f"={worked_example.AGENCY}"), 0)
    await world.play(
        (f"={worked_example.ASSESSOR}", "skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm"), 0
    )
    await world.check_alive()
    for moment in history:
        await world.live(moment)
        await world.check_alive()
    if (await world.store.load(world.conversation)).session is None:
        return
    await world.live(ending)
    if (await world.store.load(world.conversation)).session is None:
        await world.check_deleted()
        return
    # Something else happened between the question and the answer: what is alive is as it should be.
    await world.check_alive()
    await world.play(DELETION, 0)
    await world.check_deleted()


EXAMPLES = int(os.environ.get("HISTORIES", "60"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(moments, max_size=5), endings)
@example([Moment("block"), Moment("unsend")], Moment("delete all"))
@example([Moment("close link", fault="held", command=2, meanwhile="delete all")], Moment("delete all"))
@example([Moment("new link", fault="held", command=4, meanwhile="delete all")], Moment("delete all"))
@example([Moment("block", fault="held", command=4, meanwhile="share all")], Moment("delete all"))
@example([Moment("block"), Moment("correct", fault="crash", command=5)], Moment("delete all"))
@example([Moment("share all"), Moment("delete one"), Moment("block"), Moment("greeting")], Moment("delete all"))
@example([Moment("copy", fault="crash", command=4), Moment("new link")], Moment("delete all", fault="crash", command=3))
@example([Moment("new link", fault="at once")], Moment("delete all", fault="crash", command=3))
@example(
    [Moment("block", fault="crash", command=3), Moment("greeting", fault="late crash", command=2)], Moment("delete all")
)
async def test_nothing_is_left_after_a_deletion_and_everything_else_is_kept_as_promised(
    redis: Redis, workers: list[FaultyRedis], dialogue: Engine, history: list[Moment], ending: Moment
) -> None:
    for number in range(len(workers)):
        workers[number].recover()
    await live_through(World(redis, workers, dialogue, "test:1"), history, ending)
