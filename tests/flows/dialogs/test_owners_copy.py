"""The form with the assessor's name: given in private chats, in a group only to the starter who says yes."""

import pytest

from flows.actions.owners_copy import REUSE_SECONDS
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Correction, Greeting, Text
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink
from flows.model.session_codec import session_from_plain, session_to_plain
from tests import worked_example
from tests.fakes.talk import Talk

SOMCHAI, MALEE, UNNAMED = Member("a1", "สมชาย"), Member("b2", "มาลี"), Member()
OPEN, FORM, COPY, SHARE = LinkPurpose.OPEN, LinkPurpose.FORM, LinkPurpose.COPY, LinkPurpose.SHARE


def finish(talk: Talk, assessor: str = worked_example.ASSESSOR) -> Talk:
    return assess(talk.to_service(), worked_example.SERVICE, assessor)


def assess(talk: Talk, service: str, assessor: str = worked_example.ASSESSOR) -> Talk:
    talk.type(service, worked_example.AGENCY)
    if assessor:
        talk.type(assessor)
    else:
        talk.tap("skip")
    talk.tap("skip", worked_example.CHARACTERISTIC)
    if talk.session and talk.session.pending:  # The agency's answers are offered again.
        talk.tap("no")
    talk.tap(*["standard"] * 12, "confirm")
    return talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return finish(Talk(dialogue))


@pytest.fixture
def group(dialogue: Engine) -> Talk:
    return finish(Talk(dialogue, member=SOMCHAI))


def copies(talk: Talk) -> list[ResultLink]:
    return [link for message in talk.messages for link in message.links if link.purpose is COPY]


def words(message: Message) -> str:
    return "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))


def to_card(talk: Talk) -> None:
    talk.type("/results")
    talk.tap(talk.listed[-1].assessment)


def test_the_question_says_that_links_do_not_show_the_name(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(worked_example.SERVICE)
    assert "ลิงก์ที่ส่งต่อไม่แสดงชื่อ" in words(talk.type(worked_example.AGENCY))


def test_a_result_in_a_private_chat_comes_with_the_copy_in_the_place_of_the_shared_form(talk: Talk) -> None:
    result = talk.messages[-1]
    assert [link.purpose for link in result.links] == [OPEN, COPY, SHARE]
    page, copy, _ = result.links
    assert copy.token != page.token
    assert copy.label == "แบบฟอร์มสำหรับยื่น (มีชื่อผู้ประเมิน)"
    assert "ลิงก์ที่ส่งต่อไม่แสดงชื่อผู้ประเมิน" in words(result)


def test_without_a_name_the_result_has_the_shared_form_and_says_nothing_of_names(dialogue: Engine) -> None:
    talk = finish(Talk(dialogue), assessor="")
    assert [link.purpose for link in talk.messages[-1].links] == [OPEN, FORM, SHARE]
    assert "ผู้ประเมิน" not in words(talk.messages[-1])
    for step in (talk.send(Text("/form")), talk.send(Text("ขอแบบฟอร์ม"))):
        assert step.copied is None
        assert [link.purpose for link in step.messages[0].links] == [FORM]
    to_card(talk)
    assert "ไม่ได้ระบุชื่อ" in words((talk.tap("copy"), talk.messages[0])[1])


def test_a_result_that_is_shown_again_keeps_its_copy_until_half_of_the_hour_is_over(talk: Talk) -> None:
    (first,) = copies(talk)
    talk.now += REUSE_SECONDS - 1
    talk.type("/results")
    step = talk.send(talk.tap_on("close"))
    assert (step.copied, copies(talk)) == (None, [first])
    talk.now += 1
    step = talk.send(Greeting())
    (second,) = copies(talk)
    assert step.copied
    assert second.token == step.copied.token != first.token
    assert step.withdrawn == (Link(LinkKind.COPY, first.token),)


def test_a_corrected_result_and_an_edited_name_have_the_same_copy(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(worked_example.SERVICE, worked_example.AGENCY)
    talk.send(Text(worked_example.ASSESSOR, "typed"))
    talk.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    (copy,) = copies(talk)
    talk.tap("!back", "level_tracking", "advanced", "confirm")
    assert copies(talk) == [copy]
    step = talk.send(Correction("typed", "นางสาวใหม่ ถูกต้อง"))
    assert [result.service_data["assessor"] for result in step.renewed] == ["นางสาวใหม่ ถูกต้อง"]
    assert copies(talk) == [copy]


@pytest.mark.parametrize("asked", ["/form", "ขอแบบฟอร์ม", "ขอ PDF", "ขอแบบฟอร์มครับ"])
@pytest.mark.parametrize("away", [False, True])
def test_a_copy_that_is_asked_for_is_fresh_and_withdraws_the_one_before(talk: Talk, asked: str, *, away: bool) -> None:
    (first,) = copies(talk)
    if away:
        talk.tap("!restart")
        talk.type("บริการที่สอง")
    step = talk.send(Text(asked))
    assert step.copied
    assert step.copied.result == talk.listed[-1].token
    assert {link.token for link in copies(talk)} == {step.copied.token}
    assert "1 ชั่วโมง" in words(talk.messages[0])
    assert step.withdrawn == (Link(LinkKind.COPY, first.token),)


def test_asking_before_there_is_a_result_loses_nothing(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    before = talk.answers
    talk.type("ขอแบบฟอร์ม")
    assert "ยังไม่มีผล" in talk.notices
    assert talk.answers == before


def test_the_card_of_a_result_gives_a_copy_of_that_result(talk: Talk) -> None:
    first = talk.listed[-1]
    talk.tap("!restart")
    assess(talk, "บริการที่สอง", "ผู้อื่น")
    talk.type("/results")
    talk.tap(first.assessment)
    step = talk.send(talk.tap_on("copy"))
    assert step.copied
    assert step.copied.result == first.token
    assert talk.messages[-1].title == first.service, "the card is shown again"


def test_a_closed_link_does_not_keep_the_owner_from_a_copy(talk: Talk) -> None:
    to_card(talk)
    talk.tap("link", "close_link", "close")
    talk.type("/form")
    assert copies(talk)


def test_a_deleted_result_a_new_link_and_the_deletion_of_all_withdraw_the_copy(talk: Talk) -> None:
    (copy,) = copies(talk)
    to_card(talk)
    step = talk.send(talk.tap_on("withdraw"))
    assert Link(LinkKind.COPY, copy.token) in step.withdrawn
    talk.type("/form")
    copy = copies(talk)[0]
    to_card(talk)
    talk.tap("delete")
    step = talk.send(talk.tap_on("yes"))
    assert Link(LinkKind.COPY, copy.token) in step.withdrawn
    (copy,) = copies(assess(talk, worked_example.SERVICE))
    talk.type("/delete")
    assert Link(LinkKind.COPY, copy.token) in talk.send(talk.tap_on("yes")).withdrawn


def test_a_group_gets_the_shared_form_with_the_result_and_when_it_asks(group: Talk) -> None:
    assert [link.purpose for link in group.messages[-1].links] == [OPEN, FORM, SHARE]
    assert "ผู้ที่เริ่มการประเมินขอแบบฟอร์มที่มีชื่อผู้ประเมินได้" in words(group.messages[-1])
    for member in (SOMCHAI, MALEE):
        group.member = member
        step = group.send(Text("/form"))
        assert step.copied is None
        assert not copies(group)
        assert [link.purpose for link in group.messages[0].links] == [FORM]


def test_in_a_group_the_starter_gets_the_copy_after_saying_that_all_may_open_it(group: Talk) -> None:
    to_card(group)
    asked = group.send(group.tap_on("copy"))
    assert asked.copied is None
    assert "ทุกคนในกลุ่ม" in words(group.messages[-1])
    assert not copies(group)
    step = group.send(group.tap_on("yes"))
    assert step.copied
    assert [link.token for link in copies(group)] == [step.copied.token]
    assert "ทุกคนในกลุ่มนี้เปิดลิงก์ได้ 1 ชั่วโมง" in words(group.messages[0])
    group.type("/results")
    group.tap("close")
    assert not copies(group), "the result goes on with the shared form"


def test_a_starter_who_says_no_gets_none(group: Talk) -> None:
    to_card(group)
    group.tap("copy")
    step = group.send(group.tap_on("no"))
    assert step.copied is None
    assert group.messages[-1].title == worked_example.SERVICE


@pytest.mark.parametrize("member", [MALEE, UNNAMED])
def test_others_in_the_group_are_refused_at_the_card_and_at_the_confirmation(group: Talk, member: Member) -> None:
    group.member = member
    to_card(group)
    step = group.send(group.tap_on("copy"))
    assert step.copied is None
    assert "ผู้ที่เริ่มการประเมินนี้เท่านั้นที่ขอแบบฟอร์ม" in group.notices
    group.member = SOMCHAI
    group.tap("copy")
    group.member = member
    step = group.send(group.tap_on("yes"))
    assert step.copied is None
    assert "ผู้ที่เริ่มการประเมินนี้เท่านั้นที่ขอแบบฟอร์ม" in group.notices
    group.member = SOMCHAI
    assert group.send(group.tap_on("yes")).copied, "the question went on waiting"


def test_where_the_starter_is_not_known_nobody_in_the_group_gets_it(dialogue: Engine) -> None:
    group = finish(Talk(dialogue, member=UNNAMED))
    for member in (UNNAMED, SOMCHAI):
        group.member = member
        to_card(group)
        assert group.send(group.tap_on("copy")).copied is None
        assert "เท่านั้น" in group.notices


def test_a_result_that_is_gone_gives_no_copy(talk: Talk) -> None:
    to_card(talk)
    talk.published.clear()
    step = talk.send(talk.tap_on("copy"))
    assert step.copied is None
    assert "หมดอายุหรือถูกลบไปแล้ว" in talk.notices


def test_in_english_it_is_a_form_too(dialogue: Engine) -> None:
    talk = finish(Talk(dialogue, language=Language.ENGLISH))
    assert copies(talk)[0].label == "Form to hand in (with assessor's name)"
    assert "do not show the assessor's name" in words(talk.messages[-1])
    talk.type("form")
    assert copies(talk)


def test_a_shown_name_is_told_at_the_result(talk: Talk) -> None:
    to_card(talk)
    talk.tap("link", "show_assessor", "close")
    assert "ลิงก์ที่ส่งต่อแสดงชื่อผู้ประเมิน" in words(talk.messages[-1])
    assert copies(talk)


def test_sessions_without_a_copy_are_read_and_those_with_one_keep_it(talk: Talk) -> None:
    assert talk.session
    assert talk.session.copy
    plain = session_to_plain(talk.session)
    assert session_from_plain(plain).copy == talk.session.copy
    del plain["copy"]
    assert session_from_plain(plain).copy is None
