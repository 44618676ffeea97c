"""Earlier editions are found in the database, for conversations and for results."""

import json
from pathlib import Path

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.config.data_files import criteria_file
from bot.shared.links import Links
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.keys import criteria_key
from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import Text
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests.bot.turns.test_turn_handler import CHAT, Officer
from tests.fakes.services import make_turns, plain_store
from tests.fakes.web import SITE, result_routes


def newer_criteria() -> Criteria:
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["id"], plain["edition"]["published"] = "final-2567", "2024-06-30"
    return parse_criteria(json.dumps(plain))


async def test_a_conversation_and_a_result_of_an_earlier_edition_stay_usable(
    turns: TurnHandler, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    await CriteriaEditions(criteria, store).store_current()
    officer = Officer(turns)
    await officer.to_levels()
    reply = await officer.tap(*["standard"] * 12, "confirm")
    token = reply.messages[0].links[0].token
    newer = newer_criteria()
    upgraded = make_turns(Engine(newer, catalogues, Retention(180, 365)), store)
    reply = await upgraded.handle(IncomingEvent("test", CHAT, "after", Text("แก้คำตอบ")))
    assert reply.messages[0].title == catalogues.all[0]("move.title")
    routes = result_routes(store, newer, catalogues, Links(SITE))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url=SITE) as client:
        data = await client.get(f"/r/{token}.json")
    assert data.json()["edition"]["id"] == criteria.edition.id


async def test_an_officer_who_keeps_the_earlier_edition_is_asked_once(
    turns: TurnHandler, store: Store, criteria: Criteria, catalogues: Catalogues
) -> None:
    await CriteriaEditions(criteria, store).store_current()
    officer = Officer(turns)
    await officer.to_levels()
    officer.turns = make_turns(Engine(newer_criteria(), catalogues, Retention(180, 365)), store)
    await officer.type("อะไรนะ")
    assert officer.reply.messages[-1].title == catalogues.all[0]("move.title")
    await officer.tap("no")
    await officer.type("อะไรนะ", "มาตรฐาน")
    assert officer.reply.messages[-1].title == criteria.process_by_id["identity"].name.th


async def test_damaged_criteria_in_the_database_count_as_missing(
    store: Store, redis: Redis, criteria: Criteria
) -> None:
    await redis.set(criteria_key("older"), "{")
    editions = CriteriaEditions(criteria, store)
    assert await editions.find("older") is None
    assert await editions.find("oldest") is None
    assert await editions.find(criteria.edition.id) is criteria


async def test_a_missing_edition_is_found_once_it_is_stored(store: Store, criteria: Criteria) -> None:
    editions = CriteriaEditions(newer_criteria(), store)
    assert await editions.find(criteria.edition.id) is None
    await CriteriaEditions(criteria, store).store_current()
    assert await editions.find(criteria.edition.id) == criteria


async def test_an_assessment_begun_after_a_start_without_a_database_is_read_by_a_later_edition(
    dialogue: Engine, store: Store, redis: Redis, tmp_path: Path
) -> None:
    """The database is down at the start. The first turn stores the edition; so does a confirmation after FLUSHALL."""
    async with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
        await make_turns(dialogue, plain_store(nobody)).store_criteria()
    turns = make_turns(dialogue, store)
    officer = Officer(turns)
    await officer.to_levels()
    assert await redis.exists(criteria_key(dialogue.rules.criteria.edition.id))
    await redis.delete(criteria_key(dialogue.rules.criteria.edition.id))
    await officer.tap(*["standard"] * 12, "confirm")
    assert await CriteriaEditions(newer_criteria(), store).find(dialogue.rules.criteria.edition.id)
