"""Not sure: the question is deferred and asked again before the review, which marks open questions."""

import pytest

from flows.engine import Engine
from flows.model.messages import Section
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


def test_a_deferred_level_is_asked_again_before_the_review(talk: Talk) -> None:
    talk.to_levels()
    talk.type("ไม่แน่ใจครับ")
    assert talk.state == "level_identity"
    talk.tap(*["standard"] * 11)
    assert talk.state == "level_search"
    assert "ข้อที่พักไว้ 1 ข้อ" in talk.notices
    talk.tap("advanced")
    assert talk.state == "review"


def test_open_questions_are_marked_and_prevent_the_result(talk: Talk) -> None:
    talk.to_levels()
    talk.tap("unsure", *["standard"] * 11, "unsure")
    assert talk.state == "review"
    assert "1 ข้อ" in talk.notices
    sections = [block for block in talk.messages[-1].blocks if isinstance(block, Section)]
    assert [entry.value for entry in sections[1].entries][:2] == ["ยังไม่แน่ใจ", "มาตรฐาน"]
    talk.tap("confirm")
    assert (talk.state, talk.published) == ("level_search", {})
    talk.tap("initial", "confirm")
    assert talk.state == "result"


def test_an_unsure_group_question_is_settled_before_the_review(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("no", "unsure", "yes")
    assert talk.state == "level_search"
    talk.tap(*["standard"] * 12)
    assert talk.state == "is_critical_infrastructure"
    talk.tap("no")
    assert talk.state == "review"
    assert "กลุ่ม 3.2" in talk.notices


def test_unsure_about_the_last_group_question(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap(*["no"] * 5, "unsure", *["standard"] * 12, "unsure")
    assert talk.state == "review"
    talk.tap("confirm")
    assert talk.state == "is_one_way_information"
    talk.tap("no")
    assert talk.state == "group_none"


def test_choosing_the_group_settles_every_group_question(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("unsure", "unsure", "!list", "2")
    talk.tap(*["standard"] * 12, "confirm")
    assert talk.state == "result"


def test_back_from_the_first_level_while_the_group_is_open(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("unsure", "yes", "!back")
    assert talk.state == "characteristics"


def test_unsure_about_the_characteristics_asks_them_one_by_one_at_once(talk: Talk) -> None:
    talk.to_characteristics()
    talk.tap("unsure")
    assert talk.state == "is_one_stop_service"
    assert "ทีละข้อ" in talk.notices
    talk.tap("no")
    assert talk.notices == ""
    talk.tap("no", "no", "yes")
    assert talk.state == "level_search"
    assert "กลุ่ม 3.1" in talk.notices


def test_unsure_about_every_characteristic_asks_for_all_in_one_question_before_the_review(talk: Talk) -> None:
    talk.to_characteristics()
    talk.tap(*["unsure"] * 7)
    assert talk.state == "level_search"
    talk.tap(*["standard"] * 12)
    assert talk.state == "characteristics"
    assert "6 ข้อ" in talk.notices
    talk.tap("unsure")
    assert talk.state == "review"


def test_a_deferred_question_says_that_it_comes_again(talk: Talk) -> None:
    talk.to_levels()
    talk.tap("unsure")
    assert "จะถามอีกครั้งตอนท้าย" in talk.notices
    talk.tap("standard")
    assert talk.notices == ""


def test_deferred_questions_are_announced_once_also_after_the_group_is_found(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("unsure", "yes", "unsure", "unsure", *["standard"] * 10)
    assert talk.state == "is_one_stop_service"
    assert "3 ข้อ" in talk.notices
    talk.tap("no")
    assert talk.state == "level_search"
    assert "กลุ่ม 4" in talk.notices
    assert "พักไว้" not in talk.notices
    talk.tap("initial")
    assert talk.state == "level_identity"
    assert talk.notices == ""


def test_confirming_asks_every_open_question_one_after_the_other(talk: Talk) -> None:
    talk.to_levels()
    talk.tap("unsure", "unsure", *["standard"] * 10, "unsure", "unsure")
    assert talk.state == "review"
    talk.tap("confirm")
    assert talk.state == "level_search"
    assert "2 ข้อ" in talk.notices
    talk.tap("standard")
    assert talk.state == "level_identity"
    assert talk.notices == ""
    talk.tap("standard")
    assert talk.state == "review"


def test_unsure_about_the_last_question_leads_to_the_review(talk: Talk) -> None:
    talk.to_levels()
    talk.tap(*["standard"] * 11, "unsure")
    assert talk.state == "review"
    assert "1 ข้อ" in talk.notices
    talk.tap("confirm", "unsure")
    assert talk.state == "review"
