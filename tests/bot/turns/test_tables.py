"""Tables of services on a real Redis: a filled template that comes back, hundreds of services, and what is stored."""

from collections.abc import Sequence
from dataclasses import replace

from redis.asyncio import Redis

from bot.documents.service_template import make_template
from bot.observability.metrics import Metrics
from bot.storage.keys import session_key
from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.batch import BATCH_SECONDS
from flows.model.events import FileSent
from flows.model.result import result_from_json
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.turns.test_turn_handler import CHAT, Officer
from tests.fakes.services import make_turns
from tests.fakes.tables import csv_table


async def send(officer: Officer, content: bytes, name: str = "file-1") -> str:
    """Send a file as a channel does, and return all that is said."""

    async def fetch() -> bytes:
        return content

    incoming = IncomingEvent("test", officer.conversation, name, FileSent(name))
    reply = await officer.turns.handle(incoming)
    assert reply.reads_file
    officer.reply = await officer.turns.read_file(incoming, fetch)
    return str(officer.reply.messages)


async def to_service(turns: TurnHandler) -> Officer:
    officer = Officer(turns)
    await officer.type("/start")
    await officer.tap("agree")
    return officer


async def rows_of_results(store: Store) -> list[ServiceRow]:
    """The finished services as the rows of a filled template."""
    rows = []
    for number, entry in enumerate(await store.load_finished(CHAT), 1):
        result = result_from_json(entry.token, await store.load_result(entry.token) or "")
        texts = {name: text for name, text in result.service_data.items() if text}
        row = ServiceRow(number, texts, result.group, (), dict(result.levels), result.assessed_day, entry.assessment)
        rows.append(row)
    return rows


def template(rows: Sequence[ServiceRow], criteria: Criteria, say: Wording) -> bytes:
    return make_template(rows, criteria, say, worked_example.ASSESSED_AT)


async def test_a_filled_template_that_comes_back_as_it_was_changes_nothing(
    turns: TurnHandler, store: Store, criteria: Criteria, say: Wording
) -> None:
    officer = await to_service(turns)
    await send(officer, csv_table("บริการ ก", "บริการ ข"))
    await officer.tap("yes")
    told = await send(officer, template(await rows_of_results(store), criteria, say), "file-2")
    assert say.plural("batch.same", 2) in told
    loaded = await store.load(CHAT)
    assert loaded.session
    assert loaded.session.batch is None


async def test_only_what_changed_in_a_filled_template_is_told_and_saved(
    turns: TurnHandler, store: Store, criteria: Criteria, say: Wording
) -> None:
    officer = await to_service(turns)
    await send(officer, csv_table("บริการ ก", "บริการ ข", "บริการ ค"))
    await officer.tap("yes")
    before = {entry.assessment: entry for entry in await store.load_finished(CHAT)}
    first, *others = await rows_of_results(store)
    levels = dict.fromkeys(first.levels, "advanced")
    renamed = replace(first, levels=levels, service_data={**first.service_data, "service": "ชื่อใหม่"})
    told = await send(officer, template([renamed, *others], criteria, say), "file-2")
    assert say.plural("batch.title", 1) in told
    assert first.service in told
    assert not any(other.service in told for other in others)
    await officer.tap("yes")
    after = {entry.assessment: entry for entry in await store.load_finished(CHAT)}
    assert {name for name in after if after[name] != before[name]} == {first.row_id}
    assert after[first.row_id].token == before[first.row_id].token
    assert (await rows_of_results(store))[0].service_data.keys() == first.service_data.keys()


async def test_five_hundred_services_are_saved_and_all_their_links_open(turns: TurnHandler, store: Store) -> None:
    officer = await to_service(turns)
    await send(officer, csv_table(*(f"บริการที่ {number}" for number in range(500))))
    await officer.tap("yes")
    entries = await store.load_finished(CHAT)
    assert len(entries) == 500
    for entry in entries:
        assert await store.load_result(entry.token)
    assert (await store.load(CHAT)).outbox == ()


async def test_the_rows_wait_for_an_hour_and_the_session_holds_none_of_them(
    turns: TurnHandler, store: Store, redis: Redis
) -> None:
    officer = await to_service(turns)
    before = await redis.strlen(session_key(CHAT))
    await send(officer, csv_table(*(f"บริการที่ {number}" for number in range(500))))
    (key,) = [key async for key in redis.scan_iter("*:batch")]
    assert BATCH_SECONDS - 60 < await redis.ttl(key) <= BATCH_SECONDS
    assert await redis.strlen(session_key(CHAT)) < before + 200


async def test_each_service_of_a_table_counts_as_a_confirmed_one(dialogue: Engine, store: Store) -> None:
    metrics = Metrics()
    officer = await to_service(make_turns(dialogue, store, metrics=metrics))
    await send(officer, csv_table("บริการ ก", "บริการ ข", "บริการ ค"))
    assert 'radap_assessments_completed_total{channel="test"} 3.0' not in metrics.text(None).decode()
    await officer.tap("yes")
    assert 'radap_assessments_completed_total{channel="test"} 3.0' in metrics.text(None).decode()


async def test_what_follows_a_file_is_not_rejected_by_the_rate_limit(turns: TurnHandler, store: Store) -> None:
    officer = await to_service(turns)
    incoming = IncomingEvent("test", officer.conversation, "file-1", FileSent("file-1"))
    assert (await turns.handle(incoming)).reads_file
    for _ in range(400):
        await officer.type("/results")

    async def fetch() -> bytes:
        return csv_table("บริการ ก")

    reply = await turns.read_file(incoming, fetch)
    assert "บริการ" in str(reply.messages)
