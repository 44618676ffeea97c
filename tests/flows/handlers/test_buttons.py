"""Old buttons offer a change and never make it silently; forged ones change nothing."""

from collections.abc import Callable

import pytest

from flows.engine import Engine
from flows.model.events import ButtonPress
from flows.model.question_ids import LATER, UNDECIDED
from tests import worked_example
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


def forged(talk: Talk, question: str, choice: str) -> ButtonPress:
    """A button that no message ever had."""
    assert talk.session is not None
    tap = ButtonPress(talk.session.assessment.id, question, choice)
    assert tap not in talk.seen
    return tap


def check_change(talk: Talk, old: ButtonPress, after: str) -> None:
    """The old button is answered with an offer; the answer is another one only after the officer's yes."""
    before, state = talk.answers, talk.state
    talk.send(old)
    assert talk.answers == before
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["yes", "no"]
    talk.tap("yes")
    assert talk.answers == before | {old.question: after}
    assert talk.state == state


@pytest.mark.parametrize(("given", "old", "after"), [("standard", "unsure", LATER), ("unsure", "standard", "standard")])
def test_not_sure_and_a_level_replace_each_other(talk: Talk, given: str, old: str, after: str) -> None:
    talk.to_levels()
    button = talk.tap_on(old)
    talk.tap(given, "initial")
    check_change(talk, button, after)


@pytest.mark.parametrize(("given", "old", "after"), [("no", "unsure", LATER), ("unsure", "no", "no")])
def test_not_sure_and_an_answer_to_a_yes_or_no_question_replace_each_other(
    talk: Talk, given: str, old: str, after: str
) -> None:
    talk.to_group_questions()
    button = talk.tap_on(old)
    talk.tap(given, "no")
    check_change(talk, button, after)


def test_not_sure_replaces_the_characteristic_that_was_chosen(talk: Talk) -> None:
    talk.to_characteristics()
    button = talk.tap_on("unsure")
    talk.tap(worked_example.CHARACTERISTIC)
    talk.send(button)
    talk.tap("yes")
    assert {answer for question, answer in talk.answers.items() if question.startswith("is_")} <= UNDECIDED


@pytest.mark.parametrize("come", [Talk.to_levels, Talk.to_group_questions])
def test_not_sure_twice_is_reported_as_given(talk: Talk, come: Callable[[Talk], Talk]) -> None:
    come(talk)
    button = talk.tap_on("unsure")
    talk.tap("unsure")
    before = talk.answers
    talk.send(button)
    assert "ตอบไว้แล้ว" in talk.notices
    assert talk.answers == before


def test_an_old_skip_offers_to_empty_the_line(talk: Talk) -> None:
    talk.to_service()
    talk.type(worked_example.SERVICE, worked_example.AGENCY)
    skip = talk.tap_on("skip")
    talk.type(worked_example.ASSESSOR)
    check_change(talk, skip, "")


@pytest.mark.parametrize("question", ["service", "agency"])
def test_a_required_question_cannot_be_skipped_by_a_forged_button(talk: Talk, question: str) -> None:
    talk.to_service()
    if question == "agency":
        talk.type(worked_example.SERVICE)
    assert talk.state == question
    talk.send(forged(talk, question, "skip"))
    assert talk.state == question
    assert question not in talk.answers


@pytest.mark.parametrize("choice", ["standard", "one_stop_service", "skip", "agree", "later", "open", ""])
def test_a_yes_or_no_question_takes_no_other_choice(talk: Talk, choice: str) -> None:
    talk.to_group_questions()
    question = talk.state
    talk.send(forged(talk, question, choice))
    assert talk.state == question
    assert question not in talk.answers


@pytest.mark.parametrize("choice", ["yes", "no", "1", "skip", "later", "open", ""])
def test_a_level_question_takes_no_other_choice(talk: Talk, choice: str) -> None:
    talk.to_levels()
    talk.send(forged(talk, "level_search", choice))
    assert talk.state == "level_search"
    assert "level_search" not in talk.answers


@pytest.mark.parametrize("choice", ["standard", "yes", "unsure"])
def test_a_question_that_is_not_in_these_criteria_is_never_answered(talk: Talk, choice: str) -> None:
    talk.to_levels()
    before = talk.answers
    for question in ("level_nothing", "is_nothing", "nothing"):
        talk.send(forged(talk, question, choice))
        assert talk.answers == before
        assert talk.notices


def test_a_level_changed_while_no_group_fits_leads_to_a_review_that_asks_for_the_group(talk: Talk) -> None:
    talk.to_review()
    talk.tap("characteristics", "no")
    assert talk.state == "group_none"
    assert talk.session
    talk.send(ButtonPress(talk.session.assessment.id, "level_search", "initial"))
    talk.tap("yes")
    assert talk.state == "review"
    talk.tap("confirm")
    assert talk.state == "characteristics"
