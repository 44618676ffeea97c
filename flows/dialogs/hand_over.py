"""Hands a service over to another owner: the officer gets a code to send on."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import HandOver
from flows.model.step_context import StepInputs


def hand_over(context: Context, inputs: StepInputs) -> Outcome:
    """Offer the service on screen to another owner."""
    raise NotImplementedError


def screen(context: Context, pending: HandOver) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: HandOver, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
