"""Shows the officer what a colleague answered, to use it or not."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import ColleagueAnswer
from flows.model.step_context import StepInputs


def screen(context: Context, pending: ColleagueAnswer) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: ColleagueAnswer, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
