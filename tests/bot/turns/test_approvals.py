"""An officer asks for approval, and somebody else decides: two conversations on one database."""

import time
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent, group_member
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.collaboration.approval import ApprovalState
from flows.engine import Engine
from flows.i18n.dates import SECONDS_A_DAY
from flows.i18n.wording import Catalogues
from flows.model.events import Retraction, Text
from flows.model.link import Link, LinkKind
from flows.model.result import result_from_json
from tests import worked_example
from tests.fakes.approvals import NAME, POSITION, Person, approval_site, entry_of, request_of
from tests.fakes.second_edition import second_edition
from tests.fakes.services import make_turns, plain_store


@pytest.fixture
def store(redis: Redis) -> Store:
    return plain_store(redis, session_seconds=9000, result_seconds=90_000)


@pytest.fixture
def turns(dialogue: Engine, store: Store) -> TurnHandler:
    return make_turns(dialogue, store)


@pytest.fixture
async def owner(turns: TurnHandler) -> Person:
    return await Person(turns, "test:owner").to_result(assessor="นายผู้ประเมิน", evidence="หนังสือลับ")


@pytest.fixture
def head(turns: TurnHandler) -> Person:
    return Person(turns, "test:head")


async def test_a_head_who_is_new_to_radap_approves_in_the_chat(owner: Person, head: Person, store: Store) -> None:
    code = await owner.ask()
    assert worked_example.SERVICE in owner.said
    await head.type(code)
    for told in (worked_example.SERVICE, worked_example.AGENCY, "ต้องทำเพิ่ม", "ต้องยกระดับ", "Radap เก็บชื่อ"):
        assert told in head.said
    assert "นายผู้ประเมิน" not in head.said
    assert "หนังสือลับ" not in head.said
    await head.decide(code)
    assert "บันทึกความเห็นแล้ว" in head.said
    request = await request_of(store, code)
    assert request
    assert request.decision
    assert request.state is ApprovalState.APPROVED
    assert (request.decision.name, request.decision.position) == (NAME, POSITION)
    assert len(request.decision.digest) == 64
    await owner.type("/help")
    assert f"{NAME} ({POSITION}) ให้ความเห็นชอบ" in owner.said
    await owner.type("/help")
    assert NAME not in owner.said
    assert await request_of(store, code) is None


async def test_name_and_position_come_in_one_message(owner: Person, head: Person, store: Store) -> None:
    code = await owner.ask()
    await head.type(code)
    await head.tap("approve")
    await head.type(f"{NAME}\n{POSITION}")
    await head.tap("confirm")
    request = await request_of(store, code)
    assert request
    assert request.decision
    assert (request.decision.name, request.decision.position) == (NAME, POSITION)


async def test_a_result_is_returned_to_a_process_and_then_approved(owner: Person, head: Person, store: Store) -> None:
    code = await owner.ask()
    await head.decide(code, "return", "ตรวจการค้นหาอีกครั้ง", "search")
    await owner.type("/start")
    assert "ส่งผลของ" in owner.said
    assert "หมายเหตุ: ตรวจการค้นหาอีกครั้ง" in owner.said
    assert "แก้คำตอบ" in owner.said
    await owner.change_level()
    second = await owner.ask()
    assert second != code
    await head.decide(second, "approve_remark", "ดีแล้ว")
    await owner.type("/start")
    assert "หมายเหตุ: ดีแล้ว" in owner.said


async def test_the_second_request_tells_what_changed_since_the_approval(owner: Person, head: Person) -> None:
    await head.decide(await owner.ask())
    await owner.type("/start")
    assert "ให้ความเห็นชอบผลของ" in owner.said
    await owner.type("/start")
    assert f"สถานะ: {NAME} ({POSITION}) ให้ความเห็นชอบแล้ว" in owner.said
    await owner.change_level()
    assert "สถานะ: แก้ไขหลังให้ความเห็นชอบ" in owner.said
    assert "ระดับสูงขึ้น: " in owner.said
    code = await owner.ask()
    await head.type(code)
    assert "เปลี่ยนจากครั้งที่ให้ความเห็นชอบ" in head.said
    assert "ระดับสูงขึ้น" in head.said


async def test_a_change_between_card_and_confirmation_shows_the_new_state(
    owner: Person, head: Person, store: Store
) -> None:
    code = await owner.ask()
    await head.type(code)
    await head.tap("approve")
    await head.type(f"{NAME}\n{POSITION}")
    await owner.tap("close")
    await owner.change_level()
    await head.tap("confirm")
    assert "แก้ผลนี้ระหว่างที่ท่านอ่าน" in head.said
    request = await request_of(store, code)
    assert request
    assert request.decision is None
    await head.tap("approve", "confirm")
    assert "บันทึกความเห็นแล้ว" in head.said


async def test_an_open_request_is_shown_again_and_withdrawn(owner: Person, head: Person, store: Store) -> None:
    code = await owner.ask()
    await owner.tap("close")
    assert "รอความเห็นชอบ" in owner.said
    await owner.type("ขอความเห็นชอบ")
    assert code in owner.said
    await owner.tap("withdraw")
    assert "ยกเลิกคำขอความเห็นชอบ" in owner.said
    assert await request_of(store, code) is None
    assert (await entry_of(store, owner)).approval == ""
    await head.type(code)
    assert "รหัสนี้เปิดอะไรไม่ได้" in head.said


async def test_withdrawing_a_second_request_keeps_the_approval(owner: Person, head: Person, store: Store) -> None:
    await head.decide(await owner.ask())
    second = await owner.ask()
    await owner.tap("withdraw")
    assert "ยกเลิกคำขอ" in owner.said
    await owner.type("/start")
    assert "ให้ความเห็นชอบแล้ว" in owner.said
    await head.type(second)
    assert "รหัสนี้เปิดอะไรไม่ได้" in head.said


async def test_who_withdraws_too_late_learns_the_decision(owner: Person, head: Person) -> None:
    code = await owner.ask()
    withdraw = owner.button("withdraw")
    await head.decide(code)
    await owner.send(withdraw)
    assert "ให้ความเห็นชอบผลของ" in owner.said


async def test_who_decides_too_late_learns_it(owner: Person, head: Person, turns: TurnHandler) -> None:
    code, other = await owner.ask(), Person(turns, "test:other")
    await head.type(code)
    await head.tap("approve")
    await head.type(f"{NAME}\n{POSITION}")
    await other.decide(code)
    assert "บันทึกความเห็นแล้ว" in other.said
    await head.tap("confirm")
    assert "คำขอนี้ปิดไปแล้ว" in head.said


async def test_the_code_in_the_owners_own_chat_decides_nothing(owner: Person, store: Store) -> None:
    code = await owner.ask()
    await owner.tap("close")
    await owner.type(code)
    assert "ส่งต่อไปยังผู้ที่จะให้ความเห็นชอบ" in owner.said
    request = await request_of(store, code)
    assert request
    assert request.state is ApprovalState.OPEN


async def test_the_code_again_after_the_decision_thanks(owner: Person, head: Person) -> None:
    code = await owner.ask()
    await head.decide(code)
    await head.type(code)
    assert "บันทึกความเห็นแล้ว" in head.said


@pytest.mark.parametrize("unsent", ["name", "position", "remark"])
async def test_an_unsent_text_of_the_decision_is_nowhere_any_more(
    unsent: str, owner: Person, head: Person, store: Store
) -> None:
    await head.decide(await owner.ask(), "approve_remark", "หมายเหตุของหัวหน้า")
    await head.send(Retraction(f"{unsent} of test:head"))
    token = (await entry_of(store, owner)).approval
    record = await store.shared.find(Link(LinkKind.APPROVAL, token))
    text = {"name": NAME, "position": POSITION, "remark": "หมายเหตุของหัวหน้า"}
    assert text.pop(unsent) not in str(record)
    assert all(other in str(record) for other in text.values())
    await owner.type("/start")
    assert "ให้ความเห็นชอบผลของ" in owner.said


async def test_a_name_that_is_unsent_before_the_confirmation_is_asked_for_again(owner: Person, head: Person) -> None:
    code = await owner.ask()
    await head.type(code)
    await head.tap("approve")
    await head.send(Text(NAME, "the name"))
    await head.send(Retraction("the name"))
    await head.type("/start")
    assert "พิมพ์ชื่อ" in head.said
    assert NAME not in str((await head.turns._reader._store.load("test:head")).session)  # noqa: SLF001


async def test_a_decision_is_told_in_a_reply_that_is_read(owner: Person, head: Person) -> None:
    await head.decide(await owner.ask())
    assert (await owner.send(Retraction("a message"))).messages == ()
    await owner.type("/start")
    assert "ให้ความเห็นชอบผลของ" in owner.said


async def test_the_decision_about_one_result_is_told_when_another_request_is_withdrawn(
    owner: Person, head: Person
) -> None:
    first = await owner.ask()
    await owner.tap("close", "!restart")
    await owner.type("บริการที่สอง", worked_example.AGENCY)
    await owner.tap("skip", "skip", worked_example.CHARACTERISTIC, "no", *["standard"] * 12, "confirm")
    await owner.ask()
    withdraw = owner.button("withdraw")
    await head.decide(first)
    await owner.send(withdraw)
    assert f"ให้ความเห็นชอบผลของ “{worked_example.SERVICE}”" in owner.said
    assert "ยกเลิกคำขอความเห็นชอบของ “บริการที่สอง”" in owner.said


async def test_delete_of_the_head_removes_the_texts_and_keeps_the_decision(
    owner: Person, head: Person, store: Store
) -> None:
    await head.decide(await owner.ask(), "approve_remark", "หมายเหตุของหัวหน้า")
    await head.type("/delete")
    await head.tap("yes")
    token = (await entry_of(store, owner)).approval
    record = str(await store.shared.find(Link(LinkKind.APPROVAL, token)))
    assert not any(text in record for text in (NAME, POSITION, "หมายเหตุของหัวหน้า"))
    assert "ApprovalState.APPROVED" in record


async def test_an_officers_unsent_text_is_not_in_what_was_seen(owner: Person, head: Person, store: Store) -> None:
    await head.decide(await owner.ask("ask_private"))
    await owner.send(Retraction("evidence-source"))
    entry = await entry_of(store, owner)
    record = str(await store.shared.find(Link(LinkKind.APPROVAL, entry.approval)))
    assert "หนังสือลับ" not in record
    assert "นายผู้ประเมิน" not in record
    await owner.type("/start")
    await owner.type("/start")
    assert "แก้ไขหลังให้ความเห็นชอบ" in owner.said
    assert "หลักฐานเปลี่ยน" in owner.said


@pytest.mark.parametrize("is_decided", [False, True])
async def test_deleting_a_result_leaves_nothing(
    owner: Person, head: Person, store: Store, redis: Redis, *, is_decided: bool
) -> None:
    code = await owner.ask()
    if is_decided:
        await head.decide(code)
    entry = await entry_of(store, owner)
    await owner.type("/results")
    await owner.tap(entry.assessment, "delete", "yes")
    for link in (Link(LinkKind.APPROVAL, entry.approval), Link(LinkKind.CODE, code)):
        assert await store.shared.find(link) is None
    left = [key async for key in redis.scan_iter("*") if key.endswith((b":approval", b":code", b":result"))]
    assert all([await redis.strlen(key) == 1 for key in left])
    await owner.type("/start")
    assert "ให้ความเห็นชอบ" not in owner.said


async def test_delete_everything_of_the_owner_leaves_nothing(owner: Person, store: Store) -> None:
    code = await owner.ask()
    token = (await entry_of(store, owner)).approval
    await owner.type("/delete")
    await owner.tap("yes")
    assert await store.shared.find(Link(LinkKind.APPROVAL, token)) is None
    assert await store.shared.find(Link(LinkKind.CODE, code)) is None


async def test_another_link_of_the_result_keeps_the_request(owner: Person, head: Person, store: Store) -> None:
    code = await owner.ask()
    before = await entry_of(store, owner)
    await owner.type("/results")
    await owner.tap(before.assessment, "withdraw")
    after = await entry_of(store, owner)
    assert after.token != before.token
    assert after.approval == before.approval
    await head.decide(code)
    assert "บันทึกความเห็นแล้ว" in head.said
    stored = await store.load_result(after.token)
    assert stored
    assert result_from_json(after.token, stored).approval == before.approval


async def test_a_correction_keeps_the_request(owner: Person, store: Store) -> None:
    await owner.ask()
    before = await entry_of(store, owner)
    await owner.tap("close")
    await owner.change_level()
    after = await entry_of(store, owner)
    assert after == replace(before, number=after.number, finished_at=after.finished_at, raises=after.raises)
    stored = await store.load_result(after.token)
    assert stored
    assert result_from_json(after.token, stored).approval == before.approval


async def test_a_table_that_renews_the_result_keeps_the_request(owner: Person, head: Person, store: Store) -> None:
    await head.decide(await owner.ask())
    before = await entry_of(store, owner)
    heading = "ชื่อบริการ\tหน่วยงาน\tกลุ่ม\tระดับทั้งหมด"
    await owner.type(
        f"{heading}\n{worked_example.SERVICE}\t{worked_example.AGENCY}\t{worked_example.GROUP}\tAAAAAAAAAAAA"
    )
    await owner.tap("yes")
    after = await entry_of(store, owner)
    assert (after.approval, after.token, after.raises) == (before.approval, before.token, 0)
    stored = await store.load_result(after.token)
    assert stored
    assert result_from_json(after.token, stored).approval == before.approval


async def test_an_export_has_the_decision_and_no_way_to_the_result(owner: Person, head: Person, store: Store) -> None:
    await head.decide(await owner.ask(), "approve_remark", "หมายเหตุของหัวหน้า")
    token = (await entry_of(store, owner)).token
    for person in (owner, head):
        await person.type("/export")
        link = next(link for message in person.reply.messages for link in message.links if link.purpose == "export")
        text = await store.links.get_text(Link(LinkKind.EXPORT, link.token))
        assert text
        assert "หมายเหตุของหัวหน้า" in text
        assert (token in text) == (person is owner)


async def test_there_is_nothing_to_approve_without_a_confirmed_result(turns: TurnHandler) -> None:
    person = Person(turns, "test:new")
    await person.type("/start", "ขอความเห็นชอบ")
    assert "ยังไม่มีผลประเมินที่ยืนยันแล้ว" in person.said


async def test_codes_are_for_private_chats(owner: Person, turns: TurnHandler) -> None:
    code = await owner.ask()
    group = Person(turns, "test:group")
    await group.type("/start")
    incoming = (await group.turns.handle(_in_group(group, code))).messages
    assert "แชตส่วนตัว" in str(incoming)
    assert worked_example.SERVICE not in str(incoming)


def _in_group(group: Person, code: str) -> IncomingEvent:
    return IncomingEvent("test", group.conversation, "in-group", Text(code), member=group_member("test", "1", "ก"))


async def test_an_expired_request_is_told_once_and_can_be_made_again(
    owner: Person, head: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, now = await owner.ask(), time.time()
    await head.type(code)
    await head.tap("approve")
    await head.type(f"{NAME}\n{POSITION}")
    monkeypatch.setattr("bot.turns.turn_handler.time.time", lambda: now + 31 * SECONDS_A_DAY)
    await head.tap("confirm")
    assert "คำขอนี้ปิดไปแล้ว" in head.said
    await owner.type("/start")
    assert "หมดอายุโดยไม่มีคำตอบ" in owner.said
    await owner.type("/start")
    assert "หมดอายุ" not in owner.said
    assert "ความเห็นชอบ" not in owner.said
    second = await owner.ask()
    assert second != code
    await head.decide(second)
    assert "บันทึกความเห็นแล้ว" in head.said


async def test_a_result_of_an_earlier_edition_is_decided_on_the_page(
    owner: Person, store: Store, catalogues: Catalogues
) -> None:
    code = await owner.ask()
    newer = Engine(second_edition(), catalogues, Retention(180, 365))
    head = Person(make_turns(newer, store), "test:head")
    await head.type(code)
    assert "กรุณาเปิดในเบราว์เซอร์" in head.said
    assert head.reply.messages[0].links[0].token == code
    async with approval_site(store, second_edition(), catalogues) as site:
        assert (await site.decide(code)).status_code == 200
    await owner.type("/start")
    assert "ให้ความเห็นชอบผลของ" in owner.said
