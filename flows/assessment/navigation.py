"""Moves a position through the machine: records and changes answers, goes forward and back."""

from collections.abc import Mapping

from transitions import Machine, MachineError

from flows.assessment.asked_together import offered_together
from flows.assessment.flow_steps import Trigger
from flows.assessment.machine import states
from flows.assessment.position import Position
from flows.assessment.service_group import deciding_answers, ticking_answers
from flows.model.question_ids import (
    CHARACTERISTICS,
    GROUP_LIST,
    GROUP_REASON,
    LATER,
    NO,
    NONE_TOGETHER,
    OPEN,
    REVIEW,
    UNDECIDED,
    UNSURE,
    characteristic_of,
    characteristic_questions,
    has_group_reason,
    level_question,
    open_questions,
    ticked_in,
    together_key,
)
from flows.standard.criteria import Criteria


class Navigation:
    """The rules of moving. It holds the criteria and the shared machine, and no conversation.

    `settling` are the level questions whose answer may settle others, too.

    Every change of a position's state is a trigger of the machine. A trigger that is not possible raises MachineError.
    """

    def __init__(self, criteria: Criteria, machine: Machine) -> None:
        self._criteria = criteria
        self._machine = machine
        self._characteristics = characteristic_questions(criteria)
        items = criteria.together_by_first.items()
        self._settled = {level_question(first): [*map(level_question, item.processes[1:])] for first, item in items}
        self._keys = {level_question(first): together_key(first) for first, _ in items}
        self.settling = frozenset(self._settled)
        self.states = frozenset(states(criteria))

    def start(self, answers: Mapping[str, str]) -> Position:
        """Return a position at the first question that the answers leave open."""
        position = Position(str(self._machine.initial), dict(answers))
        self._advance(position)
        return position

    def answer(self, position: Position, question: str, choice: str) -> None:
        """Record an answer to any question, and go on to the first open question after it."""
        if position.state != question:
            self._fire(Trigger.ASK_AGAIN, position, target=question)
        if question == CHARACTERISTICS and choice == UNSURE and not self._is_group_deferred(position):
            self.ask_group_again(position)
            return
        if question == CHARACTERISTICS:
            self._record_characteristics(position, choice)
        elif choice == NONE_TOGETHER:
            self._record_together(position, question)
        else:
            self._record(position, question, choice)
        self._advance(position)
        if position.state == question and position.answers.get(question) == LATER:
            # The last question would be asked again at once: the review tells that it is open.
            position.answers[question] = OPEN
            self._advance(position)

    def _is_group_deferred(self, position: Position) -> bool:
        """Return whether the officer was not sure about any group question."""
        return all(position.answers.get(question) in UNDECIDED for question in self._characteristics)

    def answer_levels(self, position: Position, levels: Mapping[str, str]) -> None:
        """Record the levels of several processes (process id → level id), and go on to the first open question."""
        for process, level in levels.items():
            self._record(position, level_question(process), level)
        position.answers |= {level_question(process): level for process, level in levels.items()}
        self._advance(position)

    def _record(self, position: Position, question: str, choice: str) -> None:
        if characteristic_of(question):
            position.answers.pop(GROUP_LIST, None)
        if characteristic_of(question) or question == GROUP_LIST:
            position.answers.pop(GROUP_REASON, None)
        self._ask_apart(position, question)
        if choice == UNSURE:
            self._set_aside_together(position, question)
            choice = OPEN if position.answers.get(question) == LATER else LATER
        position.answers[question] = choice

    def _record_together(self, position: Position, question: str) -> None:
        """Record that none of the processes is there which this question settles."""
        position.answers |= dict.fromkeys((question, *self._settled[question]), self._criteria.levels[0].id)
        position.answers[self._keys[question]] = NONE_TOGETHER

    def _ask_apart(self, position: Position, question: str) -> None:
        """Forget that "none of them" settled several processes, once one of them has an answer of its own.

        If that is the first, the others are asked.
        """
        for first, others in self._settled.items():
            if self._keys[first] in position.answers and question in {first, *others}:
                del position.answers[self._keys[first]]
                for other in others if question == first else ():
                    position.answers.pop(other, None)

    def _set_aside_together(self, position: Position, question: str) -> None:
        """Defer with a question also the open ones that its "none of them" would answer."""
        if offered_together(self._criteria, question, position.answers):
            for settled in self._settled[question]:
                position.answers.setdefault(settled, LATER)

    def _record_characteristics(self, position: Position, choice: str) -> None:
        """Record the answers that one choice for all characteristics implies.

        The characteristic chosen is the most important one that holds: those before it do not hold, and those after it
        stay open. Ticks answer every question. None of them, and not sure again, answer all alike.
        """
        self._forget_group(position)
        if choice in {NO, UNSURE}:
            position.answers |= dict.fromkeys(self._characteristics, NO if choice == NO else OPEN)
        elif ticked := ticked_in(choice):
            position.answers |= ticking_answers(self._criteria, ticked)
        else:
            position.answers |= deciding_answers(self._criteria, choice)

    def ask_again(self, position: Position, question: str) -> Position:
        """Return a position at a question whose answer was removed.

        An assessment of another edition may be in a state that this edition does not have. It then starts at its
        first open question.
        """
        if position.state not in self.states:
            return self.start(position.answers)
        self._fire(Trigger.ASK_AGAIN, position, target=question)
        return position

    def ask_group_again(self, position: Position) -> None:
        """Forget the group answers and ask the group questions from the first."""
        self._forget_group(position)
        self._fire(Trigger.ASK_GROUP, position)

    def _forget_group(self, position: Position) -> None:
        for question in (*self._characteristics, GROUP_LIST, GROUP_REASON):
            position.answers.pop(question, None)

    def ask_group_by_questions(self, position: Position) -> None:
        """Leave the list of groups for the group questions; answers stay as they are."""
        self._fire(Trigger.ASK_GROUP, position)

    def choose_group(self, position: Position) -> None:
        """Leave a group question for the list of groups."""
        self._fire(Trigger.CHOOSE_GROUP, position)

    def has_previous(self, state: str) -> bool:
        """Return whether there is a question before a state."""
        return state in self._machine.events[Trigger.BACK].transitions

    def back(self, position: Position) -> bool:
        """Go to the question before; return False where there is none."""
        if not self.has_previous(position.state):
            return False
        self._fire(Trigger.BACK, position)
        return True

    def forward(self, position: Position) -> bool:
        """Leave an answered question unchanged for the next open one; return False where the current one is open."""
        before = position.state
        self._advance(position)
        return position.state != before

    def is_answered(self, position: Position) -> bool:
        """Return whether the current question has an answer."""
        return self.has_answer(position.state, position.answers)

    def has_answer(self, state: str, answers: Mapping[str, str]) -> bool:
        """Return whether a state's question has an answer; the one for all characteristics has theirs."""
        if state == CHARACTERISTICS:
            return any(question in answers for question in (*self._characteristics, GROUP_LIST))
        if state == GROUP_REASON:
            return answers.get(state) in UNDECIDED or has_group_reason(self._criteria, answers)
        return state in answers

    def change(self, position: Position, question: str) -> None:
        """Go from the review to a question, to change its answer."""
        self._fire(Trigger.CHANGE, position, target=question)

    def confirm(self, position: Position) -> None:
        """Go from the review to the result."""
        self._fire(Trigger.CONFIRM, position)

    def _advance(self, position: Position) -> None:
        while self.is_answered(position):
            self._fire(Trigger.ANSWER, position)
        if position.state == REVIEW and (deferred := self.first_deferred(position)):
            self.change(position, deferred)

    def first_deferred(self, position: Position) -> str | None:
        """Return the first deferred question that the result needs: it is asked again before the review.

        Where every group question is deferred, the one for all characteristics is asked.
        """
        answers = position.answers
        if GROUP_LIST not in answers and all(answers.get(question) == LATER for question in self._characteristics):
            return CHARACTERISTICS
        return next(iter(self.deferred(answers)), None)

    def deferred(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """Return the deferred questions that the result needs."""
        return tuple(name for name in open_questions(self._criteria, answers) if answers.get(name) == LATER)

    def ask_open_questions(self, position: Position) -> None:
        """Go from the review to the first open question; the others are asked after it, before the review."""
        needed = open_questions(self._criteria, position.answers)
        position.answers |= {name: LATER for name in needed if position.answers.get(name) == OPEN}
        self.change(position, self.first_deferred(position) or needed[0])

    def _fire(self, trigger: Trigger, position: Position, **arguments: str) -> None:
        """Call a trigger; raise MachineError where the machine has no transition for it, or no condition holds."""
        before = position.state
        if not self._machine.events[trigger].trigger(position, **arguments):
            raise MachineError(f"{trigger.value!r} leads nowhere from {before!r}")

    def is_asked(self, question: str) -> bool:
        """Return whether a key of the answers is a question of the machine; notes are not."""
        return question in self.states
