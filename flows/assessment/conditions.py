"""The conditions of the machine's transitions: predicates on the answers of the position that moves."""

from collections.abc import Callable
from typing import TypeAlias, cast

from transitions import EventData

from flows.assessment.position import Position
from flows.model.question_ids import CHARACTERISTIC_PREFIX, GROUP_LIST, UNDECIDED

Condition: TypeAlias = Callable[[EventData], bool]


def answered(question: str, choice: str, event: EventData) -> bool:
    """Return whether the question has this answer."""
    return _answers(event).get(question) == choice


def group_chosen(event: EventData) -> bool:
    """Return whether the officer chose the group from the list."""
    return GROUP_LIST in _answers(event)


def group_needs_reason(groups: frozenset[str], event: EventData) -> bool:
    """Return whether the officer chose one of these groups from the list: several characteristics lead to each."""
    return _answers(event).get(GROUP_LIST) in groups


def group_needs_no_reason(groups: frozenset[str], event: EventData) -> bool:
    """Return whether the officer chose another group from the list than these."""
    return group_chosen(event) and not group_needs_reason(groups, event)


def group_begun(event: EventData) -> bool:
    """Return whether a group question has an answer."""
    return any(question.startswith(CHARACTERISTIC_PREFIX) for question in _answers(event))


def undecided(question: str, event: EventData) -> bool:
    """Return whether the officer was not sure about the question."""
    return _answers(event).get(question) in UNDECIDED


def group_undecided(event: EventData) -> bool:
    """Return whether the officer was not sure about a group question, so that the group may still be decided."""
    answers = _answers(event)
    return any(
        answer in UNDECIDED and question.startswith(CHARACTERISTIC_PREFIX) for question, answer in answers.items()
    )


def settled_together(key: str, event: EventData) -> bool:
    """Return whether "none of them" settled the processes behind this key of the answers."""
    return key in _answers(event)


def targets_question(question: str, event: EventData) -> bool:
    """Return whether the trigger was called with this question as `target`."""
    return bool(event.kwargs.get("target") == question)


def _answers(event: EventData) -> dict[str, str]:
    """Return the answers of the position that moves; transitions types its model as a plain object."""
    return cast("Position", event.model).answers
