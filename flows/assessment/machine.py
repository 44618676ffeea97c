"""The conversation as a finite-state machine, built from the criteria with `transitions`.

One Machine serves all conversations: it is given a Position, moves it, and keeps nothing. Triggers: `answer` (the
present question has its answer), `back`, `change` (from the review to the question named `target`), `confirm`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import cast

from transitions import EventData, Machine

from flows.model.question_ids import (
    AGENCY,
    AGREE,
    ASSESSOR,
    CHARACTERISTIC_PREFIX,
    CHARACTERISTICS,
    DESCRIPTION,
    GROUP_LIST,
    GROUP_NONE,
    NO,
    RESULT,
    REVIEW,
    SERVICE,
    SERVICE_DATA,
    UNDECIDED,
    WELCOME,
    YES,
    characteristic_questions,
    level_questions,
)
from flows.standard.criteria import Criteria


@dataclass
class Position:
    """The machine's model: where a conversation stands, and its answers by question id."""

    state: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class TransitionSpec:
    """One transition; the condition is asked with transitions' EventData."""

    trigger: str
    source: str
    dest: str
    condition: Callable[..., bool] | None = None


def states(criteria: Criteria) -> tuple[str, ...]:
    """All states, in the order of the conversation."""
    asked = characteristic_questions(criteria)
    of_group = (CHARACTERISTICS, *asked, GROUP_LIST, GROUP_NONE)
    return (WELCOME, *SERVICE_DATA, *of_group, *level_questions(criteria), REVIEW, RESULT)


def build_machine(criteria: Criteria) -> Machine:
    """Build the machine that moves every conversation's Position."""
    machine = Machine(
        model=None,
        states=list(states(criteria)),
        initial=WELCOME,
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )
    for arrow in arrows(criteria):
        machine.add_transition(arrow.trigger, arrow.source, arrow.dest, conditions=arrow.condition)
    return machine


def arrows(criteria: Criteria) -> tuple[TransitionSpec, ...]:
    """Every transition, in the order of the conversation."""
    return (*_data_arrows(criteria), *_group_arrows(criteria), *_level_arrows(criteria), *_review_arrows(criteria))


def _data_arrows(criteria: Criteria) -> list[TransitionSpec]:
    first_question = characteristic_questions(criteria)[0]
    return [
        TransitionSpec("answer", WELCOME, SERVICE, partial(answered, WELCOME, AGREE)),
        TransitionSpec("answer", SERVICE, AGENCY),
        TransitionSpec("answer", AGENCY, ASSESSOR),
        TransitionSpec("answer", ASSESSOR, DESCRIPTION),
        TransitionSpec("answer", DESCRIPTION, GROUP_LIST, group_chosen),
        TransitionSpec("answer", DESCRIPTION, first_question, group_begun),
        TransitionSpec("answer", DESCRIPTION, CHARACTERISTICS),
        *_backwards((*SERVICE_DATA, CHARACTERISTICS, first_question)),
    ]


def _group_arrows(criteria: Criteria) -> list[TransitionSpec]:
    asked, first_level = characteristic_questions(criteria), level_questions(criteria)[0]
    return [
        *(TransitionSpec("answer", question, first_level, partial(answered, question, YES)) for question in asked),
        *(TransitionSpec("answer", this, after, partial(answered, this, NO)) for this, after in pairwise(asked)),
        *(TransitionSpec("choose_group", question, GROUP_LIST) for question in (CHARACTERISTICS, *asked, GROUP_NONE)),
        *(
            TransitionSpec("answer", this, after, partial(undecided, this))
            for this, after in pairwise((*asked, first_level))
        ),
        TransitionSpec("answer", asked[-1], first_level, group_undecided),
        TransitionSpec("answer", asked[-1], GROUP_NONE, partial(answered, asked[-1], NO)),
        TransitionSpec("answer", GROUP_LIST, first_level),
        TransitionSpec("answer", CHARACTERISTICS, GROUP_LIST, group_chosen),
        TransitionSpec("answer", CHARACTERISTICS, asked[0], group_begun),
        TransitionSpec("ask_group", CHARACTERISTICS, asked[0]),
        TransitionSpec("ask_group", GROUP_NONE, asked[0]),
        TransitionSpec("ask_group", GROUP_LIST, asked[0]),
        *_backwards(asked),
        *(TransitionSpec("back", question, CHARACTERISTICS) for question in (GROUP_NONE, GROUP_LIST)),
    ]


def _level_arrows(criteria: Criteria) -> list[TransitionSpec]:
    levels = level_questions(criteria)
    return [
        *(TransitionSpec("answer", this, after) for this, after in pairwise((*levels, REVIEW))),
        TransitionSpec("back", levels[0], GROUP_LIST, group_chosen),
        TransitionSpec("back", levels[0], CHARACTERISTICS),
        *_backwards((*levels, REVIEW)),
    ]


def _review_arrows(criteria: Criteria) -> list[TransitionSpec]:
    groups = (CHARACTERISTICS, GROUP_LIST, *characteristic_questions(criteria))
    targets = (*SERVICE_DATA, *groups, *level_questions(criteria))
    return [
        *(TransitionSpec("change", REVIEW, target, partial(targets_question, target)) for target in targets),
        TransitionSpec("confirm", REVIEW, RESULT),
        TransitionSpec("back", RESULT, REVIEW),
    ]


def _backwards(questions: Sequence[str]) -> list[TransitionSpec]:
    return [TransitionSpec("back", after, before) for before, after in pairwise(questions)]


def answered(question: str, choice: str, event: EventData) -> bool:
    """Condition: the question has this answer."""
    return _answers(event).get(question) == choice


def group_chosen(event: EventData) -> bool:
    """Condition: the officer chose the group from the list."""
    return GROUP_LIST in _answers(event)


def group_begun(event: EventData) -> bool:
    """Condition: a group question has an answer."""
    return any(question.startswith(CHARACTERISTIC_PREFIX) for question in _answers(event))


def undecided(question: str, event: EventData) -> bool:
    """Condition: the officer was not sure about the question."""
    return _answers(event).get(question) in UNDECIDED


def group_undecided(event: EventData) -> bool:
    """Condition: the officer was not sure about a group question, so the group may still come out."""
    answers = _answers(event)
    return any(
        answer in UNDECIDED and question.startswith(CHARACTERISTIC_PREFIX) for question, answer in answers.items()
    )


def targets_question(question: str, event: EventData) -> bool:
    """Condition: the trigger was called with this question as `target`."""
    return bool(event.kwargs.get("target") == question)


def _answers(event: EventData) -> dict[str, str]:
    """The answers of the position that moves; transitions types its model as a plain object."""
    return cast("Position", event.model).answers
