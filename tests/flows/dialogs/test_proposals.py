"""What a description tells is proposed with its words, and is an answer only once the officer confirms."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Correction, Retraction, Text
from flows.model.member import Member
from flows.model.messages import Entry, Section
from flows.model.pending import ConfirmProposals, Describe
from flows.model.result import result_to_plain
from flows.model.session_codec import dump_json, session_to_plain
from tests import worked_example
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

DIALOGUE = standard_engine()
TWO = "ประชาชนกรอกคำขอในเว็บไซต์ ใบอนุญาตส่งให้ทางอีเมล"
CONTRADICTION = "จ่ายค่าธรรมเนียมเป็นเงินสดที่เคาน์เตอร์\nจ่ายค่าธรรมเนียมผ่าน Payment Gateway บนเว็บ"
NOTHING = "บริการออกใบอนุญาต"


def to_description(talk: Talk) -> Talk:
    talk.to_service()
    talk.type(worked_example.SERVICE, worked_example.AGENCY)
    talk.tap("skip")
    assert talk.state == "description"
    return talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return to_description(Talk(dialogue))


def rows(talk: Talk) -> tuple[Entry, ...]:
    return tuple(entry for block in talk.messages[-1].blocks if isinstance(block, Section) for entry in block.entries)


def proposed(talk: Talk) -> dict[str, str]:
    """The value of each row by the question that it is about."""
    return {entry.press.choice: entry.value for entry in rows(talk) if entry.press}


def levels(talk: Talk) -> dict[str, str]:
    return {name: answer for name, answer in talk.answers.items() if name.startswith("level_")}


def pending(talk: Talk) -> object:
    assert talk.session is not None
    return talk.session.pending


def test_proposals_come_with_the_words_and_are_no_answers(talk: Talk) -> None:
    talk.type(TWO)
    assert proposed(talk) == {"level_request": "มาตรฐาน", "level_delivery": "เริ่มต้น"}
    assert [entry.detail for entry in rows(talk)] == [
        "จากที่เล่า: “ประชาชนกรอกคำขอในเว็บไซต์”",
        "จากที่เล่า: “ใบอนุญาตส่งให้ทางอีเมล”",
    ]
    assert (levels(talk), talk.answers["description"]) == ({}, TWO)


def test_one_tap_confirms_all(talk: Talk) -> None:
    talk.type(TWO)
    talk.tap("all")
    assert levels(talk) == {"level_request": "standard", "level_delivery": "initial"}
    assert (talk.state, pending(talk)) == ("characteristics", None)
    assert "2 ข้อ" in talk.notices


@pytest.mark.parametrize("word", ["ใช่", "ยืนยัน", "ใช้ทั้งหมด", "yes"])
def test_words_confirm_too(talk: Talk, word: str) -> None:
    talk.type(TWO, word)
    assert len(levels(talk)) == 2


def test_one_is_changed_and_one_rejected(talk: Talk) -> None:
    talk.type(TWO, "3")
    talk.tap("advanced")
    assert proposed(talk) == {"level_request": "สูง", "level_delivery": "เริ่มต้น"}
    talk.tap("level_delivery", "close", "level_delivery", "reject")
    assert proposed(talk) == {"level_request": "สูง"}
    assert levels(talk) == {}
    talk.tap("all")
    assert levels(talk) == {"level_request": "advanced"}


@pytest.mark.parametrize("choices", [("close",), ("level_request", "reject", "level_delivery", "reject")])
def test_all_are_dropped_and_asked_as_usual(talk: Talk, choices: tuple[str, ...]) -> None:
    talk.type(TWO)
    talk.tap(*choices)
    assert (levels(talk), talk.state, pending(talk)) == ({}, "characteristics", None)
    talk.tap(worked_example.CHARACTERISTIC)
    assert talk.state == "level_search"


def test_a_contradiction_is_asked_and_not_confirmed_before(talk: Talk) -> None:
    talk.type(f"{TWO}\n{CONTRADICTION}")
    assert proposed(talk)["level_payment"] == "เลือก"
    talk.tap("all")
    assert "level_payment" not in levels(talk)


def test_a_contradiction_offers_its_two_levels(talk: Talk) -> None:
    talk.type(CONTRADICTION)
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["close"]
    talk.tap("level_payment")
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["none", "advanced", "reject"]
    talk.tap("none", "all")
    assert levels(talk) == {"level_payment": "none"}


def test_the_characteristic_is_proposed_changed_and_confirmed(talk: Talk) -> None:
    talk.type(worked_example.TELLING)
    assert next(iter(proposed(talk))) == "characteristics"
    talk.tap("characteristics", "national_transaction", "all")
    assert talk.state == "review"
    assert talk.answers["is_national_transaction"] == "yes"
    assert "กลุ่ม 3.2" in talk.notices


def test_the_worked_example_told_at_once(dialogue: Engine) -> None:
    told = to_description(Talk(dialogue))
    told.type(worked_example.TELLING)
    told.tap("all", "confirm")
    tapped = Talk(dialogue).to_result()
    (one,), (other,) = ([result_to_plain(item) for item in each.published.values()] for each in (told, tapped))
    assert (one["group"], one["levels"]) == (other["group"], other["levels"])


@pytest.mark.parametrize("text", [NOTHING, "เป็นบริการที่ดีที่สุดแห่งหนึ่ง ผู้ใช้ชื่นชมตลอด"])
def test_without_a_proposal_nothing_is_different(dialogue: Engine, talk: Talk, text: str) -> None:
    message = talk.type(text)
    skipped = to_description(Talk(dialogue))
    assert (talk.state, pending(talk)) == ("characteristics", None)
    assert message.choices == skipped.tap("skip").choices


def test_an_edited_description_is_read_again(talk: Talk) -> None:
    talk.send(Text(TWO, "m1"))
    talk.tap("level_request")
    talk.send(Correction("m1", "ใบอนุญาตส่งให้ทางอีเมล"))
    assert proposed(talk) == {"level_delivery": "เริ่มต้น"}
    talk.send(Correction("m1", NOTHING))
    assert (pending(talk), levels(talk), talk.state) == (None, {}, "characteristics")


def test_what_was_confirmed_stays_after_an_edit(talk: Talk) -> None:
    talk.send(Text(TWO, "m1"))
    talk.tap("all")
    talk.send(Correction("m1", f"{TWO} ช่วยเหลือทางเทคนิคในเวลาราชการ"))
    assert levels(talk) == {"level_request": "standard", "level_delivery": "initial"}
    assert proposed(talk) == {"level_support": "เริ่มต้น"}


def test_an_unsent_description_takes_its_proposals_with_it(talk: Talk) -> None:
    talk.send(Text(TWO, "m1"))
    confirm = talk.tap_on("all")
    talk.send(Retraction("m1"))
    assert (pending(talk), talk.answers["description"]) == (None, "")
    talk.send(confirm)
    assert levels(talk) == {}
    assert TWO[:10] not in dump_json(session_to_plain(talk.session)) if talk.session else False


def test_words_are_stored_once(talk: Talk) -> None:
    talk.type(TWO)
    assert talk.session is not None
    assert dump_json(session_to_plain(talk.session)).count("ใบอนุญาตส่งให้ทางอีเมล") == 1


def test_the_export_has_it_and_deleting_leaves_nothing(talk: Talk) -> None:
    talk.type(TWO)
    exported = talk.send(Text("/export")).exported
    assert exported is not None
    assert json.loads(exported.text)["conversation"]["ask"][0] == "told"
    talk.type("/delete")
    talk.tap("yes")
    assert talk.session is None


def test_in_a_group_who_confirms_is_the_author(dialogue: Engine) -> None:
    talk = to_description(Talk(dialogue, member=Member("u1", "สมชาย")))
    talk.type(TWO)
    talk.member = Member("u2", "มาลี")
    talk.tap("all")
    assert talk.session is not None
    assert talk.session.assessment.answered_by["level_request"] == "มาลี"
    assert talk.session.assessment.answered_by["description"] == "สมชาย"


def test_it_works_in_english(dialogue: Engine) -> None:
    talk = to_description(Talk(dialogue, Language.ENGLISH))
    talk.type("People fill in and submit an e-form on the website. The licence is sent by e-mail.")
    assert proposed(talk) == {"level_request": "Standard", "level_delivery": "Initial"}
    assert rows(talk)[0].detail.startswith("From what you told: “People fill in")
    talk.type("confirm")
    assert levels(talk) == {"level_request": "standard", "level_delivery": "initial"}


@pytest.mark.parametrize("command", ["/describe", "เล่าบริการ", "describe"])
def test_a_description_is_asked_for_at_a_level_question(dialogue: Engine, command: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard")
    talk.type(command)
    assert pending(talk) == Describe()
    talk.type(f"ค้นหาข้อมูลได้เองบนเว็บไซต์ {TWO}")
    assert proposed(talk) == {"level_request": "มาตรฐาน", "level_delivery": "เริ่มต้น"}  # search is answered
    talk.tap("all")
    assert talk.state == "level_identity"
    assert levels(talk).keys() == {"level_search", "level_request", "level_delivery"}


def test_a_long_text_that_tells_answers_is_a_description(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    praise = "เปิดให้บริการมาตั้งแต่ปี 2560 มีผู้ใช้ราวสองพันรายต่อปี และได้รับคำชมจากผู้ค้าในพื้นที่เสมอ"
    long = f"{worked_example.TELLING}\n{praise}\n{praise}"
    assert len(long) > 700
    talk.type(long)
    assert len(proposed(talk)) == 12
    assert talk.answers["description"] == long
    talk.tap("close")
    talk.type(long.replace("มาตั้งแต่", "มานานตั้งแต่"))
    assert talk.answers["description"] == long  # never replaced without a question
    other = Talk(dialogue).to_levels()
    other.type("เรื่องเล่ายาว ๆ ที่ไม่เกี่ยวกับบริการ " * 30)
    assert (other.answers["description"], pending(other), other.state) == ("", None, "level_search")


def test_a_description_may_come_before_its_question(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("/describe", worked_example.TELLING)
    talk.tap("all")
    assert (talk.state, talk.answers["is_local_transaction"]) == ("service", "yes")
    talk.type(worked_example.SERVICE, worked_example.AGENCY)
    talk.tap("skip")
    assert talk.state == "review"


def test_a_deferred_question_is_proposed(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "standard", "unsure")
    talk.type("/describe", TWO)
    assert "level_request" in proposed(talk)


def test_a_description_that_tells_nothing_says_so(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("/describe", NOTHING)
    assert (pending(talk), talk.state) == (None, "level_search")
    assert "ไม่มีข้อใดที่แน่ใจพอจะเสนอ" in talk.notices


def test_a_description_that_is_too_long_is_refused_with_the_limit(talk: Talk) -> None:
    talk.type("ก" * 4001)
    assert talk.state == "description"
    assert "4001" in talk.notices
    assert "4000" in talk.notices
    talk.type("ก" * 4000)
    assert talk.state == "characteristics"


@pytest.mark.parametrize("command", ["/describe", "เล่าบริการ"])
def test_it_is_too_early_or_too_late(dialogue: Engine, command: str) -> None:
    talk = Talk(dialogue)
    talk.type("สวัสดี", command)
    assert (talk.state, pending(talk)) == ("welcome", None)
    talk = Talk(dialogue).to_review()
    talk.type(command)
    assert (talk.state, pending(talk)) == ("review", None)
    assert "ก่อนถึงหน้าตรวจทาน" in talk.notices
    talk = Talk(dialogue).to_result()
    talk.type(command)
    assert (talk.state, pending(talk)) == ("result", None)


def test_its_own_question_is_shown_again(talk: Talk) -> None:
    message = talk.type("/describe")
    assert (talk.state, pending(talk)) == ("description", None)
    assert message.title == "ลักษณะของบริการ"


def test_the_question_closes(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("/describe")
    talk.tap("close")
    assert (talk.state, pending(talk)) == ("level_search", None)
    talk.type("/describe", "ย้อนกลับ")
    assert (talk.state, pending(talk)) == ("level_search", None)


def test_another_text_at_the_list_is_no_answer(talk: Talk) -> None:
    talk.type(TWO, "อะไรนะ")
    assert isinstance(pending(talk), ConfirmProposals)
    assert levels(talk) == {}


PROPOSED = {
    "level_search": "standard",
    "level_identity": "initial",
    "level_request": "standard",
    "level_review": "initial",
    "level_approval": "advanced",
    "level_payment": "standard",
    "level_issuance": "initial",
    "level_delivery": "initial",
    "level_tracking": "none",
    "level_display": "initial",
    "level_security": "initial",
    "level_support": "initial",
}
LEVELS = ["none", "initial", "standard", "advanced"]
TREATMENT = st.sampled_from(["accept", "reject", *LEVELS])


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(PROPOSED, TREATMENT)),
    st.booleans(),
    st.lists(st.sampled_from(LEVELS), min_size=12, max_size=12),
)
def test_the_result_is_that_of_the_same_answers_tapped(
    treatments: dict[str, str], keeps_group: bool, asked: list[str]
) -> None:
    told = to_description(Talk(DIALOGUE))
    told.type(worked_example.TELLING)
    if not keeps_group:
        told.tap("characteristics", "reject")
    final: dict[str, str] = {}
    for (question, treatment), rest in zip(treatments.items(), asked, strict=True):
        final[question] = {"accept": PROPOSED[question], "reject": rest}.get(treatment, treatment)
        if treatment != "accept":
            told.tap(question, treatment)
    if isinstance(pending(told), ConfirmProposals):
        told.tap("all")
    if not keeps_group:
        assert told.state == "characteristics"
        told.tap(worked_example.CHARACTERISTIC)
    while told.state in final:
        told.tap(final[told.state])
    told.tap("confirm")
    tapped = to_description(Talk(DIALOGUE))
    tapped.type(worked_example.TELLING)
    tapped.tap("close", worked_example.CHARACTERISTIC)
    while tapped.state in final:
        tapped.tap(final[tapped.state])
    tapped.tap("confirm")
    (one,), (other,) = (list(each.published.values()) for each in (told, tapped))
    assert told.answers == tapped.answers
    assert result_to_plain(one)["levels"] == result_to_plain(other)["levels"]
