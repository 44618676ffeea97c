"""A group chosen from the list: the one characteristic that leads there is its tick, or one more tap says which."""

from dataclasses import replace

import pytest

from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.member import Member
from flows.model.messages import Section
from flows.model.session import Session
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    talk = Talk(dialogue).to_characteristics()
    talk.tap("!list")
    return talk


def finish(talk: Talk) -> dict[str, str]:
    talk.tap(*["standard"] * 12, "confirm")
    result = [*talk.published.values()][-1]
    assert result.characteristic is None
    return dict(result.characteristics)


@pytest.mark.parametrize(
    ("group", "characteristic"),
    [
        ("1", "one_way_information"),
        ("2", "general_request"),
        ("3.1", "local_transaction"),
        ("3.2", "national_transaction"),
    ],
)
def test_a_group_with_one_characteristic_is_its_tick(talk: Talk, group: str, characteristic: str) -> None:
    talk.tap(group)
    assert talk.state == "level_search"
    assert finish(talk) == {characteristic: "yes"}


@pytest.mark.parametrize("answer", ["5", "โครงสร้างพื้นฐานสำคัญ หรือมีความเสี่ยงสูง", "ข้อ ๕ ครับ", "เสี่ยงสูง"])
def test_group_4_asks_which_one(talk: Talk, answer: str) -> None:
    talk.tap("4")
    assert talk.state == "group_reason"
    assert [choice.number for choice in talk.messages[-1].choices] == ["6", "5"]
    assert all(choice.detail for choice in talk.messages[-1].choices)
    talk.type(answer)
    assert (talk.state, "เสี่ยงสูง" in talk.notices) == ("level_search", True)
    assert finish(talk) == {"critical_infrastructure": "yes"}


def test_back_leads_to_the_list_and_from_the_levels_to_the_question(talk: Talk) -> None:
    talk.tap("4", "one_stop_service")
    talk.type("/back")
    assert talk.state == "group_reason"
    assert [choice.press.choice for choice in talk.messages[-1].choices if choice.chosen] == ["one_stop_service"]
    talk.type("/back")
    assert talk.state == "group_list"
    talk.type("/back")
    assert talk.state == "characteristics"


def test_forward_passes_both_questions(talk: Talk) -> None:
    talk.tap("4", "one_stop_service")
    talk.type("/back", "/back", "/forward")
    assert talk.state == "level_search"


def test_another_group_forgets_the_reason(talk: Talk) -> None:
    talk.tap("4", "one_stop_service")
    talk.type("/back", "/back")
    talk.tap("2")
    assert "group_reason" not in talk.answers
    talk.type("/back")
    talk.tap("4")
    assert talk.state == "group_reason"


def test_an_answer_one_by_one_forgets_the_choice_and_its_reason(talk: Talk) -> None:
    talk.tap("4", "one_stop_service")
    talk.type("/back", "/back")
    talk.tap("!ask", "yes")
    assert not talk.answers.keys() & {"group_list", "group_reason"}


def test_not_sure_comes_again_before_the_review_and_keeps_the_result_back(talk: Talk) -> None:
    talk.tap("4", "unsure", *["standard"] * 12)
    assert talk.state == "group_reason"
    talk.tap("unsure")
    assert talk.state == "review"
    assert "1 ข้อ" in talk.notices or "1 ข้อ" in str(talk.messages[-1].blocks)
    talk.tap("confirm")
    assert (talk.state, talk.published) == ("group_reason", {})
    talk.tap("one_stop_service", "confirm")
    assert talk.state == "result"


def test_the_row_of_the_review_leads_to_the_list_or_to_the_open_reason(talk: Talk) -> None:
    talk.tap("4", "unsure", *["standard"] * 12, "unsure")
    rows = [entry for block in talk.messages[-1].blocks if isinstance(block, Section) for entry in block.entries]
    assert any(row.press and row.press.choice == "group_reason" for row in rows)
    talk.tap("group_reason", "one_stop_service")
    assert talk.state == "review"
    talk.tap("group_list")
    assert talk.state == "group_list"


def test_an_old_button_of_the_reason_offers_the_change(talk: Talk) -> None:
    talk.tap("4")
    other, same = talk.tap_on("critical_infrastructure"), talk.tap_on("one_stop_service")
    talk.tap("one_stop_service")
    talk.send(same)
    assert "จุดเดียวเบ็ดเสร็จ" in talk.notices
    talk.send(other)
    talk.tap("yes")
    assert talk.answers["group_reason"] == "critical_infrastructure"


def test_a_stored_session_without_a_reason_is_asked_before_the_result(talk: Talk) -> None:
    talk.tap("4", "one_stop_service", *["standard"] * 12)
    talk.session = without_reason(talk)
    talk.tap("confirm")
    assert (talk.state, talk.published) == ("group_reason", {})
    talk.tap("critical_infrastructure", "confirm")
    assert [result.characteristics for result in talk.published.values()] == [{"critical_infrastructure": "yes"}]


def test_a_stored_result_without_a_reason_is_shown_and_asked_for_it_when_corrected(talk: Talk) -> None:
    talk.tap("4", "one_stop_service", *["standard"] * 12, "confirm")
    talk.session = without_reason(talk)
    talk.type("/language")
    assert talk.state == "result"
    assert "group 4" in str(talk.messages[-1].blocks).lower()
    talk.tap("!what_if", "group_1", "close", "!back", "confirm")
    assert talk.state == "group_reason"


def without_reason(talk: Talk) -> Session:
    """The session as an earlier release stored it."""
    assert talk.session is not None
    answers = {name: answer for name, answer in talk.answers.items() if name != "group_reason"}
    return talk.session._replace(assessment=talk.session.assessment._replace(answers=answers))


def test_supposing_another_group_asks_for_no_reason(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    talk.tap("!what_if", "group_4")
    assert talk.state == "result"
    assert "กลุ่ม 4" in str(talk.messages[0].blocks)


def test_assessing_again_keeps_the_group_and_its_reason(talk: Talk) -> None:
    talk.tap("4", "critical_infrastructure", *["standard"] * 12, "confirm")
    talk.type("/results", "1")
    talk.tap("again")
    assert (talk.state, talk.answers["group_list"], talk.answers["group_reason"]) == (
        "review",
        "4",
        "critical_infrastructure",
    )


def test_assessing_an_old_result_again_asks_for_the_reason(talk: Talk) -> None:
    talk.tap("4", "critical_infrastructure", *["standard"] * 12, "confirm")
    talk.published = {token: replace(result, characteristics={}) for token, result in talk.published.items()}
    talk.type("/results", "1")
    talk.tap("again")
    assert (talk.state, talk.answers["group_list"]) == ("group_reason", "4")
    talk.tap("one_stop_service")
    assert talk.state == "review"


def test_in_a_group_the_reason_is_attributed(dialogue: Engine) -> None:
    talk = Talk(dialogue, Language.THAI, member=Member("a1", "สมชาย")).to_characteristics()
    talk.tap("!list", "4")
    talk.member = Member("b2", "มาลี")
    talk.tap("one_stop_service")
    assert "มาลี ตอบ" in talk.notices
