"""A service that is offered to another owner: it waits, or is taken back."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import OfferedService
from flows.model.step_context import StepInputs


def screen(context: Context, pending: OfferedService) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: OfferedService, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
