"""Step 1 of the standard: the service group of a service, and its reason (chapter 4, step 1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.model.question_ids import GROUP_LIST, NO, YES, characteristic_question, characteristic_questions
from flows.standard.criteria import Criteria


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group id, and the id of the characteristic that decided it (None if the officer chose from the list)."""

    group: str
    characteristic: str | None


def deciding_answers(criteria: Criteria, characteristic: str) -> dict[str, str]:
    """Return the answers that a deciding characteristic implies: it holds, and none before it does."""
    deciding, questions = characteristic_question(characteristic), characteristic_questions(criteria)
    return {**dict.fromkeys(questions[: questions.index(deciding)], NO), deciding: YES}


def find_group(criteria: Criteria, answers: Mapping[str, str]) -> GroupResult | None:
    """Return the group that the answers give; None while they leave it open or no characteristic holds.

    The most important characteristic that holds decides, so the first yes in the order of asking is enough.
    """
    if chosen := answers.get(GROUP_LIST):
        return GroupResult(chosen, None)
    for item in criteria.asked_characteristics:
        answer = answers.get(characteristic_question(item.id))
        if answer == YES:
            return GroupResult(item.group, item.id)
        if answer != NO:
            return None
    return None
