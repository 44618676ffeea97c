"""Talk beside the questions: requests, questions back and sentences do what they say, and are never names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Retraction, Text
from flows.model.member import Member
from flows.model.pending import ConfirmDeleteAll, Guess, ReplaceAnswer
from flows.model.question_ids import LATER
from tests import worked_example
from tests.fakes.talk import Talk
from tests.flows.understanding.aside_rows import Row, Verdict, judge

PHRASES = Path(__file__).parents[2] / "data" / "officers" / "asides.txt"
ROWS = [
    Row(*(part.strip() for part in line.split(" | ")))
    for line in PHRASES.read_text("utf-8").splitlines()
    if not line.startswith("#")
]
FEWEST = 150
#: Beginnings and ends of real names of services, some of which look like requests.
BEGINNINGS = ("ขอ", "ขอรับ", "แจ้ง", "แก้ไข", "เปลี่ยน", "ลบ", "งาน", "ศูนย์", "บริการ", "ช่วยเหลือ", "ขอบคุณ", "การ")
ENDS = (
    "ใบอนุญาตก่อสร้างอาคาร",
    "ชื่อในทะเบียนบ้าน",
    "เบี้ยยังชีพผู้สูงอายุ",
    "ทะเบียนพาณิชย์",
    "เหตุฉุกเฉินด่วน",
    "ผู้ประสบภัย",
    "มูลค่า",
    "การบังคับ",
    "สาธารณะ",
    "แจ้งวัฒนะ",
    "พระเจ้า",
)
PARTICLES = ("", " ครับ", "ครับ", "ค่ะ", " นะคะ", "จ้า", "ครับผม", " ค่าาา")


def test_there_are_many_phrases() -> None:
    assert len({row.text for row in ROWS}) >= FEWEST
    assert {"service", "agency", "assessor", "description", "review", "result"} < {row.state for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.state}-{row.text}")
def test_a_phrase_is_done_or_asked_back(dialogue: Engine, row: Row) -> None:
    expected = {Verdict.ASKED, Verdict.ASKED_BACK} if row.meant == "asked" else {Verdict.RIGHT}
    assert judge(dialogue, row) in expected


@given(
    st.sampled_from([start for start in BEGINNINGS if start != "ขอบคุณ"]),
    st.sampled_from(ENDS),
    st.sampled_from(PARTICLES),
)
def test_a_name_is_stored_without_the_particle_at_its_end(
    dialogue: Engine, start: str, end: str, particle: str
) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(f"{start}{end}{particle}")
    assert talk.answers["service"] == f"{start}{end}"
    assert f"{start}{end}" in talk.notices, "what was stored is echoed"


def test_a_doubtful_name_is_stored_only_after_a_yes(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("ขอบคุณผู้บริจาคได้ไหม")
    assert "service" not in talk.answers
    assert "“ขอบคุณผู้บริจาคได้ไหม”" in talk.messages[-1].title
    talk.type("ใช่")
    assert talk.answers["service"] == "ขอบคุณผู้บริจาคได้ไหม"
    assert talk.state == "agency"


def test_at_such_a_question_another_name_is_taken(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("ยืนยัน", "ขอใบอนุญาตขุดดิน")
    assert talk.answers["service"] == "ขอใบอนุญาตขุดดิน"


def test_an_unsent_doubtful_name_is_forgotten(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.send(Text("ขอผลงานเด่นได้ไหมนะ คุณปู่", "message-1"))
    assert talk.session is not None
    assert isinstance(talk.session.pending, ReplaceAnswer)
    talk.send(Retraction("message-1"))
    assert talk.session.pending is None


def test_at_a_guess_a_command_is_taken(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard")
    talk.type("มาตราฐาน")
    assert talk.session is not None
    assert isinstance(talk.session.pending, Guess)
    talk.type("ย้อนกลับครับ")
    assert talk.state == "level_search"


def test_a_change_of_an_earlier_answer_goes_on_where_it_was(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "standard")
    talk.type("การสืบค้น เป็นขั้นต้น")
    assert talk.answers["level_search"] == "standard"
    talk.type("ใช่")
    assert talk.answers["level_search"] == "initial"
    assert talk.state == "level_request"


@pytest.mark.parametrize(
    ("sentence", "question", "level"),
    [
        ("เปลี่ยนเป็นสูง ข้อ 5", "level_approval", "advanced"),
        ("มาตรฐานข้อห้านะคะ", "level_approval", "standard"),
        ("ขอแก้เป็นระดับเริ่มต้น ตรงการอนุมัติครับ", "level_approval", "initial"),
        ("ไม่มี ข้อ ๗", "level_issuance", "none"),
        ("change to high for question 12, please", "level_support", "advanced"),
    ],
)
def test_the_answer_may_stand_before_the_name(dialogue: Engine, sentence: str, question: str, level: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(sentence)
    assert question not in talk.answers
    talk.type("ใช่")
    assert talk.answers[question] == level


@pytest.mark.parametrize("sentence", ["2 ข้อ 3", "สูง 5", "สูง ข้อ 3 กับ 4", "ยังไม่มีการติดตามสถานะ"])
def test_a_level_beside_a_name_is_no_change_without_a_word_for_it(dialogue: Engine, sentence: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(sentence)
    assert talk.session is not None
    assert not isinstance(talk.session.pending, ReplaceAnswer)


@pytest.mark.parametrize(
    ("sentence", "question", "level"),
    [
        ("แก้ข้อ 2 เป็นใช้ ThaID", "level_identity", "advanced"),
        ("ข้อ๖ตอบผิด จริงๆ จ่ายสดอย่างเดียวค่ะ", "level_payment", "none"),
        ("การยืนยันตัวตนแก้เป็นใช้ ThaID นะครับ", "level_identity", "advanced"),
        ("please change no. 5, we approve by email", "level_approval", "initial"),
    ],
)
def test_the_answer_may_be_a_fact(dialogue: Engine, sentence: str, question: str, level: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(sentence)
    assert question not in talk.answers
    talk.type("ใช่")
    assert talk.answers[question] == level
    assert talk.state == "level_search"


@pytest.mark.parametrize("fact", ["ส่งเรื่องอนุมัติทางอีเมล", "ระบบชำระเงินเปลี่ยนไปหลายรอบแล้วค่ะ"])
def test_a_fact_that_mentions_another_process_changes_nothing(dialogue: Engine, fact: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(fact)
    assert talk.session is not None
    assert not isinstance(talk.session.pending, ReplaceAnswer)


def test_an_answer_given_ahead_leaves_the_questions_between_open(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("ข้อ 8 เป็นมาตรฐาน", "ใช่")
    assert talk.answers["level_delivery"] == "standard"
    assert talk.state == "level_search"
    assert "level_identity" not in talk.answers


def test_a_sentence_at_the_result_corrects_it_under_the_same_link(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    token = talk.listed[-1].token
    talk.type("แก้หน่วยงานเป็น เทศบาลนครขอนแก่น", "ใช่")
    assert talk.state == "review"
    assert talk.published[token].service_data["agency"] == worked_example.AGENCY
    talk.tap("confirm")
    assert talk.published[token].service_data["agency"] == "เทศบาลนครขอนแก่น"


def test_a_sentence_changes_the_assessment_on_screen_not_a_parked_one(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard")
    talk.type("/restart", "บริการที่สอง", "หน่วยงานที่สอง", "การสืบค้น เป็นสูง", "ใช่")
    assert talk.session is not None
    assert talk.answers["level_search"] == "advanced"
    assert talk.session.parked[0].answers["level_search"] == "standard"
    assert talk.state == "assessor"


def test_in_a_group_a_sentence_is_confirmed_too(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("m1", "Malee")).to_levels()
    talk.tap("standard")
    talk.type("การสืบค้น เป็นสูง")
    assert talk.answers["level_search"] == "standard"
    talk.tap("yes")
    assert talk.answers["level_search"] == "advanced"


@pytest.mark.parametrize("member", [None, Member("m1", "Malee")])
def test_deleting_everything_needs_the_word_or_a_tap(dialogue: Engine, member: Member | None) -> None:
    talk = Talk(dialogue, member=member).to_levels()
    for digit in ("1", "๑", "ข้อ 1", "หนึ่ง"):
        talk.type("/delete", digit)
        assert talk.session is not None
        assert isinstance(talk.session.pending, ConfirmDeleteAll)
    talk.type("ลบเลย")
    assert talk.session is None


def test_the_agency_of_the_last_service_is_stored_again(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    talk.type("/restart", "บริการที่สอง", "หน่วยงานเดิมครับ")
    assert talk.answers["agency"] == worked_example.AGENCY


def test_thanks_do_not_repeat_the_question(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    question = talk.messages[-1].title
    talk.type("ขอบคุณค่ะ")
    assert len(talk.messages) == 1
    assert question not in str(talk.messages)


def test_the_next_steps_tell_what_each_requires(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    message = talk.type("ต้องทำอะไรต่อ")
    rows = [entry for block in message.blocks for entry in getattr(block, "entries", ())]
    assert 1 <= len(rows) <= 3
    assert all(entry.value for entry in rows)


def test_the_first_message_of_all_may_name_a_language(dialogue: Engine) -> None:
    talk = Talk(dialogue)
    talk.type("english please")
    assert talk.session is not None
    assert talk.session.language is Language.ENGLISH


def test_a_question_set_aside_in_words_comes_again(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("เดี๋ยวมาตอบนะคะ")
    assert talk.answers["level_search"] == LATER
    assert talk.state == "level_identity"


@pytest.mark.parametrize("word", ["กลับไปแก้", "อยากจะ", "ย้อนไปแก้", "นะคะ", "ข้อที่"])
def test_a_word_typed_over_and_over_is_read_at_once(dialogue: Engine, word: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(word * 40)
    assert talk.answers.get("level_search") is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("สพร. ค่ะ", "สพร."),
        ("จ.ส.อ.ธนากร บุญมาครับ", "จ.ส.อ.ธนากร บุญมา"),
        ("นายมานะครับ", "นายมานะ"),
        ("งานบังคับ", "งานบังคับ"),
        ("ตลาดนัดนะครับ", "ตลาดนัด"),
    ],
)
def test_a_closing_particle_goes_and_an_abbreviation_keeps_its_dot(dialogue: Engine, typed: str, stored: str) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("บริการทดสอบ", typed)
    assert talk.answers["agency"] == stored
