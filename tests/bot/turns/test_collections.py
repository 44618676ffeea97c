"""Services given to a collection: joined by its code, changed, withdrawn and deleted, with the coordinator's table."""

import json
import time

import pytest
from redis.asyncio import Redis

from bot.storage.keys import session_key
from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.events import Greeting, Retraction, Text
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.shared_work import Joined
from flows.understanding.reader import offered
from tests import worked_example
from tests.bot.turns.test_turn_handler import CHAT, Officer
from tests.fakes.collections import (
    CODE,
    ORGANISER,
    TITLE,
    TOKEN,
    close_collection,
    contributions,
    given,
    make_collection,
)
from tests.fakes.second_edition import second_edition
from tests.fakes.services import make_turns
from tests.fakes.tables import LEVELS, pasted_table

A, B, C = "บริการ ก", "บริการ ข", "บริการ ค"
#: The agency of all services in pasted tables.
AGENCY = "กรมตัวอย่าง"
#: With a mistake, and so only near to the name on the list.
TYPED = "กรมตัวอย่งที่ดี"
OTHER_CODE = "8KQ2-M9XA-04TC-WE5H"


def told(officer: Officer) -> str:
    return str(officer.reply.messages)


async def with_services(turns: TurnHandler, *services: str, count: int = 0) -> Officer:
    officer = Officer(turns, count=count)
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.type(pasted_table(*services))
    await officer.tap("yes")
    return officer


async def joined(turns: TurnHandler, store: Store, *services: str) -> Officer:
    """An officer who joined the collection, and gave nothing yet."""
    await make_collection(store)
    officer = await with_services(turns, *services)
    await officer.type(CODE)
    await officer.tap("agree")
    return officer


async def giving(turns: TurnHandler, store: Store, *services: str) -> Officer:
    """An officer who gave all services."""
    officer = await joined(turns, store, *services)
    await (officer.tap("give_all") if services[1:] else give_only(officer))
    assert await given(store) == dict.fromkeys(services, LEVELS)
    return officer


async def give_only(officer: Officer) -> None:
    """Give the only service on screen."""
    await officer.tap(next(name for name in buttons(officer) if name.startswith("give_")))


def buttons(officer: Officer) -> list[str]:
    return [item.press.choice for item in offered(officer.reply.messages[-1])]


async def button_of(store: Store, prefix: str, service: str) -> str:
    entries = await store.load_finished(CHAT)
    return prefix + next(entry.assessment for entry in entries if entry.service == service)


async def collections_of(store: Store, conversation: str = CHAT) -> tuple[Joined, ...]:
    session = (await store.load(conversation)).session
    assert session
    return session.shared.collections


async def test_an_officer_reads_who_sees_what_before_anything_is_given(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    await make_collection(store)
    officer = await with_services(turns, A, B)
    await officer.type(CODE)
    assert all(part in told(officer) for part in (TITLE, ORGANISER, say("join.not_seen")))
    assert await contributions(store) == []
    await officer.tap("close")
    assert await contributions(store) == []
    assert await collections_of(store) == ()


async def test_services_are_given_one_by_one_or_all_and_withdrawn_by_one_tap(turns: TurnHandler, store: Store) -> None:
    officer = await joined(turns, store, A, B, C)
    assert await given(store) == {}
    await officer.tap(await button_of(store, "give_", B))
    assert await given(store) == {B: LEVELS}
    await officer.tap("give_all")
    assert await given(store) == {A: LEVELS, B: LEVELS, C: LEVELS}
    await officer.tap(await button_of(store, "take_", B))
    assert await given(store) == {A: LEVELS, C: LEVELS}
    (contribution,) = await contributions(store)
    assert contribution.agency == AGENCY
    await officer.tap("leave")
    assert await contributions(store) == []
    assert await collections_of(store) == ()


async def test_the_table_has_neither_assessor_nor_evidence(turns: TurnHandler, store: Store, say: Wording) -> None:
    await make_collection(store)
    officer = Officer(turns)
    await officer.to_levels()
    await officer.tap(*["standard"] * 12, "confirm")
    await officer.type(CODE)
    await officer.tap("agree")
    await give_only(officer)
    assert TITLE in told(officer)
    ((row,),) = [each.services for each in await contributions(store)]
    assert (row.group, row.levels, row.missing, row.raises) == ("3.1", "S" * 12, 0, 0)
    assert row.result in {entry.token for entry in await store.load_finished(CHAT)}


async def test_whoever_left_joins_again_with_the_same_code(turns: TurnHandler, store: Store) -> None:
    officer = await giving(turns, store, A, B)
    await officer.tap("leave")
    await officer.type(CODE)
    await officer.tap("agree", "give_all")
    assert await given(store) == {A: LEVELS, B: LEVELS}


async def test_everything_deleted_withdraws_and_a_new_conversation_may_join_at_once(
    turns: TurnHandler, store: Store, redis: Redis
) -> None:
    officer = await giving(turns, store, A)
    await officer.type("/delete")
    assert f"“{TITLE}”" in told(officer)
    await officer.tap("yes")
    assert await contributions(store) == []
    assert not await store.contributions.count(TOKEN)
    again = await with_services(turns, B, count=100)
    await again.type(CODE)
    await again.tap("agree")
    await give_only(again)
    assert await given(store) == {B: LEVELS}


async def test_a_first_message_with_the_code_joins_and_a_later_result_is_told_to_be_not_given(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    await make_collection(store)
    officer = Officer(turns)
    await officer.type(CODE.lower())
    await officer.tap("agree")
    await officer.type("กรมปกครองตัวอย่าง")
    assert say("giving.none_finished") in told(officer)
    (contribution,) = await contributions(store)
    assert (contribution.agency, contribution.services) == ("กรมปกครองตัวอย่าง", ())
    await officer.tap("close", "agree")
    await officer.type(A, worked_example.AGENCY)
    await officer.tap("skip", "skip", "local_transaction", *["standard"] * 12, "confirm")
    assert say("collect.not_given", title=TITLE) in told(officer)
    await officer.type("ชุดรวม")
    await give_only(officer)
    assert await given(store) == {A: "S" * 12}


async def test_a_corrected_a_repeated_and_a_renewed_service_flow_in(turns: TurnHandler, store: Store) -> None:
    officer = await giving(turns, store, A, B)
    await officer.type(pasted_table(A, C, levels="A" * 12))
    await officer.tap("yes")
    assert await given(store) == {A: "A" * 12, B: LEVELS}
    entries = {entry.service: entry for entry in await store.load_finished(CHAT)}
    await officer.type("/results")
    await officer.tap(entries[B].assessment, "again", "confirm")
    repeated = next(entry for entry in await store.load_finished(CHAT) if entry.number == 5)
    rows = {row.service: row for each in await contributions(store) for row in each.services}
    assert (rows[B].assessment, rows[B].result) == (repeated.assessment, repeated.token)
    await officer.tap("!back", "level_tracking", "advanced", "confirm")
    assert (await given(store))[B] == "SISIASIIAIII"
    assert set(await given(store)) == {A, B}


async def test_a_replaced_link_and_a_deleted_service_flow_in(turns: TurnHandler, store: Store) -> None:
    officer = await giving(turns, store, A, B)
    entries = {entry.service: entry for entry in await store.load_finished(CHAT)}
    await officer.type("/results")
    await officer.tap(entries[A].assessment, "withdraw")
    rows = {row.service: row for each in await contributions(store) for row in each.services}
    assert rows[A].result != entries[A].token
    assert await store.load_result(rows[A].result)
    await officer.tap("delete", "yes")
    assert await given(store) == {B: LEVELS}


async def test_an_unsent_name_is_removed_from_the_table(turns: TurnHandler, store: Store, say: Wording) -> None:
    await make_collection(store)
    officer = Officer(turns)
    await officer.send(Greeting())
    await officer.tap("agree")
    await officer.send(Text(A, "m1"))
    await officer.send(Text(worked_example.AGENCY, "m2"))
    await officer.tap("skip", "skip", "local_transaction", *["standard"] * 12, "confirm")
    await officer.type(CODE)
    await officer.tap("agree")
    await give_only(officer)
    await officer.send(Retraction("m1"))
    assert await given(store) == {say("review.empty"): "S" * 12}
    await close_collection(store)
    await officer.send(Retraction("m2"))
    (contribution,) = await contributions(store)
    assert (contribution.agency, contribution.services[0].agency) == ("", "")


async def test_a_closed_collection_keeps_the_last_state_and_still_lets_withdraw(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    officer = await giving(turns, store, A, B, C)
    await close_collection(store)
    await officer.type(pasted_table(A, levels="A" * 12))
    assert say("collect.closed", title=TITLE) in told(officer)
    await officer.tap("yes")
    assert say("collect.closed", title=TITLE) not in told(officer)
    assert await given(store) == dict.fromkeys((A, B, C), LEVELS)
    entries = {entry.service: entry for entry in await store.load_finished(CHAT)}
    await officer.type("/results")
    await officer.tap(entries[B].assessment, "delete", "yes")
    assert await given(store) == {A: LEVELS, C: LEVELS}
    await officer.type("ชุดรวม")
    assert not [name for name in buttons(officer) if name.startswith("give")]
    assert say("giving.services_closed") in told(officer)
    await officer.tap(await button_of(store, "take_", C))
    assert await given(store) == {A: LEVELS}
    await officer.type("/delete")
    await officer.tap("yes")
    assert await contributions(store) == []


@pytest.mark.parametrize("how", ["closed", "over"])
async def test_the_code_of_a_closed_collection_tells_newcomers_nothing(
    turns: TurnHandler, store: Store, say: Wording, how: str
) -> None:
    await make_collection(store, until=int(time.time()) + (0 if how == "over" else 60))
    if how == "closed":
        await close_collection(store)
    officer = Officer(turns)
    await officer.type(CODE)
    assert say("code.unknown") in told(officer)
    assert TITLE not in told(officer)


async def test_a_collection_that_closes_while_the_officer_reads_is_not_joined(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    await make_collection(store)
    officer = await with_services(turns, A)
    await officer.type(CODE)
    await close_collection(store)
    await officer.tap("agree")
    assert say("collect.closed", title=TITLE) in told(officer)
    assert await contributions(store) == []


async def test_a_deleted_collection_is_told_once_and_forgotten(turns: TurnHandler, store: Store, say: Wording) -> None:
    officer = await giving(turns, store, A)
    await store.shared.delete(Link(LinkKind.COLLECTION, TOKEN))
    await officer.type("/start")
    assert say("collect.gone", title=TITLE) in told(officer)
    assert await contributions(store) == []
    await officer.type("ชุดรวม")
    assert say("collect.none") in told(officer)


async def test_a_near_agency_is_asked_and_an_equal_one_is_not(turns: TurnHandler, store: Store, say: Wording) -> None:
    await make_collection(store, expected=("กรมตัวอย่างที่ดี", "สำนักงานอื่น"))
    officer = await with_services(turns, A)
    await officer.type(CODE)
    await officer.tap("agree")
    assert say("join.near_text", agency=AGENCY) in told(officer)
    await officer.tap("name_0")
    (contribution,) = await contributions(store)
    assert (contribution.agency, contribution.expected) == (AGENCY, "กรมตัวอย่างที่ดี")
    await officer.tap("leave")
    await officer.type(CODE)
    await officer.tap("agree", "keep")
    (contribution,) = await contributions(store)
    assert (contribution.agency, contribution.expected) == (AGENCY, "")

    await make_collection(store, token="d" * 22, code=OTHER_CODE, expected=("กรม ตัวอย่าง",))
    await officer.type(OTHER_CODE)
    await officer.tap("agree")
    (contribution,) = await contributions(store, "d" * 22)
    assert contribution.expected == "กรม ตัวอย่าง"


async def test_several_agencies_are_asked_about_and_another_may_be_typed(turns: TurnHandler, store: Store) -> None:
    await make_collection(store)
    officer = await with_services(turns, A)
    await officer.type(pasted_table(B).replace(AGENCY, "กรมที่สอง"))
    await officer.tap("yes")
    await officer.type(CODE)
    await officer.tap("agree", "name_1")
    assert [each.agency for each in await contributions(store)] == [AGENCY]
    await officer.tap("leave")
    await officer.type(CODE)
    await officer.tap("agree")
    await officer.type("กระทรวงใหม่")
    assert [each.agency for each in await contributions(store)] == ["กระทรวงใหม่"]


async def test_what_is_given_where_is_listed_and_exported(turns: TurnHandler, store: Store) -> None:
    officer = await giving(turns, store, A)
    await make_collection(store, token="d" * 22, code=OTHER_CODE, title="ชุดที่สอง")
    await officer.type(OTHER_CODE)
    await officer.tap("agree")
    await officer.type("ชุดรวม")
    assert TITLE in told(officer)
    assert "ชุดที่สอง" in told(officer)
    await officer.type("2")
    assert "ชุดที่สอง" in officer.reply.messages[-1].title
    await officer.type("/results")
    assert "collections" in buttons(officer)
    await officer.type("1")
    assert f"“{TITLE}”" in told(officer)
    await officer.type("/export")
    session = (await store.load(CHAT)).session
    assert session
    text = await store.links.get_text(Link(LinkKind.EXPORT, session.exported))
    exported = json.loads(text or "")
    assert [[row["service"] for row in each["services"]] for each in exported["collections"]] == [[A], []]
    assert "shared" not in exported


async def test_a_button_of_one_collection_changes_nothing_of_another(turns: TurnHandler, store: Store) -> None:
    officer = await giving(turns, store, A)
    old = officer.button("leave")
    await make_collection(store, token="d" * 22, code=OTHER_CODE)
    await officer.type(OTHER_CODE)
    await officer.tap("agree")
    await officer.send(old)
    assert await given(store) == {A: LEVELS}
    assert len(await collections_of(store)) == 2


async def test_a_group_chat_refuses_the_code_and_the_command(turns: TurnHandler, store: Store, say: Wording) -> None:
    await make_collection(store)
    member = Member("u1", "สมชาย")
    for number, text in enumerate(("/start", CODE, "ชุดรวม")):
        incoming = IncomingEvent("test", "test:group", f"g{number}", Text(text), member=member)
        reply = await turns.handle(incoming)
        if number:
            assert say("code.in_private") in str(reply.messages)
    assert await contributions(store) == []


async def test_a_service_of_an_earlier_edition_is_given_under_its_own(
    turns: TurnHandler, store: Store, dialogue: Engine
) -> None:
    await make_collection(store)
    await with_services(turns, A)
    rules = dialogue.rules
    newer = make_turns(Engine(second_edition(), rules.catalogues, rules.retention), store)
    officer = Officer(newer, count=100)
    await officer.type(CODE)
    await officer.tap("agree")
    await give_only(officer)
    ((row,),) = [each.services for each in await contributions(store)]
    assert (row.edition, row.levels) == (rules.criteria.edition.id, LEVELS)


async def test_a_lost_record_is_made_anew_by_the_next_change(turns: TurnHandler, store: Store, redis: Redis) -> None:
    officer = await giving(turns, store, A, B)
    async for key in redis.scan_iter("*:contribution"):
        await redis.delete(key)
    assert await contributions(store) == []
    await officer.type(pasted_table(A, levels="A" * 12))
    await officer.tap("yes")
    assert await given(store) == {A: "A" * 12, B: LEVELS}


async def test_the_eleventh_service_is_on_the_second_page(turns: TurnHandler, store: Store) -> None:
    officer = await joined(turns, store, *(f"บริการ {number}" for number in range(11)))
    assert sum(name.startswith("give_") for name in buttons(officer)) == 11  # ten services, and all of them
    await officer.tap("from_10", await button_of(store, "give_", "บริการ 0"))
    assert set(await given(store)) == {"บริการ 0"}
    assert "from_0" in buttons(officer)
    await officer.type("ให้ทั้งหมด")
    assert len(await given(store)) == 11


async def test_a_typed_agency_that_is_unsent_is_removed_at_each_step(
    turns: TurnHandler, store: Store, say: Wording
) -> None:
    await make_collection(store, expected=("กรมตัวอย่างที่ดี",))
    officer = Officer(turns)
    await officer.type(CODE)
    await officer.tap("agree")
    await officer.send(Text(TYPED, "m1"))
    assert say("join.near_text", agency=TYPED) in told(officer)
    await officer.send(Retraction("m1"))
    session = (await store.load(CHAT)).session
    assert session
    assert session.pending is None
    await officer.type(CODE)
    await officer.tap("agree")
    await officer.send(Text(TYPED, "m2"))
    await officer.tap("name_0")
    await officer.send(Retraction("m2"))
    (contribution,) = await contributions(store)
    assert (contribution.agency, contribution.expected) == ("", "กรมตัวอย่างที่ดี")
    assert TYPED not in str((await store.load(CHAT)).session)


async def test_what_is_given_lives_as_long_as_its_officer_can_delete_it(
    turns: TurnHandler, store: Store, redis: Redis
) -> None:
    record = await make_collection(store)
    officer = Officer(turns)
    await officer.type(CODE)
    await officer.tap("agree")
    await officer.type(AGENCY)
    left = record.until - int(time.time())
    (key,) = [name async for name in redis.scan_iter("*:contribution")]
    assert await redis.ttl(key) > left
    assert await redis.ttl(session_key(CHAT)) > left
    await turns.on_blocked(CHAT)
    assert await redis.ttl(key) <= store.session_seconds
    await officer.type("/start")
    assert await redis.ttl(key) > left
