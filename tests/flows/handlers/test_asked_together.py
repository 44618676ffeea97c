"""In groups 1 and 2 one answer settles fees and documents, which nobody needs an extra message for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Button
from flows.model.messages import Entry
from flows.model.question_ids import level_questions
from flows.understanding.reader import offered
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

DIALOGUE = standard_engine()
TOGETHER = ("level_payment", "level_issuance", "level_delivery", "level_display")
GROUPS = ("one_way_information", "general_request")


def at_payment(dialogue: Engine, *group: str) -> Talk:
    talk = Talk(dialogue).to_characteristics()
    talk.tap(*(group or GROUPS[:1]), *["initial"] * 5)
    assert talk.state == "level_payment"
    return talk


def levels(talk: Talk) -> list[str | None]:
    return [talk.answers.get(question) for question in TOGETHER]


def is_offered(talk: Talk) -> bool:
    return "none_together" in {choice.press.choice for choice in offered(talk.messages[-1])}


def characteristics(groups: set[str]) -> list[str]:
    return [item.id for item in DIALOGUE.rules.criteria.characteristics if item.group in groups]


@pytest.mark.parametrize("characteristic", characteristics({"1", "2"}))
def test_neither_fee_nor_document_answers_four_questions(dialogue: Engine, characteristic: str) -> None:
    talk = at_payment(dialogue, characteristic)
    question = talk.messages[-1]
    assert "เก็บค่าธรรมเนียม หรือออกเอกสารให้ประชาชนหรือไม่" in str(question.blocks)
    assert "6 7 8 10" in talk.button("none_together").detail
    talk.tap("none_together")
    assert (talk.state, levels(talk)) == ("level_tracking", ["none"] * 4)
    talk.tap(*["standard"] * 3)
    assert talk.state == "review"
    assert [row.value for row in rows(talk) if row.press and row.press.choice in TOGETHER] == ["ไม่มี"] * 4


def rows(talk: Talk) -> list[Entry]:
    return [entry for block in talk.messages[-1].blocks for entry in getattr(block, "entries", ())]


@pytest.mark.parametrize("characteristic", characteristics({"3.1", "3.2", "4"}))
def test_other_groups_are_asked_one_by_one(dialogue: Engine, characteristic: str) -> None:
    assert not is_offered(at_payment(dialogue, characteristic))


def test_without_a_group_they_are_asked_one_by_one(dialogue: Engine) -> None:
    assert not is_offered(at_payment(dialogue, *["unsure"] * 7))  # the list, then each characteristic


@pytest.mark.parametrize(
    ("typed", "is_joint"),
    [
        ("ไม่", True),
        ("ไม่ครับ", True),
        ("no", True),
        ("ไม่เก็บค่าธรรมเนียมและไม่ออกเอกสาร", True),
        ("ไม่มี", False),
        ("0", False),
    ],
)
def test_typed_answers(dialogue: Engine, typed: str, is_joint: bool) -> None:
    talk = at_payment(dialogue)
    talk.type(typed)
    assert levels(talk) == (["none"] * 4 if is_joint else ["none", None, None, None])


def test_a_level_asks_the_others_one_by_one(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    visited = []
    while talk.state != "review":
        visited.append(talk.state)
        talk.tap("initial")
    assert visited == list(level_questions(talk.dialogue.rules.criteria))[5:]


def test_not_sure_is_asked_again_as_one_question(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    talk.tap("unsure")
    assert talk.state == "level_tracking"
    talk.tap(*["initial"] * 3)
    assert talk.state == "level_payment"
    talk.tap("none_together")
    assert (talk.state, levels(talk)) == ("review", ["none"] * 4)


def test_not_sure_of_the_fee_alone_is_no_longer_than_before(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    talk.tap("unsure", *["initial"] * 3, "unsure")
    assert talk.state == "level_issuance"
    talk.tap("initial", "initial", "initial")
    assert talk.state == "review"
    assert levels(talk) == ["open", "initial", "initial", "initial"]


def test_back_leads_to_the_one_question_and_another_answer_asks_the_others(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    talk.tap("none_together", "!back")
    assert talk.state == "level_payment"
    assert talk.button("none_together").chosen
    assert not talk.button("none").chosen
    talk.tap("standard")
    assert (talk.state, levels(talk)) == ("level_issuance", ["standard", None, None, None])


def test_back_does_not_stop_at_a_settled_question(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    talk.tap("none_together", "initial")
    assert talk.state == "level_security"
    talk.tap("!back")
    assert talk.state == "level_tracking"


def test_each_is_changeable_at_the_review(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    talk.tap("none_together", *["initial"] * 3, "level_issuance", "standard")
    assert (talk.state, levels(talk)) == ("review", ["none", "standard", "none", "none"])
    talk.tap("level_payment")
    assert not is_offered(talk)
    talk.tap("initial", "confirm")
    (result,) = talk.published.values()
    assert [result.levels[name.removeprefix("level_")] for name in TOGETHER] == ["initial", "standard", "none", "none"]


def test_an_old_button_is_already_given_or_offers_the_change(dialogue: Engine) -> None:
    talk = at_payment(dialogue)
    joint, standard = talk.tap_on("none_together"), talk.tap_on("standard")
    talk.send(joint)
    talk.send(joint)
    assert "ตอบไว้แล้ว" in talk.notices
    talk.send(standard)
    talk.tap("yes")
    assert (talk.state, levels(talk)) == ("level_issuance", ["standard", None, None, None])
    talk.tap("initial")
    talk.send(joint)
    talk.tap("yes")
    assert levels(talk) == ["none"] * 4


def test_a_button_of_another_group_is_stale(dialogue: Engine) -> None:
    talk = at_payment(dialogue, "local_transaction")
    talk.send(talk.tapped(Button("level_payment", "none_together")))
    assert (talk.state, levels(talk)) == ("level_payment", [None] * 4)
    talk.tap("initial")
    talk.send(talk.tapped(Button("level_payment", "none_together")))
    assert levels(talk) == ["initial", None, None, None]


def test_both_languages_offer_it(dialogue: Engine) -> None:
    talk = Talk(dialogue, language=Language.ENGLISH).to_characteristics()
    talk.tap(GROUPS[0], *["initial"] * 5)
    talk.type("neither")
    assert levels(talk) == ["none"] * 4


TAPS = st.lists(st.sampled_from(["none", "initial", "standard", "advanced", "unsure"]), min_size=40, max_size=40)


@settings(max_examples=60, deadline=None)
@given(TAPS)
def test_no_way_is_longer_than_without_it(taps: list[str]) -> None:
    """An officer who never uses it sends as many messages as in a group that does not offer it."""
    counts = []
    for characteristic in ("local_transaction", GROUPS[0]):
        talk = Talk(DIALOGUE).to_characteristics()
        wishes: dict[str, int] = {}
        talk.tap(characteristic)
        begun = talk.turns
        while talk.state != "review":
            wishes[talk.state] = wishes.get(talk.state, -1) + 1
            place = place_of(talk.state)
            talk.tap(taps[place] if wishes[talk.state] == 0 else taps[place + 12])
        counts.append(talk.turns - begun)
    assert counts[1] <= counts[0]


def place_of(state: str) -> int:
    return list(DIALOGUE.rules.criteria.process_by_id).index(state.removeprefix("level_"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["none", "initial", "standard", "advanced"]), min_size=8, max_size=8))
def test_the_result_equals_four_times_none(others: list[str]) -> None:
    results = []
    for is_joint in (True, False):
        talk, left = Talk(DIALOGUE).to_characteristics(), list(others)
        talk.tap(GROUPS[1])
        while talk.state != "review":
            is_settled = talk.state in TOGETHER
            talk.tap("none_together" if is_joint and is_settled else "none" if is_settled else left.pop(0))
        talk.tap("confirm")
        results.append([result.levels for result in talk.published.values()])
    assert results[0] == results[1]
