"""Answers of colleagues: what the officer learns of them at the next event."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.step_context import StepInputs


def learn_answers(context: Context, inputs: StepInputs) -> Outcome:
    """Take note of answers that came, and of remarks that were unsent."""
    return Outcome(context)
