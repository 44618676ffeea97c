"""Asks for approval of a result: the officer gets a code to send on."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import RequestApproval
from flows.model.step_context import StepInputs


def request_approval(context: Context, inputs: StepInputs) -> Outcome:
    """Ask for approval of the result on screen."""
    raise NotImplementedError


def screen(context: Context, pending: RequestApproval) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: RequestApproval, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
