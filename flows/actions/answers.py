"""Records answers, and lists the answers that the criteria allow."""

from collections.abc import Mapping

from flows.actions.text_answers import with_source
from flows.assessment.asked_together import settled_questions
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, in_lines
from flows.model.note_keys import note_keys
from flows.model.question_ids import (
    AGREE,
    ASSESSED_ON,
    CHARACTERISTIC_PREFIX,
    CHARACTERISTICS,
    GROUP_LIST,
    GROUP_REASON,
    LATER,
    NO,
    NONE_TOGETHER,
    SKIP,
    UNSURE,
    WELCOME,
    YES,
    characteristic_of,
    group_reasons,
    level_question,
    process_of,
)
from flows.screens.attribution import attribution_notice, with_attribution
from flows.screens.group import group_notice
from flows.standard.criteria import Criteria


def record(context: Context, question: str, answer: str) -> Outcome:
    """Record an answer to any question and go on to the first open one. A new group is announced with its reason."""
    position = context.position()
    context.rules.navigation.answer(position, question, answer)
    moved = context.with_position(position)
    given = moved.assessment
    for name in settled_questions(context.criteria, question) if answer == NONE_TOGETHER else (question,):
        given = with_attribution(context, given, name)
    moved = with_source(moved.with_assessment(given), question, "")
    notices = (
        attribution_notice(moved, question, answer),
        group_notice(moved) if moved.group_result != context.group_result else "",
        _deferral_notice(context, moved, question),
    )
    return Outcome(moved, notice=in_lines(*notices))


def record_levels(context: Context, levels: Mapping[str, str]) -> Outcome:
    """Record the levels of several processes (process id → level id) and go on to the first open question."""
    position = context.position()
    context.rules.navigation.answer_levels(position, levels)
    moved = context.with_position(position)
    given = moved.assessment
    for process in levels:
        given = with_attribution(context, given, level_question(process))
    return Outcome(moved.with_assessment(given), notice=_deferral_notice(context, moved, ""))


def _deferral_notice(before: Context, after: Context, question: str) -> str:
    """Return what happens to a question just deferred, or that the deferred ones are asked now: once, at the first."""
    answers = after.assessment.answers
    if LATER not in answers.values():
        is_begun = question == CHARACTERISTICS and after.state.startswith(CHARACTERISTIC_PREFIX)
        return after.text("notice.one_by_one") if is_begun else ""
    if _is_asking_deferred(after) and not _is_asking_deferred(before):
        return after.text.plural("notice.set_aside", len(after.rules.navigation.deferred(answers)))
    return after.text("notice.deferred") if answers.get(question) == LATER else ""


def _is_asking_deferred(context: Context) -> bool:
    """Return whether the current question was deferred, and is asked again now."""
    answers = context.assessment.answers
    if context.state == CHARACTERISTICS:
        return LATER in {answer for name, answer in answers.items() if name.startswith(CHARACTERISTIC_PREFIX)}
    return answers.get(context.state) == LATER


def answer_of(choice: str) -> str:
    """Return the answer that a choice represents: skipping leaves an empty one."""
    return "" if choice == SKIP else choice


def is_possible(criteria: Criteria, question: str, choice: str) -> bool:
    """Return whether a question has a button with this choice."""
    if process := process_of(question):
        return process in criteria.process_by_id and choice in {*criteria.level_by_id, UNSURE}
    if characteristic := characteristic_of(question):
        return characteristic in criteria.characteristic_by_id and choice in {YES, NO, UNSURE}
    if question == CHARACTERISTICS:
        return choice in {*criteria.characteristic_by_id, NO, UNSURE}
    if question == GROUP_LIST:
        return choice in criteria.group_by_id
    if question == GROUP_REASON:
        return choice == UNSURE or choice in group_reasons(criteria)
    asked = FLOW.text_question(question)
    return (question, choice) == (WELCOME, AGREE) or (asked is not None and asked.is_optional and choice == SKIP)


def possible_answers(criteria: Criteria, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that these criteria allow; a typed text and the date of assessment do not depend on them."""
    typed = {ASSESSED_ON, *note_keys(criteria)}
    return {
        question: answer
        for question, answer in answers.items()
        if FLOW.text_question(question) or question in typed or is_possible(criteria, question, answer)
    }
