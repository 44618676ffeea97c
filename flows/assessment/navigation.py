"""Moving along the machine: recording an answer, going on to what is open, going back, changing an answer."""

from collections.abc import Mapping

from transitions import Machine

from flows.assessment.machine import Position, states
from flows.assessment.service_group import deciding_answers
from flows.model.question_ids import (
    CHARACTERISTICS,
    GROUP_LIST,
    LATER,
    NO,
    OPEN,
    REVIEW,
    UNSURE,
    WELCOME,
    characteristic_of,
    characteristic_questions,
    open_questions,
)
from flows.standard.criteria import Criteria


class Navigation:
    """The rules of moving. It holds the criteria and the shared machine, and no conversation."""

    def __init__(self, criteria: Criteria, machine: Machine) -> None:
        """Take the criteria and the machine built from them."""
        self._criteria = criteria
        self._machine = machine
        self._characteristics = characteristic_questions(criteria)
        self.states = frozenset(states(criteria))

    def start(self, answers: dict[str, str]) -> Position:
        """A position at the first question that the answers leave open."""
        position = Position(WELCOME, dict(answers))
        self._advance(position)
        return position

    def answer(self, position: Position, question: str, choice: str) -> None:
        """Record an answer to any question and stand at the first open question after it."""
        if question == CHARACTERISTICS:
            self._answer_characteristics(position, choice)
            return
        if characteristic_of(question):
            position.answers.pop(GROUP_LIST, None)
        if choice == UNSURE:
            choice = OPEN if position.answers.get(question) == LATER else LATER
        position.answers[question] = choice
        position.state = question
        self._advance(position)

    def _answer_characteristics(self, position: Position, choice: str) -> None:
        """The first that holds, of the most important to the least: those before it do not; those after it are open.

        None of them, or not sure, answers them all alike.
        """
        self._forget_group(position)
        if choice in {NO, UNSURE}:
            position.answers |= dict.fromkeys(self._characteristics, NO if choice == NO else LATER)
        else:
            position.answers |= deciding_answers(self._criteria, choice)
        position.state = self._characteristics[0]
        self._advance(position)

    def ask_group_again(self, position: Position) -> None:
        """Forget the group answers and ask the group questions from the first."""
        self._forget_group(position)
        self._trigger("ask_group", position)

    def _forget_group(self, position: Position) -> None:
        for question in (*self._characteristics, GROUP_LIST):
            position.answers.pop(question, None)

    def ask_group_by_questions(self, position: Position) -> bool:
        """Leave the list of groups for the group questions; answers stay as they are."""
        return self._trigger("ask_group", position)

    def choose_group(self, position: Position) -> bool:
        """Leave a group question for the list of groups."""
        return self._trigger("choose_group", position)

    def has_before(self, state: str) -> bool:
        """Whether there is a question before a state."""
        return state in self._machine.events["back"].transitions

    def back(self, position: Position) -> bool:
        """Stand at the question before; False where there is none."""
        return self._trigger("back", position)

    def forward(self, position: Position) -> bool:
        """Leave an answered question unchanged for the next open one; False where the present one is open."""
        before = position.state
        self._advance(position)
        return position.state != before

    def is_answered(self, position: Position) -> bool:
        """Whether the present question has an answer."""
        return self.has_answer(position.state, position.answers)

    def has_answer(self, state: str, answers: Mapping[str, str]) -> bool:
        """Whether a state's question has an answer; the one for all characteristics has theirs."""
        if state == CHARACTERISTICS:
            return any(question in answers for question in (*self._characteristics, GROUP_LIST))
        return state in answers

    def change(self, position: Position, question: str) -> bool:
        """From the review, stand at a question to answer it anew."""
        return self._trigger("change", position, target=question)

    def confirm(self, position: Position) -> bool:
        """From the review, on to the result."""
        return self._trigger("confirm", position)

    def _advance(self, position: Position) -> None:
        while self.is_answered(position) and self._trigger("answer", position):
            pass
        if position.state == REVIEW and (set_aside := self._set_aside(position)):
            self.change(position, set_aside)

    def _set_aside(self, position: Position) -> str | None:
        """The first question set aside that the result needs: it comes again before the review."""
        needed = open_questions(self._criteria, position.answers)
        return next((question for question in needed if position.answers.get(question) == LATER), None)

    def _trigger(self, name: str, position: Position, **arguments: str) -> bool:
        event = self._machine.events[name]
        return position.state in event.transitions and bool(event.trigger(position, **arguments))

    def is_asked(self, question: str) -> bool:
        """Whether a key of the answers is a question of the machine (notes are not)."""
        return question in self.states
