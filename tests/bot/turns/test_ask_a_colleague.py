"""An officer asks a colleague one question, and the colleague answers in the chat."""

import time

import pytest

from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.collaboration.question import AnswerQuestion, QuestionState
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import Greeting
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.messages import LinkPurpose
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.asked import COLLEAGUE, Pair
from tests.fakes.second_edition import renamed_process_edition
from tests.fakes.services import make_turns
from tests.fakes.talk import Talk

FIRST, SECOND = "level_search", "level_identity"


@pytest.fixture
def pair(turns: TurnHandler, store: Store) -> Pair:
    return Pair(turns, store)


def choices(pair: Pair) -> list[str]:
    return [item.press.choice for item in offered(pair.owner.reply.messages[-1])]


async def test_a_question_at_its_level_is_asked_at_once_and_the_officer_goes_on(pair: Pair) -> None:
    code = await pair.asked()
    assert code in pair.owner.said
    link, screen = pair.owner.reply.messages
    assert {item.purpose for item in link.links} == {LinkPurpose.SHARE, LinkPurpose.CODE, LinkPurpose.CLIPBOARD}
    assert worked_example.SERVICE in str(link.blocks)
    assert next(iter(offered(screen))).press.question == SECOND
    record = await pair.record()
    assert record
    assert (record.service, record.agency) == (worked_example.SERVICE, worked_example.AGENCY)
    assert (record.question, record.state) == (FIRST, QuestionState.OPEN)
    assert record.open_until - record.asked_at == 14 * 86400


async def test_asking_again_gives_the_same_code(pair: Pair) -> None:
    code = await pair.asked()
    await pair.owner.type("/back")
    assert await pair.ask() == code
    assert len(await pair.known()) == 1


async def test_the_owner_is_told_once_and_uses_the_answer_before_confirming(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="ใช้ระบบกลาง")
    assert "ส่งคำตอบแล้ว" in pair.colleague.notices
    await pair.owner.tap("standard")
    assert "สมชาย ตอบแล้ว" in pair.owner.notices
    assert "ระดับสูง" in pair.owner.notices
    await pair.owner.tap(*["standard"] * 10)
    assert "ตอบแล้ว" not in pair.owner.notices
    await pair.owner.tap("confirm")
    assert "ใช้ระบบกลาง" in pair.owner.said
    await pair.owner.tap("use")
    answers = await pair.answers()
    assert (answers[FIRST], answers["note_search"]) == ("advanced", "ใช้ระบบกลาง")
    assert "โดย สมชาย" in pair.owner.said
    await pair.owner.tap("confirm")
    assert pair.owner.reply.finished
    result = await pair.store.load_result(pair.owner.reply.finished) or ""
    assert "ใช้ระบบกลาง" in result
    assert "สมชาย" not in result


async def test_the_words_show_the_answer_at_any_time(pair: Pair) -> None:
    await pair.asked()
    assert "รอคำตอบ" in await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("close")
    await pair.answered()
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    assert "ไม่ระบุชื่อ" in pair.owner.said
    await pair.owner.tap("own")
    assert (await pair.session()).assessment.state == FIRST
    assert "ไม่มีคำถาม" in await pair.owner.say("คำตอบเพื่อนร่วมงาน")


async def test_an_answer_that_is_not_used_leaves_the_question_open(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(remark="ลับ")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("ignore")
    assert (await pair.answers())[FIRST] == "open"
    record = await pair.record()
    assert record
    assert (record.state, record.answer, record.remark) == (QuestionState.DECIDED, "", "")


async def test_unanswered_questions_are_withdrawn_with_one_tap_when_confirming(pair: Pair) -> None:
    await pair.asked()
    await pair.owner.tap(*["standard"] * 11)
    await pair.owner.type("/back")
    assert (await pair.session()).assessment.state != "review"
    await pair.owner.tap("!forward")
    await pair.owner.tap("confirm")
    assert "withdraw" in choices(pair)
    token = (await pair.known())[0].token
    await pair.owner.tap("withdraw")
    assert (await pair.session()).assessment.state == FIRST, "the open question is asked now"
    assert await pair.record(token) is None
    assert await pair.known() == ()
    await pair.owner.tap("standard", "confirm")
    assert pair.owner.reply.finished


async def test_withdrawing_one_that_has_a_level_goes_on_to_the_result(pair: Pair) -> None:
    await pair.owner.to_levels()
    await pair.owner.tap(*["standard"] * 12)
    await pair.owner.say("ถามเพื่อนร่วมงาน")
    await pair.owner.tap(SECOND)
    await pair.owner.tap_later("review", "confirm")
    await pair.owner.tap("withdraw")
    assert pair.owner.reply.finished


async def test_an_answer_that_came_before_the_withdrawal_is_shown_instead(pair: Pair, turns: TurnHandler) -> None:
    code = await pair.asked()
    await pair.owner.tap(*["standard"] * 11)
    await pair.owner.tap("confirm")
    withdraw = pair.owner.button("withdraw")
    pair.code = code
    await pair.answered()
    await pair.owner.send(withdraw)
    assert "ตอบแล้ว" in pair.owner.notices or "ตอบไว้ก่อนแล้ว" in pair.owner.notices
    assert len(await pair.known()) == 1
    assert (await pair.record()) is not None


async def test_several_questions_are_out_at_once_and_each_is_decided(pair: Pair) -> None:
    await pair.asked()
    codes = [pair.code, *[await pair.ask() for _ in range(11)]]
    assert len(set(codes)) == 12
    assert (await pair.session()).assessment.state == "review"
    for code in codes:
        pair.code = code
        await pair.answered(level="initial")
    await pair.owner.tap("confirm")
    for _ in codes:
        await pair.owner.tap("use")
    await pair.owner.tap("confirm")
    assert pair.owner.reply.finished
    levels = {name: value for name, value in (await pair.answers()).items() if name.startswith("level_")}
    assert set(levels.values()) == {"initial"}


async def test_at_the_result_an_answer_corrects_it(pair: Pair) -> None:
    await pair.owner.to_result()
    token = pair.owner.reply.finished
    await pair.owner.tap("!continue", "ask", SECOND)
    pair.code = pair.owner.reply.messages[0].links[0].token
    await pair.answered(level="none", remark="เลิกใช้แล้ว")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    result = await pair.store.load_result(token) or ""
    assert '"identity":"none"' in result.replace(" ", "")
    assert "เลิกใช้แล้ว" in result


async def test_an_answer_corrects_a_result_that_is_not_on_screen(pair: Pair) -> None:
    await pair.owner.to_result()
    token = pair.owner.reply.finished
    await pair.owner.tap("!continue", "ask", SECOND)
    pair.code = pair.owner.reply.messages[0].links[0].token
    await pair.owner.type("/restart")
    await pair.answered(level="none", remark="เลิกใช้แล้ว")
    await pair.owner.type("บริการอื่น")
    assert worked_example.SERVICE in pair.owner.notices
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    assert "own" not in choices(pair)
    await pair.owner.tap("use")
    result = await pair.store.load_result(token) or ""
    assert '"identity":"none"' in result.replace(" ", "")
    assert "เลิกใช้แล้ว" in result


async def test_an_answer_is_used_in_a_parked_assessment(pair: Pair) -> None:
    await pair.asked()
    await pair.owner.type("/restart", "บริการอื่น")
    await pair.answered()
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    (parked,) = (await pair.session()).parked
    assert parked.answers[FIRST] == "advanced"
    assert parked.state == SECOND


async def test_the_service_is_named_first(pair: Pair) -> None:
    await pair.owner.send(Greeting())
    assert await pair.owner.say("ถามเพื่อนร่วมงาน")
    await pair.owner.tap("agree")
    assert "ชื่อบริการ" in await pair.owner.say("ถามเพื่อนร่วมงาน")
    assert await pair.known() == ()


async def test_the_group_can_be_asked_too(pair: Pair) -> None:
    await pair.owner.send(Greeting())
    await pair.owner.tap("agree")
    await pair.owner.type(worked_example.SERVICE, worked_example.AGENCY)
    await pair.owner.tap("skip", "skip")
    await pair.ask()
    assert (await pair.session()).assessment.state == FIRST
    await pair.answered(level=worked_example.CHARACTERISTIC)
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    assert (await pair.session()).assessment.state == FIRST
    assert (await pair.answers())[f"is_{worked_example.CHARACTERISTIC}"] == "yes"


async def test_the_colleagues_own_assessment_comes_back(pair: Pair) -> None:
    await pair.asked()
    await pair.colleague.to_levels()
    await pair.colleague.tap("standard")
    before = await pair.session(COLLEAGUE)
    await pair.answered(name="มาลี")
    after = await pair.session(COLLEAGUE)
    assert (after.assessment, after.pending) == (before.assessment, None)
    assert next(iter(offered(pair.colleague.reply.messages[-1]))).press.question == SECOND


async def test_a_new_colleague_is_asked_nothing_else(pair: Pair) -> None:
    await pair.asked()
    await pair.colleague.say(pair.code)
    said = pair.colleague.said
    assert worked_example.SERVICE in said
    assert "จะเก็บคำตอบ" in said
    assert "รับทราบและเริ่มประเมิน" not in said
    await pair.colleague.tap("standard", "skip", "skip")
    assert "รับทราบและเริ่มประเมิน" not in pair.colleague.said
    assert "ขอบคุณ" in pair.colleague.said


async def test_nothing_of_the_assessor_or_the_evidence_is_shown(pair: Pair) -> None:
    await pair.owner.send(Greeting())
    await pair.owner.tap("agree")
    await pair.owner.type(worked_example.SERVICE, worked_example.AGENCY, "นางสาวลับ")
    await pair.owner.tap("skip", worked_example.CHARACTERISTIC, "!evidence")
    await pair.owner.type("หลักฐานลับ")
    await pair.ask()
    await pair.colleague.say(pair.code)
    assert "ลับ" not in pair.colleague.said
    assert "ลับ" not in str(await pair.record())


async def test_a_code_is_used_once(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(level="none")
    assert "เปิดอะไรไม่ได้" in await pair.colleague.say(pair.code)
    record = await pair.record()
    assert record
    assert record.answer == "none"


async def test_of_two_colleagues_the_second_is_told_that_it_is_closed(pair: Pair, turns: TurnHandler) -> None:
    await pair.asked()
    other = Pair(turns, pair.store)
    other.colleague.conversation = "test:3"
    await other.colleague.say(pair.code)
    await other.colleague.tap("none", "skip")
    await pair.answered()
    await other.colleague.tap("skip")
    assert "ปิดแล้ว" in other.colleague.notices
    assert (await pair.session("test:3")).shared.given == ()


async def test_the_own_code_is_to_be_sent_on(pair: Pair) -> None:
    await pair.asked()
    assert "คุณส่งเอง" in await pair.owner.say(pair.code)


async def test_an_unsent_remark_is_gone_before_the_owner_decides(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="พิมพ์ผิด")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    assert "พิมพ์ผิด" in pair.owner.said
    await pair.colleague.unsend()
    await pair.owner.tap("use")
    assert "note_search" not in await pair.answers()
    assert "พิมพ์ผิด" not in str(await pair.session())


@pytest.mark.parametrize("confirmed", [False, True])
async def test_an_unsent_remark_is_gone_after_the_owner_took_it_over(pair: Pair, *, confirmed: bool) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="พิมพ์ผิด")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use", *["standard"] * 11, *(["confirm"] if confirmed else []))
    assert (await pair.answers())["note_search"] == "พิมพ์ผิด"
    await pair.colleague.unsend()
    await pair.owner.type("/help")
    assert "note_search" not in await pair.answers()
    if confirmed:
        (entry,) = await pair.store.load_finished(pair.owner.conversation)
        assert "พิมพ์ผิด" not in (await pair.store.load_result(entry.token) or "")
    assert "พิมพ์ผิด" not in str(await pair.session())
    assert (await pair.session()).assessment.answered_by == {"level_search": "สมชาย"}


async def test_an_unsent_name_is_gone_too(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="ตามนี้")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    await pair.colleague.unsend(1)
    await pair.owner.type("/help")
    assert "สมชาย" not in str(await pair.session())
    assert (await pair.answers())["note_search"] == "ตามนี้"


async def test_a_name_that_is_unsent_before_the_answer_is_sent(pair: Pair) -> None:
    await pair.asked()
    await pair.colleague.say(pair.code)
    await pair.colleague.tap("standard")
    await pair.colleague.say("สมชาย")
    await pair.colleague.unsend()
    assert "สมชาย" not in str(await pair.session(COLLEAGUE))


async def test_an_own_remark_stays_when_the_colleagues_is_unsent(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(remark="ของเพื่อน")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use", "!back", "!evidence")
    await pair.owner.say("ของฉัน")
    await pair.colleague.unsend()
    await pair.owner.type("/help")
    assert (await pair.answers())["note_search"] == "ของฉัน"


async def test_a_colleague_who_deletes_everything_takes_the_texts_along(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="ส่วนตัว")
    await pair.colleague.type("/delete", "ใช่")
    record = await pair.record()
    assert record
    assert (record.answer, record.name, record.remark) == ("advanced", "", "")


async def test_deleting_everything_deletes_the_questions(pair: Pair) -> None:
    await pair.asked()
    await pair.ask()
    tokens = [item.token for item in await pair.known()]
    await pair.owner.type("/delete", "ใช่")
    assert [await pair.record(token) for token in tokens] == [None, None]
    assert "เปิดอะไรไม่ได้" in await pair.colleague.say(pair.code)


async def test_deleting_a_result_deletes_its_questions(pair: Pair) -> None:
    await pair.owner.to_result()
    await pair.owner.tap("!continue", "ask", SECOND)
    ((asked),) = await pair.known()
    await pair.owner.type("/results", "1")
    await pair.owner.tap("delete", "yes")
    assert await pair.record(asked.token) is None
    assert await pair.store.shared.find(Link(LinkKind.CODE, asked.code)) is None
    assert await pair.known() == ()


async def test_deleting_a_parked_assessment_deletes_its_questions(pair: Pair) -> None:
    await pair.asked()
    (asked,) = await pair.known()
    await pair.owner.type("/restart", "บริการอื่น", "/results", "1")
    await pair.owner.tap("delete", "yes")
    assert await pair.record(asked.token) is None
    assert await pair.known() == ()


async def test_a_parked_assessment_keeps_its_questions(pair: Pair) -> None:
    await pair.asked()
    await pair.owner.type("/restart", "บริการอื่น")
    assert len(await pair.known()) == 1
    assert await pair.record()


async def test_an_answer_that_the_officer_changed_is_the_officers_own(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use", "!back", "none")
    assert "สมชาย" not in str((await pair.session()).assessment)


async def test_a_waiting_question_is_withdrawn_from_the_list(pair: Pair) -> None:
    code = await pair.asked()
    await pair.owner.tap(*["standard"] * 11)
    await pair.owner.say("ถามเพื่อนร่วมงาน")
    await pair.owner.tap(FIRST, "again")
    assert code in pair.owner.said
    await pair.owner.say("ถามเพื่อนร่วมงาน")
    await pair.owner.tap(FIRST, "withdraw")
    assert "ยกเลิกคำถามแล้ว" in pair.owner.notices
    assert await pair.known() == ()


async def test_the_texts_are_in_the_export_of_both(pair: Pair) -> None:
    await pair.asked()
    await pair.answered(name="สมชาย", remark="หมายเหตุนี้")
    for person in (pair.owner, pair.colleague):
        await person.type("/export")
        (link,) = person.reply.messages[0].links
        text = await pair.store.links.get_text(Link(LinkKind.EXPORT, link.token)) or ""
        assert "หมายเหตุนี้" in text


def let_days_pass(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = time.time
    monkeypatch.setattr(time, "time", lambda: before() + days * 86400)


async def test_an_expired_question_vanishes_without_a_word(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    await pair.asked()
    (asked,) = await pair.known()
    await pair.colleague.say(pair.code)
    await pair.colleague.tap("standard", "skip")
    let_days_pass(15, monkeypatch)
    await pair.colleague.tap("skip")
    assert "ปิดแล้ว" in pair.colleague.notices
    for _ in range(2):
        await pair.owner.type("/help")
        assert "คำถาม" not in pair.owner.notices
    assert await pair.known() == ()
    assert await pair.record(asked.token) is None
    assert await pair.store.shared.find(Link(LinkKind.CODE, asked.code)) is None


async def test_an_answer_that_came_in_time_is_kept_until_the_owner_comes_back(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.asked()
    await pair.answered()
    let_days_pass(100, monkeypatch)
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    assert (await pair.answers())[FIRST] == "advanced"


async def test_a_decided_question_is_forgotten_when_nothing_can_be_unsent_any_more(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.asked()
    await pair.answered(remark="หลักฐาน")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    (asked,) = await pair.known()
    let_days_pass(7, monkeypatch)
    await pair.owner.type("/help")
    assert len(await pair.known()) == 1
    let_days_pass(2, monkeypatch)
    await pair.owner.type("/help")
    assert await pair.known() == ()
    assert await pair.record(asked.token) is None
    assert (await pair.answers())["note_search"] == "หลักฐาน"


async def test_a_remark_that_was_unsent_long_before_the_owner_comes_back(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.owner.to_result()
    token = pair.owner.reply.finished
    await pair.owner.tap("!continue", "ask", SECOND)
    pair.code = pair.owner.reply.messages[0].links[0].token
    await pair.answered(remark="พิมพ์ผิด")
    await pair.owner.say("คำตอบเพื่อนร่วมงาน")
    await pair.owner.tap("use")
    await pair.colleague.unsend()
    let_days_pass(60, monkeypatch)
    await pair.owner.type("/help")
    assert "พิมพ์ผิด" not in (await pair.store.load_result(token) or "")
    assert await pair.known() == ()


async def test_another_edition_that_does_not_ask_the_question(pair: Pair, catalogues: Catalogues) -> None:
    await pair.asked()
    newer = Engine(renamed_process_edition(), catalogues, Retention(180, 365))
    pair.owner.turns = pair.colleague.turns = make_turns(newer, pair.store)
    assert "เกณฑ์ฉบับอื่น" in await pair.colleague.say(pair.code)
    answer = AnswerQuestion("standard", "มาลี", "", "page", int(time.time()), "page:1")
    assert await pair.store.shared.change(Link(LinkKind.QUESTION, (await pair.known())[0].token), answer)
    await pair.owner.type("/help")
    assert "มาลี ตอบแล้ว" in pair.owner.notices, "the assessment is still under its own edition"
    await pair.owner.tap("yes")
    await pair.owner.type("/help")
    assert "ไม่ได้ถามแล้ว" in pair.owner.notices
    assert await pair.known() == ()


async def test_no_more_than_twelve_wait_at_once(pair: Pair) -> None:
    await pair.owner.send(Greeting())
    await pair.owner.tap("agree")
    await pair.owner.type(worked_example.SERVICE, worked_example.AGENCY)
    await pair.owner.tap("skip", "skip")
    for _ in range(12):
        await pair.ask()
    await pair.owner.say("ถามเพื่อนร่วมงาน")
    assert "ไม่เกิน 12" in pair.owner.notices
    assert len(await pair.known()) == 12


def test_in_a_group_nothing_is_asked(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("m1", "สมชาย")).to_levels()
    before = talk.session
    for words in ("ถามเพื่อนร่วมงาน", "คำตอบเพื่อนร่วมงาน"):
        talk.type(words)
        assert "แชตส่วนตัว" in talk.notices
    assert before
    assert talk.session
    assert talk.session.shared == before.shared
