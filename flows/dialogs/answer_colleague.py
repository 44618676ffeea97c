"""Answers the question of another officer in this chat: the level, the name, a remark."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.codes import OpenedCode
from flows.collaboration.question import ColleagueQuestion
from flows.model.events import Text
from flows.model.messages import Message
from flows.model.pending import AnswerColleague
from flows.model.step_context import StepInputs


def open_record(context: Context, opened: OpenedCode, record: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    """Show what a code opens; say so where it is not open any more."""
    raise NotImplementedError


def screen(context: Context, pending: AnswerColleague) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: AnswerColleague, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError


def answer_text(context: Context, pending: AnswerColleague, typed: Text, inputs: StepInputs) -> Outcome:
    """Take a typed name, position or remark."""
    raise NotImplementedError
