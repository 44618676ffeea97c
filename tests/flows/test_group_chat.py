"""Several people of a group chat fill in one assessment together."""

import pytest

from flows.engine import Engine
from flows.model.events import Greeting, Text
from flows.model.member import Member
from flows.model.messages import Section
from flows.model.session import PARKED_ASSESSMENTS
from flows.model.session_codec import session_from_plain, session_to_plain
from tests import worked_example
from tests.fakes.talk import Talk

SOMCHAI, MALEE = Member("a1", "สมชาย"), Member("b2", "มาลี")
UNNAMED = Member()


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue, member=SOMCHAI)


def as_member(talk: Talk, member: Member) -> Talk:
    talk.member = member
    return talk


def text_of(talk: Talk) -> str:
    return str(talk.messages)


def only_result(talk: Talk) -> str:
    assert talk.session is not None
    (finished,) = talk.listed
    return finished.assessment


def test_one_message_explains_how_a_group_works(talk: Talk) -> None:
    talk.send(Greeting())
    assert len(talk.messages) == 1
    for word in ("/answer", "ช่วยกัน", "เปลี่ยนลิงก์", "แชตส่วนตัว"):
        assert word in text_of(talk)


def test_a_private_chat_gets_no_group_notices(dialogue: Engine) -> None:
    talk = Talk(dialogue)
    talk.send(Greeting())
    assert "กลุ่มนี้" not in text_of(talk)
    talk.tap("agree")
    assert "/answer" not in text_of(talk)


def test_anyone_may_answer_and_each_answer_shows_who_gave_it(talk: Talk) -> None:
    talk.to_service()
    assert "สมชาย เริ่มการประเมิน" in talk.notices
    assert "/answer" in text_of(talk)
    as_member(talk, MALEE).type(worked_example.SERVICE)
    assert f"มาลี ตอบ ชื่อบริการ: {worked_example.SERVICE}" in talk.notices
    as_member(talk, SOMCHAI).type(worked_example.AGENCY)
    talk.tap("skip", "skip")
    as_member(talk, MALEE).tap("local_transaction")
    assert "มาลี" in talk.notices
    assert "กลุ่ม 3.1" in talk.notices
    for number in range(12):
        as_member(talk, (SOMCHAI, MALEE, UNNAMED)[number % 3]).tap("standard")
    assert "สมาชิกในกลุ่ม ตอบ" in talk.notices
    rows = [entry for block in talk.messages[-1].blocks if isinstance(block, Section) for entry in block.entries]
    answered_by = ["มาลี", "สมชาย", "สมชาย", "สมชาย", "มาลี", *["สมชาย", "มาลี", "สมาชิกในกลุ่ม"] * 4]
    answered = [row for row in rows if row.label != "วันที่ประเมิน"]
    assert [row.value.rpartition("(โดย ")[2].rstrip(")") for row in answered] == answered_by


def test_a_question_answered_before_says_by_whom(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, MALEE).tap("standard")
    as_member(talk, SOMCHAI).type("/back")
    assert "ตอบโดย มาลี" in text_of(talk)
    talk.tap("advanced")
    talk.type("/back")
    assert "ตอบโดย สมชาย" in text_of(talk)


def test_only_the_starter_withdraws_the_link_or_deletes_the_result(talk: Talk) -> None:
    talk.to_result()
    (token,) = talk.published
    for choice in ("withdraw", "delete"):
        as_member(talk, MALEE).type("/results")
        talk.tap(only_result(talk), choice)
        assert "ผู้ที่เริ่มการประเมินนี้เท่านั้น" in talk.notices
        assert list(talk.published) == [token]
    as_member(talk, SOMCHAI).type("/results")
    talk.tap(only_result(talk), "delete")
    as_member(talk, MALEE).tap("yes")
    assert list(talk.published) == [token]
    as_member(talk, SOMCHAI).type("/results")
    talk.tap(only_result(talk), "withdraw")
    assert token not in talk.published
    assert len(talk.published) == 1
    talk.tap("delete")
    talk.tap("yes")
    assert not talk.published


def test_only_the_member_who_started_everything_deletes_everything(talk: Talk) -> None:
    talk.to_levels()
    before = talk.answers
    as_member(talk, MALEE).type("/delete")
    assert "ผู้ที่เริ่ม" in talk.notices
    as_member(talk, SOMCHAI).type("/delete")
    as_member(talk, MALEE).tap("yes")
    assert talk.answers == before
    as_member(talk, SOMCHAI).tap("yes")
    assert talk.session is None


def test_each_assessment_has_its_own_starter(talk: Talk) -> None:
    talk.to_result()
    as_member(talk, MALEE).tap("!restart")
    talk.type("บริการที่สอง")
    talk.type("/results")
    talk.tap(only_result(talk), "again")
    assert talk.session is not None
    assert talk.session.assessment.started_by == MALEE.id
    assert [item.started_by for item in talk.session.parked] == [MALEE.id]


def test_a_parked_assessment_is_deleted_only_by_its_starter(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, MALEE).type("/restart", "ใช่", "บริการที่สอง", "/results", "1")
    talk.tap("delete")
    assert "ผู้ที่เริ่มการประเมินนี้เท่านั้น" in talk.notices
    as_member(talk, SOMCHAI).tap("delete")
    as_member(talk, MALEE).tap("yes")
    assert talk.session is not None
    assert len(talk.session.parked) == 1
    as_member(talk, SOMCHAI).tap("delete", "yes")
    assert not talk.session.parked


def test_another_member_cannot_drop_the_oldest_parked_one(talk: Talk) -> None:
    talk.to_service()
    talk.type("บริการที่ 0")
    for number in range(1, PARKED_ASSESSMENTS + 1):
        talk.type("/restart", "ใช่", f"บริการที่ {number}")
    as_member(talk, MALEE).type("/restart")
    assert talk.session is not None
    assert talk.session.pending is None
    as_member(talk, SOMCHAI).type("/restart")
    as_member(talk, MALEE).tap("yes")
    assert talk.answers["service"] == f"บริการที่ {PARKED_ASSESSMENTS}"
    as_member(talk, SOMCHAI).tap("yes")
    assert talk.state == "service"


def test_without_names_of_users_everybody_may_withdraw(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=UNNAMED)
    talk.to_result()
    as_member(talk, MALEE).type("/delete")
    talk.tap("yes")
    assert talk.session is None


def test_an_unnamed_member_is_not_the_starter(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, UNNAMED).type("/delete")
    assert "ผู้ที่เริ่ม" in talk.notices


def test_evidence_shows_who_attached_it(talk: Talk) -> None:
    talk.to_review()
    as_member(talk, MALEE).tap("!notes", "note_search")
    assert "/answer" in text_of(talk)
    talk.type("https://example.go.th/search")
    as_member(talk, SOMCHAI).tap("close")
    assert "https://example.go.th/search (โดย มาลี)" in text_of(talk)


def test_a_long_name_with_line_breaks_is_one_short_line(talk: Talk) -> None:
    as_member(talk, Member("c3", "ก\n" * 500)).to_service()
    assert talk.session is not None
    name = talk.session.assessment.answered_by["welcome"]
    assert "\n" not in name
    assert len(name) <= 40


def test_a_stored_group_session_reads_back_the_same(talk: Talk) -> None:
    talk.to_result()
    talk.tap("!restart")
    talk.type("บริการที่สอง", "/restart")
    assert talk.session is not None
    assert talk.session.is_group
    assert session_from_plain(session_to_plain(talk.session)) == talk.session
    plain = session_to_plain(talk.session._replace(is_group=False, parked=()))
    assert not session_from_plain(plain).is_group


def test_anyone_may_ask_for_help_and_the_language(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, MALEE).type("/language")
    talk.send(Text("/help"))
    assert "Answered" not in text_of(talk)
    assert talk.state == "level_search"


def offer_a_change(talk: Talk) -> None:
    """Somchai answers, and Malee taps another level on the same message."""
    talk.to_levels()
    before = next(press for press in talk.seen if press.choice == "advanced")
    talk.tap("standard")
    as_member(talk, MALEE).send(before)
    assert "ต้องการเปลี่ยนคำตอบนี้หรือไม่" in text_of(talk)


def test_a_confirmation_says_who_tapped_what_and_takes_no_words_of_others(talk: Talk) -> None:
    offer_a_change(talk)
    assert "ผู้แตะหรือพิมพ์: มาลี" in text_of(talk)
    assert "คำตอบใหม่: ระดับสูง" in text_of(talk)
    for words in ("1", "2", "ใช่", "เปลี่ยน", "คงเดิม", "อะไรหรือ"):
        as_member(talk, SOMCHAI).type(words)
        assert "รอคำตอบจาก มาลี" in talk.notices
        assert talk.answers["level_search"] == "standard"
    as_member(talk, MALEE).type("ใช่")
    assert talk.answers["level_search"] == "advanced"


def test_everybody_may_tap_the_answer_to_a_confirmation(talk: Talk) -> None:
    offer_a_change(talk)
    as_member(talk, SOMCHAI).tap("yes")
    assert talk.answers["level_search"] == "advanced"


@pytest.mark.parametrize("other", [UNNAMED, Member("", "มาลี")])
def test_a_member_whom_nobody_can_tell_apart_answers_a_confirmation_by_a_tap(dialogue: Engine, other: Member) -> None:
    talk = Talk(dialogue, member=UNNAMED)
    talk.to_service()
    talk.type("บริการที่หนึ่ง", "/restart")
    as_member(talk, other).type("ใช่")
    assert talk.answers["service"] == "บริการที่หนึ่ง"
    talk.tap("yes")
    assert talk.state == "service"


def test_a_guess_says_who_typed_what_and_is_answered_by_the_same_member(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, MALEE).type("มาตรฐานน")
    assert "หมายถึง" in text_of(talk)
    assert "มาลี พิมพ์: มาตรฐานน" in talk.notices
    as_member(talk, SOMCHAI).type("ใช่")
    assert "รอคำตอบจาก มาลี" in talk.notices
    assert "level_search" not in talk.answers
    as_member(talk, MALEE).type("ใช่")
    assert "มาลี ตอบ" in talk.notices


def test_a_private_chat_names_nobody_at_a_confirmation(dialogue: Engine) -> None:
    talk = Talk(dialogue)
    offered = "ผู้แตะหรือพิมพ์"
    talk.to_levels()
    talk.type("มาตรฐานน")
    assert "หมายถึง" in text_of(talk)
    assert offered not in text_of(talk)
    assert "พิมพ์: " not in talk.notices
    talk.type("ใช่")
    assert talk.answers["level_search"] == "standard"


def test_a_group_is_asked_before_its_assessment_is_put_aside(talk: Talk) -> None:
    talk.to_levels()
    as_member(talk, MALEE).type("/restart")
    assert "มาลี" in text_of(talk)
    assert worked_example.SERVICE in text_of(talk)
    as_member(talk, SOMCHAI).type("ใช่")
    assert talk.answers["service"] == worked_example.SERVICE
    as_member(talk, MALEE).type("ทำต่อ")
    assert talk.state == "level_search"
    talk.type("/restart", "ประเมินบริการใหม่")
    assert talk.state == "service"
    assert talk.session is not None
    assert [item.answers["service"] for item in talk.session.parked] == [worked_example.SERVICE]


def test_nothing_is_asked_where_a_new_assessment_puts_nothing_aside(talk: Talk, dialogue: Engine) -> None:
    talk.to_result()
    as_member(talk, MALEE).type("/restart")
    assert talk.state == "service"
    private = Talk(dialogue)
    private.to_levels()
    private.type("/restart")
    assert private.state == "service"


def started_by_two(talk: Talk) -> str:
    """Somchai has a result and a parked service, Malee the assessment in progress; return the result's token."""
    talk.to_result()
    (token,) = talk.published
    talk.tap("!restart")
    talk.type("บริการของสมชาย")
    as_member(talk, MALEE).type("/restart", "ใช่", "บริการของมาลี")
    return token


def test_a_starter_deletes_what_they_started_although_others_started_too(talk: Talk) -> None:
    token = started_by_two(talk)
    as_member(talk, SOMCHAI).type("/delete")
    for service in (worked_example.SERVICE, "บริการของสมชาย"):
        assert f"“{service}”" in text_of(talk)
    assert "บริการของมาลี" not in text_of(talk)
    talk.type("ลบ")
    assert token not in talk.published
    assert talk.answers["service"] == "บริการของมาลี"
    assert talk.session is not None
    assert not talk.session.parked
    assert not talk.listed


def test_a_starter_deletes_the_assessment_in_progress_and_leaves_those_of_others(talk: Talk) -> None:
    token = started_by_two(talk)
    as_member(talk, MALEE).type("/delete")
    assert "“บริการของมาลี”" in text_of(talk)
    assert worked_example.SERVICE not in text_of(talk)
    as_member(talk, SOMCHAI).tap("yes")
    assert "/delete" in talk.notices
    assert talk.answers["service"] == "บริการของมาลี"
    as_member(talk, MALEE).tap("yes")
    assert talk.state == "service"
    assert list(talk.published) == [token]
    assert talk.session is not None
    assert [item.answers["service"] for item in talk.session.parked] == ["บริการของสมชาย"]


def test_a_deletion_of_ones_own_closes_the_export_of_everything(talk: Talk) -> None:
    started_by_two(talk)
    talk.type("/export")
    assert talk.session is not None
    assert talk.session.exported
    talk.type("/delete", "ลบ")
    assert talk.session is not None
    assert not talk.session.exported


@pytest.mark.parametrize("member", [SOMCHAI, None])
@pytest.mark.parametrize("number", ["1", "๑", "หนึ่ง", "1 ค่ะ", "ข้อ 1"])
def test_no_number_deletes_everything(dialogue: Engine, member: Member | None, number: str) -> None:
    talk = Talk(dialogue, member=member)
    talk.to_levels()
    talk.type("/delete", number)
    assert talk.session is not None
    assert talk.answers["service"] == worked_example.SERVICE
    talk.type("ลบ")
    assert talk.session is None


def test_help_in_a_group_tells_how_to_answer(talk: Talk, dialogue: Engine) -> None:
    talk.to_levels()
    talk.type("/help")
    assert "/answer" in str(talk.messages[0])
    private = Talk(dialogue)
    private.to_levels()
    private.type("/help")
    assert "/answer" not in str(private.messages)
