"""An impossible trigger raises an error, and changes nothing."""

import pytest
from transitions import MachineError

from flows.assessment.navigation import Navigation
from flows.assessment.position import Position
from flows.engine import Engine
from flows.model.question_ids import AGREE, REVIEW, SERVICE, WELCOME, level_question


@pytest.fixture
def navigation(dialogue: Engine) -> Navigation:
    return dialogue.rules.navigation


def test_triggers_of_the_review_are_errors_elsewhere(navigation: Navigation) -> None:
    position = navigation.start({WELCOME: AGREE})
    with pytest.raises(MachineError):
        navigation.confirm(position)
    with pytest.raises(MachineError):
        navigation.change(position, SERVICE)
    assert position.state == SERVICE


def test_a_question_that_the_machine_does_not_have_is_an_error(navigation: Navigation) -> None:
    position = Position(REVIEW, {})
    for call in (navigation.change, navigation.ask_again):
        with pytest.raises(MachineError):
            call(position, "level_unknown")
    assert position.state == REVIEW


def test_an_answer_that_leads_nowhere_is_an_error(navigation: Navigation) -> None:
    with pytest.raises(MachineError):
        navigation.start({WELCOME: "something else"})


@pytest.mark.parametrize("state", [WELCOME, SERVICE])
def test_back_without_a_previous_question_does_nothing(navigation: Navigation, state: str) -> None:
    position = Position(state, {})
    assert not navigation.has_previous(state)
    assert not navigation.back(position)
    assert position.state == state


def test_a_question_can_be_asked_again_in_every_state(navigation: Navigation) -> None:
    for state in navigation.states:
        assert navigation.ask_again(Position(state, {}), SERVICE).state == SERVICE


def test_an_assessment_at_a_state_of_another_edition_starts_at_what_is_open(navigation: Navigation) -> None:
    elsewhere = Position(level_question("of_another_edition"), {WELCOME: AGREE, SERVICE: "บริการ"})
    assert navigation.ask_again(elsewhere, "agency").state == "agency"
