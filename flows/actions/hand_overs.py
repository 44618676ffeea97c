"""Services that change their owner: copies in conversations yield to the record of the service."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.step_context import StepInputs


def learn_owners(context: Context, inputs: StepInputs) -> Outcome:
    """Bring the copies of offered and claimed services up to date with their records."""
    return Outcome(context)
