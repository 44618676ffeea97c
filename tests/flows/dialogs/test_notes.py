"""Evidence and remarks: attached at the review, shown in the result, never counted."""

import pytest

from flows.engine import Engine
from flows.results.result_view import view_result
from flows.standard.gap import compute_gap
from tests import worked_example
from tests.fakes.talk import Talk

LINK = "https://www.example.go.th/manual?id=7&lang=th"


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_review()


def test_evidence_and_a_remark_appear_in_the_result_and_change_nothing(talk: Talk) -> None:
    talk.tap("!notes", "note_search")
    talk.type(LINK)
    talk.tap("remark_levels")
    talk.type("รอเชื่อม ThaID ปีหน้า")
    talk.tap("close")
    assert talk.state == "review"
    assert LINK in str(talk.messages)
    talk.tap("confirm")
    (result,) = talk.published.values()
    criteria = talk.dialogue.rules.criteria
    view = view_result(criteria, result, talk.dialogue.rules.catalogues[talk.language])
    assert view.processes[0].evidence == LINK
    assert (view.processes_remark, view.levels_remark) == ("", "รอเชื่อม ThaID ปีหน้า")
    assert LINK not in str(talk.messages)
    assert "รอเชื่อม ThaID" in str(talk.messages)
    assert compute_gap(criteria, result.group, result.levels).missing == worked_example.MISSING


def test_a_note_can_be_changed_and_removed(talk: Talk) -> None:
    talk.type("หลักฐาน", "1", "ฉบับแรก", "1", "ฉบับที่สอง")
    assert talk.answers["note_search"] == "ฉบับที่สอง"
    talk.type("1", "เอาออก")
    assert "note_search" not in talk.answers


def test_a_note_that_is_too_long_or_empty_is_asked_for_again(talk: Talk) -> None:
    talk.tap("!notes", "note_search")
    talk.type("ก" * 501)
    assert "501" in talk.notices
    talk.type("\u200b")
    assert talk.notices
    talk.tap("close", "close")
    assert talk.state == "review"


def test_a_text_that_names_no_note_is_asked_again(talk: Talk) -> None:
    listed = talk.tap("!notes")
    before = talk.answers
    talk.type("zzzz qqqq")
    assert talk.messages[-1].title == listed.title
    assert talk.notices
    assert talk.answers == before


def test_a_note_keeps_its_lines_and_a_name_has_one(talk: Talk) -> None:
    talk.tap("!notes", "note_search")
    talk.type("บรรทัดแรก\nบรรทัดที่สอง")
    assert talk.answers["note_search"] == "บรรทัดแรก\nบรรทัดที่สอง"
    talk.tap("close", "service")
    talk.type("บริการ\nสองบรรทัด")
    assert talk.answers["service"] == "บริการ สองบรรทัด"
    talk.tap("description")
    talk.type("คำอธิบาย\nสองบรรทัด")
    assert talk.answers["description"] == "คำอธิบาย\nสองบรรทัด"


def test_assessing_again_keeps_the_notes(talk: Talk) -> None:
    talk.tap("!notes", "note_search")
    talk.type(LINK)
    talk.tap("close", "confirm")
    talk.type("/results", "1")
    talk.tap("again")
    assert talk.answers["note_search"] == LINK


def test_evidence_at_a_level_question_leads_back_to_it(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    question = talk.messages[-1]
    talk.tap("!evidence")
    assert talk.messages[-1].title == "การสืบค้นข้อมูล"
    talk.type(LINK)
    assert (talk.state, talk.answers["note_search"]) == ("level_search", LINK)
    assert [choice.press for choice in talk.messages[-1].choices] == [choice.press for choice in question.choices]
    assert "บันทึกแล้ว" in talk.notices
    talk.tap("standard")
    assert (talk.state, talk.session.pending if talk.session else "") == ("level_identity", None)


@pytest.mark.parametrize("way", ["close", "remove"])
def test_evidence_at_a_level_question_can_be_left_or_removed(dialogue: Engine, way: str) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("แนบหลักฐาน", LINK)
    talk.tap("!evidence", way)
    assert (talk.state, talk.session.pending if talk.session else "") == ("level_search", None)
    assert ("note_search" in talk.answers) is (way == "close")


def test_evidence_given_at_the_question_is_in_the_result(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("แนบหลักฐาน", LINK)
    talk.tap(*["standard"] * 12, "confirm")
    (result,) = talk.published.values()
    assert result.notes == {"note_search": LINK}
