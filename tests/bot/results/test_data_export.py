"""An officer's data as JSON, behind a link of its own."""

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette

from bot.results.data_export import DataExports
from bot.storage.keys import link_key
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from bot.turns.turn_writer import EXPORT_SECONDS
from flows.model.link import Link, LinkKind
from flows.model.messages import LinkPurpose
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer


async def test_the_link_serves_everything_that_is_stored_for_an_hour(
    turns: TurnHandler, store: Store, redis: Redis
) -> None:
    officer = Officer(turns)
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm", "!restart")
    reply = await officer.type("/export")
    (link,) = reply.messages[0].links
    assert link.purpose is LinkPurpose.EXPORT
    assert reply.messages[-1].placeholder
    assert 0 < await redis.ttl(link_key(Link(LinkKind.EXPORT, link.token))) <= EXPORT_SECONDS
    transport = httpx.ASGITransport(Starlette(routes=DataExports(store).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://radap.example.go.th") as client:
        answer = await client.get(f"/x/{link.token}.json")
        unknown = await client.get(f"/x/{'x' * 22}.json")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "attachment" in answer.headers["content-disposition"]
    data = answer.json()
    assert [result["service"] for result in data["results"]] == [worked_example.SERVICE]
    assert data["conversation"]["ans"] == {"welcome": "agree"}
    assert [row[3] for row in data["finished"]] == [worked_example.SERVICE]
    assert unknown.status_code == 404
