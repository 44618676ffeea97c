"""A worker dies, or waits, at each command of a turn that hands a service over: it has one owner, and all its content.

Every command is an await at which the worker may be replaced by another.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from flows.engine import Engine
from tests import worked_example
from tests.fakes.faulty_redis import Crash
from tests.fakes.hand_over_world import World, hand_over_world

HAND_OVER = "=ส่งต่อให้เพื่อนร่วมงาน"

#: What leads up to each turn, by officer, and the turn. `CODE` is the code that was shown last.
TURNS: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, str]]] = {
    "offer": ((("first", HAND_OVER),), ("first", "unnamed")),
    "accept": ((("first", HAND_OVER), ("first", "unnamed"), ("second", "CODE")), ("second", "accept")),
    "take back": ((("first", HAND_OVER), ("first", "unnamed"), ("second", "CODE")), ("first", "take_back")),
    "second accept": (
        (("first", HAND_OVER), ("first", "unnamed"), ("second", "CODE"), ("third", "CODE")),
        ("third", "accept"),
    ),
    "delete": (
        (("first", HAND_OVER), ("first", "unnamed"), ("second", "CODE"), ("first", "=/delete")),
        ("first", "yes"),
    ),
}
#: The rivals of somebody who accepts.
RIVALS = ("take back", "second accept", "delete")

FEWEST_COMMANDS = 6


@pytest.fixture
async def world(redis: Redis, redis_folder: Path, dialogue: Engine) -> AsyncIterator[World]:
    async with hand_over_world(redis, redis_folder, dialogue) as world:
        yield world


async def prepare(world: World, *turns: str, is_finished: bool) -> None:
    """Play everything before some turns."""
    await world.begin(is_finished=is_finished)
    done: list[tuple[str, str]] = []
    for name, move in (step for turn in turns for step in TURNS[turn][0]):
        if (name, move) not in done:
            await world.play(name, f"={world.code}" if move == "CODE" else move)
            done.append((name, move))


async def check(world: World, *, is_finished: bool) -> list[str]:
    """Return the owners, of whom there is one at most, after checking that nothing is lost or left."""
    await world.settle()
    owners = await world.owners()
    assert len(owners) <= 1
    kinds = await world.kinds()
    assert kinds.get("result", 0) == (len(owners) if is_finished else 0)
    for owner in owners:
        session = await world.session(owner)
        assert session
        if is_finished:
            (entry,) = session.finished.entries
            assert '"search":"standard"' in (await world.store.load_result(entry.token) or "")
        else:
            held = next(item for item in (session.assessment, *session.parked) if "level_search" in item.answers)
            assert held.answers["level_search"] == "standard"
    return owners


@pytest.mark.parametrize(
    ("turn", "is_finished"),
    [
        ("offer", False),
        ("accept", True),
        ("accept", False),
        ("take back", True),
        ("delete", True),
        *(pytest.param(*case, marks=pytest.mark.soak) for case in (("offer", True), ("take back", False))),
        *(pytest.param("second accept", case, marks=pytest.mark.soak) for case in (True, False)),
        pytest.param("delete", False, marks=pytest.mark.soak),
    ],
)
async def test_one_owner_wherever_a_turn_broke_off(world: World, turn: str, *, is_finished: bool) -> None:
    """The platform delivers again or not, and the worker dies before a command or after it, equally often."""
    await prepare(world, turn, is_finished=is_finished)
    records, screens, code = await world.copied(), dict(world.screens), world.code
    name, move = TURNS[turn][1]
    for command in count(1):
        await world.restore(records, screens)
        world.code = code
        event, is_redelivered, after = world.event(name, move), command % 4 < 2, command % 2 == 0
        world.workers[0].crash_at(command, after=after)
        try:
            await world.take(name, event, "the-event", 0)
            has_died = False
        except Crash:
            has_died = True
        world.revive(0)
        if has_died and is_redelivered:
            await world.deliver(name, event, "the-event", 1)
        owners = await check(world, is_finished=is_finished)
        assert owners or turn == "delete"
        if turn in {"offer", "take back"}:
            assert owners == ["first"]
        if not has_died:
            assert command > FEWEST_COMMANDS
            return


async def meet(
    world: World, held: tuple[str, str], meanwhile: tuple[str, str], command: int, clock: "Clock | None" = None
) -> bool:
    """Let a turn wait at a command while another one runs; return whether it came to that command.

    With a clock, a minute passes meanwhile.
    """
    reached, released = world.workers[0].hold_at(command)
    waits = asyncio.create_task(world.take(held[0], world.event(*held), "the-event", 0))
    waiting = asyncio.create_task(reached.wait())
    await asyncio.wait([waits, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    was_held = not waits.done()
    if clock:
        clock.ahead += 60
    await world.play(*meanwhile, worker=1)
    released.set()
    await waits
    return was_held


@pytest.mark.parametrize("rival", RIVALS)
async def test_one_owner_whoever_overtakes_somebody_who_accepts(world: World, rival: str) -> None:
    """The second officer's turn waits at each of its commands while a rival's turn runs from end to end."""
    await prepare(world, "accept", rival, is_finished=True)
    records, screens = await world.copied(), dict(world.screens)
    name, move = TURNS[rival][1]
    won = set[str]()
    for command in count(1):
        await world.restore(records, screens)
        was_held = await meet(world, ("second", "accept"), (name, move), command)
        owners = await check(world, is_finished=True)
        assert owners or rival == "delete"
        won |= {*owners} or {"nobody"}
        if not was_held:
            break
    assert len(won) > 1, "the turns never met"
    assert won <= {"second", "nobody" if rival == "delete" else name}


async def test_one_owner_where_somebody_accepts_what_is_being_taken_back(world: World) -> None:
    await prepare(world, "take back", is_finished=False)
    records, screens = await world.copied(), dict(world.screens)
    won = set[str]()
    for command in count(1):
        await world.restore(records, screens)
        was_held = await meet(world, ("first", "take_back"), ("second", "accept"), command)
        owners = await check(world, is_finished=False)
        assert len(owners) == 1
        won |= {*owners}
        if not was_held:
            assert won == {"first", "second"}
            return


async def test_a_text_that_is_unsent_while_somebody_accepts(world: World) -> None:
    """Either it is gone and the service stays, or the new owner has it whole: nobody's writes undo those of another."""
    await prepare(world, "accept", is_finished=True)
    # The sender's writes have later numbers than the recipient's.
    await world.play("first", *["=/export"] * 5)
    records, screens = await world.copied(), dict(world.screens)
    met = set[str]()
    for command in count(1):
        await world.restore(records, screens)
        unsend = "first", f"~{worked_example.SERVICE}"
        was_held = await meet(world, unsend, ("second", "accept"), command)
        await world.settle()
        first, second = await world.session("first"), await world.session("second")
        assert first
        assert second
        (entry,) = (*first.finished.entries, *second.finished.entries)
        has_name = worked_example.SERVICE in (await world.store.load_result(entry.token) or "")
        assert has_name == bool(second.finished.entries)
        met.add("second" if has_name else "first")
        if not was_held:
            assert met == {"first", "second"}
            return


async def test_the_end_of_an_offer_and_somebody_who_accepts_at_that_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clocks of two workers differ: one accepts in the last second, the other closes in the first after it."""
    await prepare(world, "accept", is_finished=True)
    records, screens = await world.copied(), dict(world.screens)
    clock = Clock(monkeypatch)
    for command in count(1):
        await world.restore(records, screens)
        clock.ahead = 3 * 24 * 60 * 60 - 30
        was_held = await meet(world, ("second", "accept"), ("first", "=/results"), command, clock)
        assert len(await check(world, is_finished=True)) == 1
        clock.ahead = 0
        if not was_held:
            return


class Clock:
    """The time that Radap reads, some seconds ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead, now = 0, time.time
        monkeypatch.setattr(time, "time", lambda: now() + self.ahead)
