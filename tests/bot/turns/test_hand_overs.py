"""A service changes hands between two conversations, on a real Redis: one owner, answers and link intact."""

import time
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.storage.keys import link_key
from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.collaboration.shared_record import record_to_json
from flows.model.events import Correction, Retraction, Text
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.service_copy import copy_from_json, copy_to_json
from tests import worked_example
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.colleagues import (
    offer,
    offer_of,
    record_of,
    said,
    services_held,
    session_of,
    shown_code,
    to_levels,
    to_result,
    to_service,
)

SERVICE = worked_example.SERVICE
NAME = "สมหญิง ใจดี"


@pytest.fixture
def sender(turns: TurnHandler) -> Officer:
    return Officer(turns, "test:sender")


@pytest.fixture
def recipient(turns: TurnHandler) -> Officer:
    return Officer(turns, "test:recipient")


async def test_a_result_on_screen_goes_to_somebody_new_and_keeps_its_link(
    sender: Officer, recipient: Officer, store: Store
) -> None:
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    code = await offer(sender)
    await recipient.type(code)
    assert SERVICE in said(recipient)
    assert "12 จาก 12" in said(recipient)
    assert "เก็บ" in said(recipient)
    await recipient.tap("accept")
    assert "บริการนี้เป็นของคุณ" in said(recipient)
    assert "ผลประเมิน" in said(recipient)
    mine = await session_of(store, recipient)
    assert mine.assessment.answers["level_search"] == "standard"
    assert [item.token for item in mine.finished.entries] == [entry.token]
    await sender.type("/results")
    assert "ส่งต่อ “" in said(sender)
    theirs = await session_of(store, sender)
    assert services_held(theirs) == []
    assert theirs.shared.offers == ()
    assert [line.service for line in theirs.shared.handed_over] == [SERVICE]
    assert "ส่งต่อแล้ว" in said(sender)
    assert SERVICE in (await store.load_result(entry.token) or "")


async def test_the_recipient_goes_on_under_the_same_link(sender: Officer, recipient: Officer, store: Store) -> None:
    """Writes of a conversation that has done less than the sender's still come later than the sender's."""
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    for level in ("none", "standard") * 3:
        await sender.type("แก้คำตอบ")
        await sender.tap("level_search", level, "confirm")
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("accept")
    await recipient.type("แก้คำตอบ")
    await recipient.tap("level_search", "advanced", "confirm")
    assert '"search":"advanced"' in (await store.load_result(entry.token) or "")
    assert [item.token for item in (await session_of(store, recipient)).finished.entries] == [entry.token]


async def test_an_unfinished_service_is_parked_here_and_resumed_there(
    sender: Officer, recipient: Officer, store: Store
) -> None:
    await to_levels(sender)
    await sender.tap("standard", "initial")
    code = await offer(sender)
    theirs = await session_of(store, sender)
    assert [item.answers["service"] for item in theirs.parked] == [SERVICE]
    assert theirs.assessment.state == "service"
    await to_service(recipient)
    await recipient.type(f"รหัสคือ {code.lower()}")
    assert "2 จาก 12" in said(recipient)
    await recipient.tap("accept")
    await recipient.tap("resume")
    mine = await session_of(store, recipient)
    assert mine.assessment.answers["level_search"] == "standard"
    assert mine.assessment.state.startswith("level_")
    await sender.type("/results")
    assert services_held(await session_of(store, sender)) == []


@pytest.mark.parametrize(("choice", "is_named"), [("named", True), ("unnamed", False)])
async def test_the_assessor_is_named_only_where_the_sender_agrees(
    sender: Officer, recipient: Officer, store: Store, choice: str, *, is_named: bool
) -> None:
    await to_result(sender, assessor=NAME)
    (entry,) = (await session_of(store, sender)).finished.entries
    code = await offer(sender, choice)
    record = await record_of(store, (await offer_of(store, sender)).token)
    assert record
    assert (NAME in record.payload, record.sender == NAME) == (is_named, is_named)
    await recipient.type(code)
    assert (NAME in said(recipient)) == is_named
    await recipient.tap("accept")
    assert (NAME in (await store.load_result(entry.token) or "")) == is_named
    assert (NAME in str(await session_of(store, recipient))) == is_named


async def test_the_record_has_no_content_once_the_service_is_there(
    sender: Officer, recipient: Officer, store: Store
) -> None:
    await to_result(sender, assessor=NAME)
    code = await offer(sender, "named")
    token = (await offer_of(store, sender)).token
    await recipient.type(code)
    await recipient.tap("accept")
    record = await record_of(store, token)
    assert record
    assert (record.offer, record.payload, record.service, record.sender) == ("", "", "", "")
    assert (record.claimed, record.owner) != (code, "")


async def test_a_service_is_taken_back(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_result(sender)
    code = await offer(sender)
    await recipient.type(code)
    await sender.tap("take_back")
    assert "ขอคืน “" in said(sender)
    assert "ทำต่อกับผลนี้" in said(sender)
    await recipient.tap("accept")
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(recipient)
    assert services_held(await session_of(store, recipient)) == []
    assert services_held(await session_of(store, sender)) == [SERVICE]
    await sender.type("แก้คำตอบ")
    assert (await session_of(store, sender)).assessment.state == "review"


async def test_a_parked_service_that_was_taken_back_is_resumed_from_its_card(sender: Officer, store: Store) -> None:
    await to_levels(sender)
    await sender.tap("standard")
    await offer(sender)
    await sender.tap("take_back")
    await sender.tap("resume")
    assert (await session_of(store, sender)).assessment.answers["level_search"] == "standard"


async def test_only_the_first_who_accepts_gets_it(
    sender: Officer, recipient: Officer, turns: TurnHandler, store: Store
) -> None:
    late = Officer(turns, "test:late")
    await to_result(sender)
    code = await offer(sender)
    await recipient.type(code)
    await late.type(code)
    await recipient.tap("accept")
    await late.tap("accept")
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(late)
    assert services_held(await session_of(store, late)) == []
    await late.type(code)
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(late)
    assert services_held(await session_of(store, recipient)) == [SERVICE]


async def test_the_owns_code_says_so(sender: Officer) -> None:
    await to_result(sender)
    code = await offer(sender)
    await sender.tap("close")
    await sender.type(code)
    assert "กำลังส่งต่อเอง" in said(sender)
    assert shown_code(sender) == code
    assert sender.button("take_back")


async def test_not_now_keeps_the_offer_open(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_result(sender)
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("close")
    await recipient.type(code)
    await recipient.tap("accept")
    assert services_held(await session_of(store, recipient)) == [SERVICE]


async def test_five_that_wait_leave_no_room(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_result(sender)
    code = await offer(sender)
    await to_service(recipient)
    for number in range(5):
        await recipient.type(f"บริการ {number}", "/restart")
    await recipient.type(code)
    await recipient.tap("accept")
    assert "พักการประเมินไว้ครบ" in said(recipient)
    record = await record_of(store, (await offer_of(store, sender)).token)
    assert record
    assert record.offer == code
    await recipient.tap("close")


async def test_it_comes_back_and_goes_again(sender: Officer, recipient: Officer, store: Store) -> None:
    """Handing over to oneself, there and back: the link stays, and later writes win each time."""
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    people = [sender, recipient]
    for turn in range(4):
        giver, taker = people[turn % 2], people[1 - turn % 2]
        code = await offer(giver)
        await taker.type(code)
        await taker.tap("accept")
        level = ("advanced", "initial")[turn % 2]
        await taker.type("แก้คำตอบ")
        await taker.tap("level_search", level, "confirm")
        assert f'"search":"{level}"' in (await store.load_result(entry.token) or "")
        assert services_held(await session_of(store, taker)) == [SERVICE]
    await recipient.type("/results")
    assert services_held(await session_of(store, recipient)) == []


async def test_an_offer_ends_by_itself(
    sender: Officer, recipient: Officer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_result(sender)
    code = await offer(sender)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3 * 24 * 60 * 60 + 1)
    await recipient.type(code)
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(recipient)
    await sender.type("/results", "/results")
    assert "ไม่มีใครรับ" in said(sender)
    theirs = await session_of(store, sender)
    assert (services_held(theirs), theirs.shared.offers) == ([SERVICE], ())


FROZEN = "กำลังส่งต่ออยู่"


async def test_an_offered_result_is_changed_by_nothing(sender: Officer, store: Store) -> None:
    await to_result(sender)
    await offer(sender)
    await sender.tap("close")
    before = await session_of(store, sender)
    stored = await store.load_result(before.finished.entries[0].token)
    for text in ("แก้คำตอบ", "/back", "หมายเหตุ"):
        await sender.type(text)
        if "แก้หรือลบไม่ได้" in said(sender):
            await sender.tap("close")
    await sender.type("/results")
    await sender.tap(before.assessment.id)
    assert sender.button("take_back")
    await sender.send(Correction("event-5", "แก้ชื่อ"))
    after = await session_of(store, sender)
    assert after.finished.entries == before.finished.entries
    assert after.assessment == before.assessment
    assert await store.load_result(before.finished.entries[0].token) == stored


async def test_a_table_changes_no_offered_result(sender: Officer, store: Store) -> None:
    await to_result(sender)
    await offer(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    stored = await store.load_result(entry.token)
    rows = f"ชื่อบริการ\tหน่วยงาน\tกลุ่ม\tระดับทั้งหมด\n{SERVICE}\t{worked_example.AGENCY}\t3.1\tAAAAAAAAAAAA"
    await sender.type(f"{rows}\nบริการอื่น\t{worked_example.AGENCY}\t3.1\tAAAAAAAAAAAA")
    assert "กำลังส่งต่อ จึงไม่เปลี่ยน" in said(sender)
    await sender.tap("yes")
    assert await store.load_result(entry.token) == stored
    assert services_held(await session_of(store, sender)) == sorted([SERVICE, "บริการอื่น"])


async def test_an_unsent_text_takes_the_offer_back(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_service(sender)
    await sender.send(Text(SERVICE, "message-1"))
    await sender.type(worked_example.AGENCY)
    await sender.send(Text("ความลับ", "message-2"))
    await sender.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    code = await offer(sender, "named")
    token, (entry,) = (await offer_of(store, sender)).token, (await session_of(store, sender)).finished.entries
    assert "ความลับ" in (await store.load_result(entry.token) or "")
    reply = await sender.send(Retraction("message-2"))
    assert reply.messages == ()
    record = await record_of(store, token)
    assert "ความลับ" not in str(record)
    assert "ความลับ" not in (await store.load_result(entry.token) or "")
    assert "ความลับ" not in str(await session_of(store, sender))
    await recipient.type(code)
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(recipient)
    await sender.type("/results")
    assert "ขอคืน “" in said(sender)
    assert services_held(await session_of(store, sender)) == [SERVICE]


@pytest.mark.parametrize("knows", [True, False])
async def test_what_the_recipient_accepted_first_is_not_touched_by_an_unsent_text(
    sender: Officer, recipient: Officer, store: Store, *, knows: bool
) -> None:
    """The new owner's stays; the sender's line loses the name, whether the sender knows of the new owner or not."""
    await to_service(sender)
    await sender.send(Text(SERVICE, "message-1"))
    await sender.type(worked_example.AGENCY)
    await sender.tap("skip", "skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    (entry,) = (await session_of(store, sender)).finished.entries
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("accept")
    stored = await store.load_result(entry.token)
    if knows:
        await sender.type("/results")
    await sender.send(Retraction("message-1"))
    assert await store.load_result(entry.token) == stored
    await sender.type("/results")
    theirs = await session_of(store, sender)
    assert SERVICE not in str(theirs)
    assert len(theirs.shared.handed_over) == 1
    assert SERVICE in str(await session_of(store, recipient))


async def test_deletion_takes_what_is_offered_along(sender: Officer, recipient: Officer, redis: Redis) -> None:
    await to_result(sender)
    code = await offer(sender)
    await sender.type("/delete")
    await sender.tap("yes")
    await recipient.type(code)
    assert "รหัสนี้เปิดอะไรไม่ได้" in said(recipient)
    await recipient.type("/delete")
    await recipient.tap("yes")
    assert await left_over(redis) == []


async def test_deletion_leaves_what_was_accepted_to_its_new_owner(
    sender: Officer, recipient: Officer, store: Store, redis: Redis
) -> None:
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    code = await offer(sender)
    await sender.type("/delete")
    await recipient.type(code)
    await recipient.tap("accept")
    await sender.tap("yes")
    assert "ส่งต่อ “" in said(sender)
    await sender.tap("yes")
    assert (await store.load(sender.conversation)).session is None
    assert await store.load_result(entry.token)
    assert services_held(await session_of(store, recipient)) == [SERVICE]
    await recipient.type("/delete")
    await recipient.tap("yes")
    assert await left_over(redis) == []


async def left_over(redis: Redis) -> list[bytes]:
    """The keys of what is left but tombstones, the windows of recent events, and that there was a paper."""
    others = (b":session", b":paper", b"criteria")
    keys = [key async for key in redis.scan_iter(match="radap:*") if not key.endswith(others)]
    return [key for key in keys if b"criteria" not in key and await redis.strlen(key) > 1]


async def test_one_result_that_came_from_somebody_is_deleted_with_its_record(
    sender: Officer, recipient: Officer, store: Store
) -> None:
    await to_levels(sender)
    code = await offer(sender)
    token = (await offer_of(store, sender)).token
    await recipient.type(code)
    await recipient.tap("accept", "delete", "yes")
    assert await record_of(store, token) is None
    assert (await session_of(store, recipient)).shared.services == {}
    await sender.type("/results")
    assert services_held(await session_of(store, sender)) == []


async def test_blocking_leaves_the_result_of_the_new_owner(
    sender: Officer, recipient: Officer, store: Store, turns: TurnHandler, redis: Redis
) -> None:
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("accept")
    (key,) = await redis.keys("radap:*:result")
    await redis.expire(key, 50_000)
    await turns.on_blocked(sender.conversation)
    await sender.type("/results")
    assert await redis.ttl(key) > 40_000
    assert await store.links.get(Link(LinkKind.RESULT, entry.token))


async def test_nothing_is_handed_over_before_a_service_has_a_name(sender: Officer) -> None:
    await sender.type("/start", "ส่งต่อให้เพื่อนร่วมงาน")
    assert "ยังไม่มีบริการ" in said(sender)
    await sender.tap("agree")
    await sender.type("ส่งต่อให้เพื่อนร่วมงาน")
    assert "ยังไม่มีบริการ" in said(sender)


async def test_a_group_neither_gives_nor_takes(sender: Officer, turns: TurnHandler) -> None:
    await to_result(sender)
    code = await offer(sender)
    for number, text in enumerate(("/start", "ส่งต่อให้เพื่อนร่วมงาน", code)):
        incoming = IncomingEvent("test", "test:group", f"group-{number}", Text(text), member=Member("1", "สมชาย"))
        reply = await turns.handle(incoming)
        assert number == 0 or "แชตส่วนตัว" in str(reply.messages)
        assert worked_example.SERVICE not in str(reply.messages)


async def test_another_assessment_with_the_same_id_stays(
    sender: Officer, recipient: Officer, store: Store, redis: Redis
) -> None:
    """Ids are short; of two in one conversation, the one that comes gets another."""
    await to_levels(sender)
    code = await offer(sender)
    await to_service(recipient)
    await recipient.type("บริการของฉัน")
    token = (await offer_of(store, sender)).token
    record, mine = await record_of(store, token), (await session_of(store, recipient)).assessment.id
    assert record
    copy = copy_from_json(record.payload).under(mine)
    link = Link(LinkKind.SERVICE, token)
    await redis.delete(link_key(link))
    await store.shared.publish(link, record_to_json(replace(record, payload=copy_to_json(copy))), 60)
    await recipient.type(code)
    await recipient.tap("accept")
    session = await session_of(store, recipient)
    assert services_held(session) == sorted([SERVICE, "บริการของฉัน"])
    assert len({session.assessment.id, *(item.id for item in session.parked)}) == 2


async def test_a_finished_one_is_handed_over_from_its_card(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_result(sender)
    (entry,) = (await session_of(store, sender)).finished.entries
    await sender.type("/restart", "/results")
    await sender.tap(entry.assessment)
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("accept")
    assert recipient.button("again")
    assert [item.token for item in (await session_of(store, recipient)).finished.entries] == [entry.token]


async def test_the_export_has_the_lines(sender: Officer, recipient: Officer, store: Store) -> None:
    await to_levels(sender)
    code = await offer(sender)
    await recipient.type(code)
    await recipient.tap("accept")
    await sender.type("/export")
    token = (await session_of(store, sender)).exported
    assert f'"gone":[["{SERVICE}"' in (await store.links.get_text(Link(LinkKind.EXPORT, token)) or "")
