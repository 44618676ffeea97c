"""Requests for approval: what the officer learns of the decisions at the next event."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.step_context import StepInputs


def learn_decisions(context: Context, inputs: StepInputs) -> Outcome:
    """Take note of decisions that were made."""
    return Outcome(context)
