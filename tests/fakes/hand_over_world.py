"""Three officers, two workers that may die or wait at any command, and one service that changes hands."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis

from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import Reply
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import ButtonPress, Event, Retraction, Text
from flows.model.question_ids import SERVICE
from flows.model.session import Session
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.colleagues import CODE, record_of
from tests.fakes.faulty_redis import Crash, FaultyRedis
from tests.fakes.services import make_turns, plain_store

NAMES = ("first", "second", "third")
NO_REPLY = Reply((), in_place=False, language=Language.THAI)
SECONDS = 900_000
THANKS = "ส่งคำตอบแล้ว"


@dataclass
class World:
    """`screens` has what each officer saw last, `code` the code that was shown last, `sources` the typed messages.

    `thanked` has the tokens of the questions whose colleague was thanked for the answer.
    """

    redis: Redis
    workers: list[FaultyRedis]
    dialogue: Engine
    screens: dict[str, Reply] = field(default_factory=dict)
    code: str = "7KQ2-M9XA-04TC-WE5H"
    events: int = 0
    sources: dict[str, str] = field(default_factory=dict)
    thanked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.store = plain_store(self.redis, session_seconds=SECONDS, result_seconds=SECONDS)
        self._start()

    def _start(self) -> None:
        self.turns = [make_turns(self.dialogue, plain_store(worker, SECONDS, SECONDS)) for worker in self.workers]

    async def play(self, name: str, *moves: str, worker: int = 0) -> None:
        """Make the moves of an officer: taps, and texts after an equals sign."""
        for move in moves:
            await self.deliver(name, self.event(name, move), self.next_id(), worker)

    def next_id(self) -> str:
        self.events += 1
        return f"event-{self.events}"

    def event(self, name: str, move: str) -> Event:
        """A tap on a button that is not on screen is that of an old one; a text after a tilde is unsent."""
        if move.startswith("="):
            return Text(move[1:], self.sources.setdefault(move[1:], self.next_id()))
        if move.startswith("~"):
            return Retraction(self.sources.get(move[1:], "never typed"))
        reply = self.screens.get(name, NO_REPLY)
        buttons = [item.press for message in reply.messages for item in offered(message)]
        question = next((press.question for press in buttons if press.choice == move), "review")
        return ButtonPress(reply.assessment, question, move)

    async def deliver(self, name: str, event: Event, event_id: str, worker: int) -> None:
        """Deliver until a worker has accepted it, as a platform does."""
        while True:
            try:
                await self.take(name, event, event_id, worker)
            except Crash:
                self.revive(worker)
                worker = 1 - worker
            else:
                return

    async def take(self, name: str, event: Event, event_id: str, worker: int) -> None:
        reply = await self.turns[worker].handle(IncomingEvent("test", f"test:{name}", event_id, event))
        if reply.messages:
            self.screens[name] = reply
        if THANKS in str(reply.messages):
            session = (await self.store.load(f"test:{name}")).session
            assert session
            self.thanked.add(session.shared.given[-1].token)
        if found := CODE.search(str(reply.messages)):
            self.code = found[0]

    def revive(self, worker: int) -> None:
        """Replace a dead process by a new one without its memory."""
        self.workers[worker].recover()
        self.turns[worker] = make_turns(self.dialogue, plain_store(self.workers[worker], SECONDS, SECONDS))

    async def begin(self, *, is_finished: bool) -> None:
        """Let the first officer assess the service, and the others begin."""
        await self.redis.flushall()
        self.screens, self.events, self.sources = {}, 0, {}
        for number in range(len(self.workers)):
            self.revive(number)
        for name in NAMES[1:]:
            await self.play(name, "=/start", "agree")
        texts = f"={worked_example.SERVICE}", f"={worked_example.AGENCY}"
        await self.play("first", "=/start", "agree", *texts, "skip", "skip", worked_example.CHARACTERISTIC)
        await self.play("first", *["standard"] * (12 if is_finished else 3), *(["confirm"] if is_finished else []))

    async def settle(self, order: Sequence[str] = ("second", "third", "first", "first")) -> None:
        """Let everybody say something until nobody waits for anything; the workers that died are new.

        Who accepted comes before who learns of it; the end of an offer is learnt at the second message.
        """
        for number in range(len(self.workers)):
            self.revive(number)
        for name in order:
            await self.play(name, "=/results")

    async def session(self, name: str) -> Session | None:
        conversation = f"test:{name}"
        session = (await self.store.load(conversation)).session
        if session is None:
            return None
        entries = await self.store.load_finished(conversation)
        return session._replace(finished=session.finished.with_read("", entries))

    async def owners(self) -> list[str]:
        """Who holds the service after everything is settled; nobody holds half of it."""
        found = []
        for name in NAMES:
            session = await self.session(name)
            assert session
            assert session.shared.claims == ()
            assert not any(offer.is_closing for offer in session.shared.offers)
            if self.holds(session):
                found.append(name)
            for entry in session.finished.entries:
                assert entry.service in (await self.store.load_result(entry.token) or "")
            for offer in session.shared.offers:
                record = await record_of(self.store, offer.token)
                assert record
                assert record.offer == offer.code
        return found

    def holds(self, session: Session) -> bool:
        names = [item.answers.get(SERVICE) for item in (session.assessment, *session.parked)]
        return worked_example.SERVICE in {*names, *(entry.service for entry in session.finished.entries)}

    async def kinds(self) -> dict[str, int]:
        """How many records of each kind there are, tombstones apart."""
        found: dict[str, int] = {}
        async for key in self.redis.scan_iter():
            kind = key.decode().rpartition(":")[2]
            if await self.redis.type(key) == b"hash" or await self.redis.strlen(key) > 1:
                found[kind] = found.get(kind, 0) + 1
        return found

    async def copied(self) -> dict[bytes, bytes]:
        """All records, to begin again from here."""
        return {key: await self.redis.dump(key) or b"" async for key in self.redis.scan_iter()}

    async def restore(self, records: dict[bytes, bytes], screens: dict[str, Reply]) -> None:
        await self.redis.flushall()
        for key, value in records.items():
            await self.redis.restore(key, SECONDS * 1000, value)
        self.screens = dict(screens)
        for number in range(len(self.workers)):
            self.revive(number)


@asynccontextmanager
async def hand_over_world(redis: Redis, folder: Path, dialogue: Engine) -> AsyncIterator[World]:
    workers = [FaultyRedis(unix_socket_path=f"{folder}/redis.sock") for _ in range(2)]
    try:
        yield World(redis, workers, dialogue)
    finally:
        for worker in workers:
            await worker.aclose()
