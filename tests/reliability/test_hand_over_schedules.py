"""Random schedules of offers, acceptances, changes and deletions among three conversations on two workers that die.

`make soak` runs a thousand; HAND_OVERS sets how many.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.turns.turn_handler import Reply
from flows.engine import Engine
from flows.model.question_ids import RESULT, REVIEW
from tests import worked_example
from tests.fakes.hand_over_world import NAMES, World, hand_over_world

EXAMPLES = int(os.environ.get("HAND_OVERS", "12"))
LEVELS = ("none", "initial", "standard", "advanced")

#: Moves of an officer: taps, and texts after an equals sign. `CODE` is the code that was shown last, to anybody.
ACTIONS: dict[str, tuple[str, ...]] = {
    "offer": ("=ส่งต่อให้เพื่อนร่วมงาน", "unnamed"),
    "read code": ("=CODE",),
    "accept": ("=CODE", "accept"),
    "take back": ("=/results", "=1", "take_back"),
    "correct": ("close", "=แก้คำตอบ", "level_search", "advanced", "confirm"),
    "lower": ("close", "=แก้คำตอบ", "level_search", "initial", "confirm"),
    "new link": ("=/results", "=1", "withdraw"),
    "export": ("=/export",),
    "look": ("=/results", "close"),
}
DELETION = ("=/delete", "yes")
FAULTS = ("", "twice", "crash", "late crash", "at once")


@dataclass(frozen=True)
class Action:
    """What an officer does, and the fault in the last move: its worker dies at a command, or another one acts, too."""

    who: int
    name: str
    fault: str = ""
    command: int = 1
    rival: int = 0
    meanwhile: str = "look"


actions = st.builds(
    Action,
    st.integers(0, 2),
    st.sampled_from([*ACTIONS, "accept", "offer", "delete"]),
    st.sampled_from(FAULTS),
    st.integers(1, 12),
    st.integers(0, 2),
    st.sampled_from(["accept", "take back", "offer", "look", "delete"]),
)


def moves_of(action: str) -> tuple[str, ...]:
    return DELETION if action == "delete" else ACTIONS[action]


class Schedule:
    """Plays actions, and remembers what the owner changed last."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.is_deleted = False

    async def perform(self, action: Action) -> None:
        name = NAMES[action.who]
        *before, last = moves_of(action.name)
        for move in before:
            await self.move(name, move, 0)
        crash = action.fault in {"crash", "late crash"}
        if crash:
            self.world.workers[0].crash_at(action.command, after=action.fault == "late crash")
        if action.fault == "at once" and action.rival != action.who:
            await asyncio.gather(self.move(name, last, 0), self.rival(action))
        else:
            await self.move(name, last, 0, twice=action.fault == "twice")
        self.world.workers[0].recover()
        self.is_deleted |= "delete" in {action.name, action.meanwhile if action.fault == "at once" else ""}

    async def rival(self, action: Action) -> None:
        for move in moves_of(action.meanwhile):
            await self.move(NAMES[action.rival], move, 1)

    async def move(self, name: str, move: str, worker: int, *, twice: bool = False) -> None:
        world = self.world
        event = world.event(name, f"={world.code}" if move == "=CODE" else move)
        event_id = world.next_id()
        for _ in range(2 if twice else 1):
            await world.deliver(name, event, event_id, worker)

    async def check(self) -> None:
        """Check that the service has one owner with all its content, and that what was deleted is gone."""
        world = self.world
        await world.settle((*NAMES, *NAMES, *NAMES))
        owners = await world.owners()
        assert len(owners) <= 1
        assert owners or self.is_deleted
        kinds = await world.kinds()
        assert kinds.get("result", 0) == len(owners)
        for owner in owners:
            session = await world.session(owner)
            assert session
            (entry,) = session.finished.entries
            stored = await world.store.load_result(entry.token) or ""
            assert worked_example.SERVICE in stored
            held = session.assessment
            if held.id == entry.assessment and held.state in {RESULT, REVIEW} and held.token == entry.token:
                assert f'"search":"{held.answers["level_search"]}"' in stored or held.state == REVIEW


@pytest.fixture
async def world(redis: Redis, redis_folder: Path, dialogue: Engine) -> AsyncIterator[World]:
    async with hand_over_world(redis, redis_folder, dialogue) as world:
        yield world


@pytest.fixture
async def beginning(world: World) -> tuple[dict[bytes, bytes], dict[str, Reply]]:
    await world.begin(is_finished=True)
    return await world.copied(), dict(world.screens)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(actions, min_size=3, max_size=9))
@example([Action(0, "offer"), Action(1, "accept"), Action(1, "correct"), Action(1, "offer"), Action(0, "accept")])
@example([Action(0, "offer"), Action(1, "read code"), Action(0, "delete", "at once", 1, 1, "accept")])
@example([Action(0, "offer"), Action(1, "accept", "crash", 5), Action(2, "accept"), Action(1, "offer")])
@example([Action(0, "offer"), Action(0, "take back"), Action(0, "offer"), Action(1, "accept"), Action(1, "delete")])
@example([Action(0, "offer"), Action(1, "accept"), Action(0, "delete", "crash", 4), Action(1, "lower")])
async def test_one_owner_whatever_the_schedule(
    world: World, beginning: tuple[dict[bytes, bytes], dict[str, Reply]], schedule: list[Action]
) -> None:
    await world.restore(*beginning)
    world.code = "7KQ2-M9XA-04TC-WE5H"
    played = Schedule(world)
    for action in schedule:
        await played.perform(action)
    await played.check()
    for name in NAMES:
        await world.play(name, *DELETION)
        await world.play(name, *DELETION)
    kinds = await world.kinds()
    assert {kind for kind, number in kinds.items() if number} <= {"session", "criteria"} | {"code"}
