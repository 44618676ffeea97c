"""Random schedules of requests, decisions, withdrawals and changes on two workers: no decision is lost or doubled."""

import asyncio
import random
from collections import Counter

import pytest
from redis.asyncio import Redis

from bot.turns.turn_handler import Reply, TurnHandler
from flows.collaboration.codes import find_code
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import Event
from flows.standard.criteria import Criteria
from flows.understanding.reader import offered
from tests.fakes.approvals import LEVELS, NAME, POSITION, Person, Site, approval_site
from tests.fakes.services import make_turns, plain_store

#: A sample, and those of `make soak`.
SCHEDULES, MANY = range(3), range(3, 1000)
STEPS = 14
THANKS, TOLD = "บันทึกความเห็นแล้ว", "ให้ความเห็นชอบผลของ"


class Listener(Person):
    """A person who remembers all that was said."""

    def __init__(self, workers: tuple[TurnHandler, ...], conversation: str, chance: random.Random) -> None:
        super().__init__(workers[0], conversation)
        self.workers, self.chance = workers, chance
        self.heard = ""

    async def send(self, event: Event, *, event_id: str | None = None, position: int | None = None) -> Reply:
        self.turns = self.chance.choice(self.workers)
        reply = await super().send(event, event_id=event_id, position=position)
        self.heard += self.said
        return reply

    async def may_tap(self, *choices: str) -> None:
        """Tap the buttons that are there."""
        for choice in choices:
            if choice in {item.press.choice for item in offered(self.reply.messages[-1])}:
                await self.tap(choice)


class Schedule:
    """One owner, two heads in chats and one on the page, who do at random what they can."""

    def __init__(self, owner: Listener, heads: tuple[Listener, ...], site: Site, chance: random.Random) -> None:
        self.owner, self.heads, self.site, self.chance = owner, heads, site, chance
        self.code = "0000-0000-0000-000A"
        self.stored: Counter[str] = Counter()

    async def ask(self) -> None:
        await self.owner.type("ขอความเห็นชอบ")
        await self.owner.may_tap("ask")
        self.code = find_code(self.owner.said) or self.code

    async def withdraw(self) -> None:
        await self.owner.type("ขอความเห็นชอบ")
        await self.owner.may_tap("withdraw")

    async def change(self) -> None:
        await self.owner.type("/start")
        await self.owner.may_tap("close", "!back", "level_search", self.chance.choice([*LEVELS.values()]), "confirm")

    async def read(self) -> None:
        await self.owner.type("/start")

    async def decide(self) -> None:
        head, code = self.chance.choice(self.heads), self.code
        before = head.heard.count(THANKS)
        await head.type(code)
        if THANKS in head.said:
            return
        await head.may_tap("approve")
        if "พิมพ์ชื่อ" in head.said:
            await head.type(f"{NAME}\n{POSITION}")
        await head.may_tap("confirm")
        if stored := head.heard.count(THANKS) - before:
            self.stored[code] += stored

    async def decide_on_page(self) -> None:
        code = self.code
        page = await self.site.client.get(f"/k/{code}")
        if page.status_code == 200 and (await self.site.decide_from(page, code)).status_code == 200:
            self.stored[code] += 1

    async def run(self) -> None:
        own = (self.ask, self.ask, self.withdraw, self.change, self.read)
        for _ in range(STEPS):
            others = self.chance.sample((self.decide, self.decide_on_page), self.chance.randint(0, 2))
            await asyncio.gather(self.chance.choice(own)(), *(other() for other in others))


@pytest.mark.parametrize("seed", [*SCHEDULES, *(pytest.param(seed, marks=pytest.mark.soak) for seed in MANY)])
async def test_no_decision_is_lost_or_doubled_and_nothing_is_left(
    seed: int, dialogue: Engine, redis: Redis, criteria: Criteria, catalogues: Catalogues
) -> None:
    chance, store = random.Random(seed), plain_store(redis, 9000, 9000)
    workers = make_turns(dialogue, store), make_turns(dialogue, store)
    owner, *heads = (Listener(workers, f"test:{name}", chance) for name in ("owner", "first", "second"))
    await owner.to_result()
    async with approval_site(store, criteria, catalogues) as site:
        schedule = Schedule(owner, tuple(heads), site, chance)
        await schedule.run()
    for _ in range(2):
        await owner.type("/start")
    assert set(schedule.stored.values()) <= {1}, "a code takes one decision"
    assert owner.heard.count(TOLD) == sum(schedule.stored.values()), "each decision is told once"
    for person in (owner, *heads):
        await person.type("/delete")
        await person.may_tap("yes")
    left = [key async for key in redis.scan_iter() if key.endswith((b":approval", b":code", b":result"))]
    assert [key for key in left if await redis.strlen(key) > 1] == []
