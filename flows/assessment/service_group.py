"""Step 1 of the standard: the service group of a service, and its reason (chapter 4, step 1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.model.question_ids import (
    GROUP_LIST,
    GROUP_REASON,
    NO,
    SEVERAL,
    YES,
    characteristic_question,
    characteristic_questions,
)
from flows.standard.criteria import Criteria


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group id, and the id of the characteristic that decided it (None if the officer chose from the list).

    `ticked` are the ids of all characteristics that hold, as far as they are known, the most important first.
    """

    group: str
    characteristic: str | None
    ticked: tuple[str, ...] = ()


def deciding_answers(criteria: Criteria, characteristic: str) -> dict[str, str]:
    """Return the answers that a deciding characteristic implies: it holds, and none before it does."""
    deciding, questions = characteristic_question(characteristic), characteristic_questions(criteria)
    return {**dict.fromkeys(questions[: questions.index(deciding)], NO), deciding: YES}


def ticking_answers(criteria: Criteria, ticked: tuple[str, ...]) -> dict[str, str]:
    """Return the answers that ticks stand for: every characteristic was asked, and no other one holds."""
    return {
        characteristic_question(item.id): YES if item.id in ticked else NO for item in criteria.asked_characteristics
    }


def find_ticks(criteria: Criteria, answers: Mapping[str, str]) -> dict[str, str]:
    """Return characteristic id → yes or no, in the order of the standard's list, of those that the answers tell of.

    A group chosen from the list tells of one alone: the one that leads to it.
    """
    if chosen := answers.get(GROUP_LIST):
        return dict.fromkeys(_reason(criteria, answers, chosen), YES)
    given = {item.id: answers.get(characteristic_question(item.id), "") for item in criteria.characteristics}
    return {characteristic: answer for characteristic, answer in given.items() if answer in {YES, NO}}


def _reason(criteria: Criteria, answers: Mapping[str, str], chosen: str) -> tuple[str, ...]:
    """Return the characteristic that leads to the group chosen from the list; none while it is open."""
    leading = criteria.characteristics_of_group.get(chosen, ())
    reason = answers.get(GROUP_REASON)
    return leading if len(leading) < SEVERAL else tuple(item for item in leading if item == reason)


def find_group(criteria: Criteria, answers: Mapping[str, str]) -> GroupResult | None:
    """Return the group that the answers give; None while they leave it open or no characteristic holds.

    The most important characteristic that holds decides, so the first yes in the order of asking is enough.
    """
    if chosen := answers.get(GROUP_LIST):
        return GroupResult(chosen, None, _reason(criteria, answers, chosen))
    asked = tuple(zip(criteria.asked_characteristics, characteristic_questions(criteria), strict=True))
    for item, question in asked:
        answer = answers.get(question)
        if answer == YES:
            ticked = tuple(each.id for each, question in asked if answers.get(question) == YES)
            return GroupResult(item.group, item.id, ticked)
        if answer != NO:
            return None
    return None
