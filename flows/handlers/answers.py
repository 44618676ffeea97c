"""Recording an answer to the present question, and what follows from it."""

from collections.abc import Mapping

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.handlers.text_answers import with_source
from flows.model.note_keys import note_keys
from flows.model.question_ids import (
    AGAIN,
    AGREE,
    CHARACTERISTICS,
    CONFIRM,
    GROUP_LIST,
    GROUP_NONE,
    LATER,
    NO,
    REVIEW,
    SKIP,
    UNSURE,
    WELCOME,
    YES,
    characteristic_of,
    open_questions,
    process_of,
)
from flows.model.step_context import StepInputs
from flows.screens.attribution import given_by_member, giving_notice
from flows.screens.group import group_notice
from flows.screens.publication import finished_scene, result_of
from flows.standard.criteria import Criteria


def apply_choice(scene: Context, choice: str, moment: StepInputs) -> Outcome:
    """Apply a choice that the present question offers."""
    if scene.state == GROUP_NONE:
        return _no_group(scene, choice)
    if scene.state == REVIEW:
        return _confirm(scene, moment) if choice == CONFIRM else _change(scene, choice)
    return record(scene, scene.state, answer_of(choice))


def record(scene: Context, question: str, answer: str) -> Outcome:
    """Keep an answer to any question and go on to the first open one; a new group is announced with its reason."""
    position = scene.position()
    scene.rules.walk.answer(position, question, answer)
    moved = scene.moved(position)
    given = given_by_member(scene, moved.assessment, question)
    moved = with_source(moved.with_assessment(given), question, "")
    notices = (giving_notice(moved, question, answer), _what_changed(scene, moved))
    return Outcome(moved, notice=in_lines(*notices))


def _what_changed(before: Context, after: Context) -> str:
    if after.finding != before.finding:
        return group_notice(after)
    comes_again = after.assessment.answers.get(after.state) == LATER and before.state != after.state
    return after.say("notice.set_aside") if comes_again else ""


def answer_of(choice: str) -> str:
    """What is kept for a choice: skipping leaves an empty answer."""
    return "" if choice == SKIP else choice


def is_possible(criteria: Criteria, question: str, choice: str) -> bool:
    """Whether a choice is one that this question's buttons make."""
    if process := process_of(question):
        return process in criteria.process_by_id and choice in {*criteria.level_by_id, UNSURE}
    if characteristic := characteristic_of(question):
        return characteristic in criteria.characteristic_by_id and choice in {YES, NO, UNSURE}
    if question == CHARACTERISTICS:
        return choice in {*criteria.characteristic_by_id, NO, UNSURE}
    if question == GROUP_LIST:
        return choice in criteria.group_by_id
    asked = FLOW.text_question(question)
    return (question, choice) == (WELCOME, AGREE) or (asked is not None and asked.is_optional and choice == SKIP)


def possible_answers(criteria: Criteria, answers: Mapping[str, str]) -> dict[str, str]:
    """Those answers that these criteria know."""
    return {
        question: answer
        for question, answer in answers.items()
        if FLOW.text_question(question) or question in note_keys(criteria) or is_possible(criteria, question, answer)
    }


def _no_group(scene: Context, choice: str) -> Outcome:
    position, walk = scene.position(), scene.rules.walk
    if choice == AGAIN:
        walk.ask_group_again(position)
    else:
        walk.choose_group(position)
    return Outcome(scene.moved(position))


def _change(scene: Context, question: str) -> Outcome:
    position = scene.position()
    scene.rules.walk.change(position, question)
    return Outcome(scene.moved(position))


def _confirm(scene: Context, moment: StepInputs) -> Outcome:
    """Publish the result; a corrected one keeps its link, unless that has expired."""
    position = scene.position()
    if not scene.is_complete:
        scene.rules.walk.change(position, open_questions(scene.criteria, position.answers)[0])
        return Outcome(scene.moved(position), notice=scene.say("notice.still_open"))
    token = scene.assessment.token
    if token and token not in moment.results:
        return Outcome(scene, wanted=(token,))
    scene.rules.walk.confirm(position)
    moved = scene.moved(position)
    if token and moment.results[token]:
        result = result_of(moved, token, moment.now)
        return Outcome(finished_scene(moved, result), renewed=(result,))
    result = result_of(moved, moment.token, moment.now)
    return Outcome(finished_scene(moved, result), published=(result,))
