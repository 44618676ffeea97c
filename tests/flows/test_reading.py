"""Typed answers: what is certain counts like a tap, what is likely is asked back, what is neither is asked again."""

import pytest

from flows.dialogue import Dialogue
from tests.flows.talk import Talk


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    return Talk(dialogue).to_levels()


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("น่าจะมาตรฐานครับ", "standard"),
        ("คิดว่าเป็นระดับมาตรฐานค่ะ", "standard"),
        ("ข้อ ๒ ครับ", "standard"),
        ("ข้อสอง", "standard"),
        ("2.", "standard"),
        ("ระดับสูงแล้วค่ะ", "advanced"),
        ("ยังไม่มีเลยครับ", "none"),
        ("ไม่มีค่ะ", "none"),
        ("I think it is standard", "standard"),
        ("option two", "standard"),
        ("S please", "standard"),
        ("เริ่มต้นมั้ง", "initial"),
    ],
)
def test_phrases_with_one_choice_are_taken(talk: Talk, typed: str, level: str) -> None:
    talk.type(typed)
    assert talk.answers.get("level_search") == level


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("มาตราฐาน", "standard"),
        ("มาตฐาน", "standard"),
        ("standrad", "standard"),
        ("advansed", "advanced"),
        ("เริมต้น", "initial"),
    ],
)
def test_typing_errors_are_asked_back_and_never_taken_silently(talk: Talk, typed: str, level: str) -> None:
    talk.type(typed)
    assert "level_search" not in talk.answers
    assert talk.state == "level_search"
    talk.type("ใช่")
    assert talk.answers["level_search"] == level


@pytest.mark.parametrize(
    "typed", ["ไม่ใช่มาตรฐาน", "ไม่ถึงมาตรฐาน", "not standard", "มาตรฐานไหม", "สูงหรือเริ่มต้น", "ต่ำกว่ามาตรฐาน"]
)
def test_denials_and_questions_are_no_answers(talk: Talk, typed: str) -> None:
    talk.type(typed)
    assert "level_search" not in talk.answers
    assert talk.session is not None
    assert talk.session.pending is None


def test_a_guess_can_be_refused_or_answered_over(talk: Talk) -> None:
    talk.type("มาตราฐาน", "ไม่ใช่")
    assert talk.state == "level_search"
    assert talk.session is not None
    assert talk.session.pending is None
    talk.type("มาตราฐาน", "สูง")
    assert talk.answers["level_search"] == "advanced"


def test_a_service_name_with_a_word_of_ours_is_a_name(dialogue: Dialogue) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("ขออนุญาตข้ามแดน")
    assert talk.answers["service"] == "ขออนุญาตข้ามแดน"
