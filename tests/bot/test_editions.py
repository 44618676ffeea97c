"""Earlier editions are found in the database, for conversations and for results."""

import json

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.editions import Editions
from bot.incoming import Incoming
from bot.key_names import criteria_key
from bot.links import Links
from bot.resources import criteria_file
from bot.store import Store
from bot.turn import Turns
from flows.criteria import Criteria
from flows.criteria_check import parse_criteria
from flows.dialogue import Dialogue
from flows.event import Text
from flows.scene import Retention
from flows.wording import Catalogues
from tests.bot.test_turn import CHAT, Officer
from tests.bot.web import SITE, result_routes


def newer_criteria() -> Criteria:
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["id"] = "final-2567"
    return parse_criteria(json.dumps(plain))


async def test_a_conversation_and_a_result_of_an_earlier_edition_go_on(
    turns: Turns, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    await Editions(criteria, store).keep_newest()
    officer = Officer(turns)
    await officer.to_levels()
    reply = await officer.tap(*["standard"] * 12, "confirm")
    token = reply.messages[0].links[0].token
    newer = newer_criteria()
    upgraded = Turns(Dialogue(newer, catalogues, Retention(180, 365)), store)
    reply = await upgraded.take(Incoming(CHAT, "after", Text("แก้คำตอบ")))
    assert reply.messages[0].title == catalogues.all[0]("move.title")
    routes = result_routes(store, newer, catalogues, Links(SITE))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url=SITE) as client:
        data = await client.get(f"/r/{token}.json")
    assert data.json()["edition"]["id"] == criteria.edition.id


async def test_criteria_in_the_database_that_are_damaged_are_as_good_as_none(
    store: Store, redis: Redis, criteria: Criteria
) -> None:
    await redis.set(criteria_key("older"), "{")
    editions = Editions(criteria, store)
    assert await editions.find("older") is None
    assert await editions.find("oldest") is None
    assert await editions.find(criteria.edition.id) is criteria
