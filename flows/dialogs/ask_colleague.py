"""Asks a colleague one question: the officer chooses which, and gets a link to send on."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import AskColleague
from flows.model.step_context import StepInputs


def ask_colleague(context: Context, inputs: StepInputs) -> Outcome:
    """Let the officer choose a question of the present assessment for a colleague."""
    raise NotImplementedError


def screen(context: Context, pending: AskColleague) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: AskColleague, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
