"""The kinds of steps that a flow is made of: the states of each, and how an answer leads on and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import NamedTuple, Protocol

from flows.assessment.conditions import (
    Condition,
    answered,
    group_begun,
    group_chosen,
    group_needs_no_reason,
    group_needs_reason,
    group_undecided,
    settled_together,
    undecided,
)
from flows.model.question_ids import (
    AGREE,
    NO,
    SEVERAL,
    YES,
    characteristic_questions,
    level_question,
    level_questions,
    together_key,
)
from flows.standard.criteria import Criteria

#: The source of a transition that is possible in every state, as transitions writes it.
ANYWHERE = "*"

#: Characters of an answer on one line.
MAX_LINE_LENGTH = 200


class Trigger(StrEnum):
    """The triggers of the machine: the actions of an officer."""

    ANSWER = "answer"
    BACK = "back"
    CONFIRM = "confirm"
    CHANGE = "change"
    ASK_AGAIN = "ask_again"
    ASK_GROUP = "ask_group"
    CHOOSE_GROUP = "choose_group"


class TransitionSpec(NamedTuple):
    """A transition of the machine; it is possible while all its conditions hold."""

    trigger: Trigger
    source: str
    dest: str
    conditions: tuple[Condition, ...] = ()


class Entry(NamedTuple):
    """A state at which a step is entered."""

    state: str
    conditions: tuple[Condition, ...] = ()


class Exit(NamedTuple):
    """A state from which a trigger leads to the next step."""

    state: str
    conditions: tuple[Condition, ...] = ()
    trigger: Trigger = Trigger.ANSWER


class StepGraph(NamedTuple):
    """The states of a step, and how they are joined to each other and to the steps before and after.

    Each of the `exits` leads to the next step's `entries`, the first of those whose conditions hold. `back` leads from
    each of the `back_exits` to the `back_entries` of the step before. The answers to `changeable` questions can be
    changed later.
    """

    states: tuple[str, ...]
    entries: tuple[Entry, ...]
    exits: tuple[Exit, ...] = ()
    inner: tuple[TransitionSpec, ...] = ()
    back_entries: tuple[Entry, ...] = ()
    back_exits: tuple[str, ...] = ()
    changeable: tuple[str, ...] = ()


class FlowStep(Protocol):
    """A part of the assessment."""

    def graph(self, criteria: Criteria) -> StepGraph:
        """Return the step's states and transitions."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The welcome, which asks for consent; `back` does not lead to it."""

    id: str

    def graph(self, _: Criteria) -> StepGraph:
        """Return one state, which only consent leaves."""
        agrees = Exit(self.id, (partial(answered, self.id, AGREE),))
        return StepGraph((self.id,), (Entry(self.id),), (agrees,))


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question of the service data: a line of the head of the standard's form, typed by the officer.

    An optional one may be skipped. The result shows the answer to a private one only if its owner chooses so.
    `result_label` is the key of its name on the result's page and in files, where that is not the question's title.
    `words` is the key of further words for it in the review.
    """

    id: str
    is_optional: bool = False
    is_private: bool = False
    is_multiline: bool = False
    max_length: int = MAX_LINE_LENGTH
    result_label: str = ""
    words: str = ""

    @property
    def title(self) -> str:
        """Return the key of the question's title."""
        return f"{self.id}.title"

    @property
    def label(self) -> str:
        """Return the key of the question's name on the result's page and in files."""
        return self.result_label or self.title

    def graph(self, _: Criteria) -> StepGraph:
        """Return one state, which any answer leaves."""
        state = self.id
        return StepGraph(
            (state,),
            (Entry(state),),
            (Exit(state),),
            back_entries=(Entry(state),),
            back_exits=(state,),
            changeable=(state,),
        )


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Step 1 of the standard: the service group.

    One question shows all characteristics. They can be asked one by one instead, or the group chosen from a list. Where
    several characteristics lead to a group of the list, its reason is asked then.
    """

    in_one_question: str
    from_list: str
    reason: str
    none_fits: str

    def graph(self, criteria: Criteria) -> StepGraph:
        """Return the questions; the first characteristic that holds decides, and ends the step."""
        asked = characteristic_questions(criteria)
        leading = criteria.characteristics_of_group
        several = frozenset(group for group, items in leading.items() if len(items) >= SEVERAL)
        needs_reason = (partial(group_needs_reason, several),)
        return StepGraph(
            states=(self.in_one_question, *asked, self.from_list, self.reason, self.none_fits),
            entries=(
                Entry(self.from_list, (group_chosen,)),
                Entry(asked[0], (group_begun,)),
                Entry(self.in_one_question),
            ),
            exits=(
                *(Exit(question, (partial(answered, question, YES),)) for question in asked),
                Exit(asked[-1], (group_undecided,)),
                Exit(self.from_list, (partial(group_needs_no_reason, several),)),
                Exit(self.reason),
            ),
            inner=(
                *self._one_by_one(asked),
                TransitionSpec(Trigger.ANSWER, self.from_list, self.reason, needs_reason),
                *self._ways_between(asked),
                *self._ways_back(asked),
            ),
            back_entries=(
                Entry(self.reason, needs_reason),
                Entry(self.from_list, (group_chosen,)),
                Entry(self.in_one_question),
            ),
            back_exits=(self.in_one_question,),
            changeable=(self.in_one_question, self.from_list, self.reason, *asked),
        )

    def _one_by_one(self, asked: tuple[str, ...]) -> tuple[TransitionSpec, ...]:
        return (
            TransitionSpec(Trigger.ANSWER, self.in_one_question, self.from_list, (group_chosen,)),
            TransitionSpec(Trigger.ANSWER, self.in_one_question, asked[0], (group_begun,)),
            *(
                TransitionSpec(Trigger.ANSWER, this, after, (partial(answered, this, NO),))
                for this, after in pairwise(asked)
            ),
            *(
                TransitionSpec(Trigger.ANSWER, this, after, (partial(undecided, this),))
                for this, after in pairwise(asked)
            ),
            TransitionSpec(Trigger.ANSWER, asked[-1], self.none_fits, (partial(answered, asked[-1], NO),)),
        )

    def _ways_between(self, asked: tuple[str, ...]) -> tuple[TransitionSpec, ...]:
        to_list = (self.in_one_question, *asked, self.none_fits)
        to_questions = (self.in_one_question, self.none_fits, self.from_list)
        return (
            *(TransitionSpec(Trigger.CHOOSE_GROUP, state, self.from_list) for state in to_list),
            *(TransitionSpec(Trigger.ASK_GROUP, state, asked[0]) for state in to_questions),
        )

    def _ways_back(self, asked: tuple[str, ...]) -> tuple[TransitionSpec, ...]:
        return (
            *back_transitions((self.in_one_question, *asked)),
            *(TransitionSpec(Trigger.BACK, state, self.in_one_question) for state in (self.none_fits, self.from_list)),
            TransitionSpec(Trigger.BACK, self.reason, self.from_list),
        )


@dataclass(frozen=True, slots=True)
class LevelQuestions:
    """Step 2 of the standard: the level of every process, in the order of the criteria.

    The way back leads past the processes that the answer to another one settled.
    """

    def graph(self, criteria: Criteria) -> StepGraph:
        """Return one state a process."""
        levels = level_questions(criteria)
        return StepGraph(
            levels,
            (Entry(levels[0]),),
            (Exit(levels[-1]),),
            (
                *(TransitionSpec(Trigger.ANSWER, this, after) for this, after in pairwise(levels)),
                *(
                    TransitionSpec(Trigger.BACK, after, entry.state, entry.conditions)
                    for place, after in enumerate(levels)
                    for entry in _last_asked(criteria, levels[:place])
                ),
                *back_transitions(levels),
            ),
            back_entries=(*_last_asked(criteria, levels), Entry(levels[-1])),
            back_exits=(levels[0],),
            changeable=levels,
        )


def _last_asked(criteria: Criteria, levels: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the last of these questions that was asked, where another answer settled the very last."""
    for item in criteria.together_by_first.values():
        others = [level_question(process) for process in item.processes[1:]]
        if levels and levels[-1] in others:
            asked = next(question for question in reversed(levels) if question not in others)
            yield Entry(asked, (partial(settled_together, together_key(item.processes[0])),))


@dataclass(frozen=True, slots=True)
class Review:
    """All answers in a list; any of them can be changed before the officer confirms."""

    id: str

    def graph(self, _: Criteria) -> StepGraph:
        """Return one state, which confirmation leaves."""
        state = self.id
        return StepGraph(
            (state,),
            (Entry(state),),
            (Exit(state, trigger=Trigger.CONFIRM),),
            back_entries=(Entry(state),),
            back_exits=(state,),
        )


@dataclass(frozen=True, slots=True)
class ResultStep:
    """The result, from which the officer goes back to correct an answer."""

    id: str

    def graph(self, _: Criteria) -> StepGraph:
        """Return one state, the last."""
        return StepGraph((self.id,), (Entry(self.id),), back_exits=(self.id,))


@dataclass(frozen=True, slots=True)
class SideQuestion:
    """A question that interrupts the assessment, which afterwards continues in the same state.

    It opens in any state unless `opens_in` names some, or it opens `at_levels`: at any level question. The answers to
    it may lead to further side questions.
    """

    id: str
    opens_in: tuple[str, ...] = ()
    at_levels: bool = False
    leads_to: tuple["SideQuestion", ...] = ()


def back_transitions(states: tuple[str, ...]) -> tuple[TransitionSpec, ...]:
    """Return the transitions by which `back` leads from each state to the one before."""
    return tuple(TransitionSpec(Trigger.BACK, after, before) for before, after in pairwise(states))
