"""Typed answers: a certain match counts like a tap, a likely one must be confirmed, other texts are asked again."""

import pytest

from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Button
from flows.model.messages import Choice, Message
from flows.understanding.reader import Match, TextMatcher
from tests import worked_example
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
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
def test_phrases_with_one_choice_are_accepted(talk: Talk, typed: str, level: str) -> None:
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
def test_typing_errors_must_be_confirmed(talk: Talk, typed: str, level: str) -> None:
    talk.type(typed)
    assert "level_search" not in talk.answers
    assert talk.state == "level_search"
    talk.type("ใช่")
    assert talk.answers["level_search"] == level


@pytest.mark.parametrize(
    "typed", ["ไม่ใช่มาตรฐาน", "ไม่ถึงมาตรฐาน", "not standard", "มาตรฐานไหม", "สูงหรือเริ่มต้น", "ต่ำกว่ามาตรฐาน"]
)
def test_denials_and_questions_are_not_answers(talk: Talk, typed: str) -> None:
    talk.type(typed)
    assert "level_search" not in talk.answers
    assert talk.session is not None
    assert talk.session.pending is None


def test_a_guess_can_be_refused_or_replaced_by_an_answer(talk: Talk) -> None:
    talk.type("มาตราฐาน", "ไม่ใช่")
    assert talk.state == "level_search"
    assert talk.session is not None
    assert talk.session.pending is None
    talk.type("มาตราฐาน", "สูง")
    assert talk.answers["level_search"] == "advanced"


def test_a_service_name_with_a_command_word_is_a_name(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("ขออนุญาตข้ามแดน")
    assert talk.answers["service"] == "ขออนุญาตข้ามแดน"


@pytest.mark.parametrize(
    ("opened", "typed", "title"), [("link", "ปิดลิงค์ก", "ลิงก์"), ("share_all", "close the pagee", "ภาพรวม")]
)
def test_a_near_miss_in_a_side_question_must_be_confirmed(
    dialogue: Engine, opened: str, typed: str, title: str
) -> None:
    talk = Talk(dialogue).to_result()
    talk.type("/results")
    if opened == "link":
        talk.type("1")
    beside = talk.tap(opened)
    assert title in beside.title
    talk.type(typed)
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["yes", "no"]
    talk.tap("no")
    assert talk.messages[-1].title == beside.title


@pytest.mark.parametrize("typed", ["/xyzzy", "  /xyzzy", "/sklp"])
def test_a_command_is_not_a_service_name(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(typed)
    assert talk.state == "service"
    assert talk.notices


@pytest.mark.parametrize("typed", ["/ข้ามม", "/skipp", "/sklp"])
def test_a_misspelt_command_where_a_name_is_typed_is_neither_a_name_nor_a_guess(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(worked_example.SERVICE, worked_example.AGENCY)
    asked = talk.messages[-1]
    talk.type(typed)
    assert talk.state == "assessor"
    assert talk.messages[-1].title == asked.title
    assert talk.notices


def test_what_is_expected_names_each_number_once(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_characteristics()
    talk.tap("!list")
    choices = talk.messages[-1].choices
    talk.type("กขคง")
    assert len(choices) == 5
    assert ", ".join(choice.number for choice in choices) in talk.notices
    assert [choice.label for choice in talk.messages[-1].choices] == [choice.label for choice in choices]


def test_a_long_text_is_no_guess(talk: Talk) -> None:
    talk.type("ผมว่าระดับมาตรฐาน " + "เลย " * 4)
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["yes", "no"]
    talk.tap("no")
    talk.type("ผมว่าระดับมาตรฐาน " + "เลย " * 40)
    assert "0–3" in talk.notices
    assert talk.state == "level_search"
    assert "level_search" not in talk.answers


def test_a_long_text_is_no_command(talk: Talk) -> None:
    talk.tap("standard")
    talk.type("/back" + " " * 200)
    assert talk.state == "level_identity"
    talk.type("/back" + " " * 20)
    assert talk.state == "level_search"


@pytest.mark.parametrize("typed", ["yess", "yea"])
def test_a_short_word_that_is_nearly_an_answer_must_be_confirmed(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue, language=Language.ENGLISH).to_group_questions()
    question = talk.state
    talk.type(typed)
    assert talk.button("yes").press.question != question, "asked back, and not the question again"
    talk.tap("yes")
    assert talk.answers[question] == "yes"


def test_two_choices_of_nearly_equal_similarity_give_no_guess(catalogues: Catalogues) -> None:
    """The runner-up contests a guess even if it is not similar enough to be a guess itself."""
    first, second = (Choice(name, Button("question", name)) for name in ("abcdefghijkl", "abcdefgqpro"))
    reader, typed = TextMatcher(catalogues), "abcdefghinmo"
    assert reader.match(typed, Message("", choices=(first,))) == Match(first.press, is_sure=False)
    assert reader.match(typed, Message("", choices=(first, second))) is None
