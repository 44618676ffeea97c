"""The flow agrees with the other declarations, and its properties decide which questions are asked and shown."""

from collections.abc import Iterable, Iterator

from flows.assessment.flow import FLOW
from flows.assessment.flow_steps import SideQuestion
from flows.assessment.machine import states
from flows.engine import Engine
from flows.model.pending import Topic
from flows.model.question_ids import SERVICE
from flows.model.result import OTHER_FIELDS


def side_questions(questions: Iterable[SideQuestion]) -> Iterator[SideQuestion]:
    for question in questions:
        yield question
        yield from side_questions(question.leads_to)


def test_every_side_question_is_declared_once() -> None:
    ids = [question.id for question in side_questions(FLOW.side_questions)]
    assert sorted(ids) == sorted(topic.value for topic in Topic)


def test_side_questions_open_in_existing_states(dialogue: Engine) -> None:
    named = {state for question in side_questions(FLOW.side_questions) for state in question.opens_in}
    assert named <= set(states(dialogue.rules.criteria))


def test_no_state_is_declared_twice(dialogue: Engine) -> None:
    declared = states(dialogue.rules.criteria)
    assert len(declared) == len(set(declared))


def test_an_answer_is_stored_under_a_name_of_its_own() -> None:
    assert not {question.id for question in FLOW.service_data} & {*OTHER_FIELDS, "token", "v"}


def test_every_result_has_a_name_that_all_may_see() -> None:
    name = FLOW.text_question(SERVICE)
    assert name
    assert (name.is_optional, name.is_private, name.is_multiline) == (False, False, False)
