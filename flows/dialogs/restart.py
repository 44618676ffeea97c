"""The question whether to begin a new assessment although that drops the oldest parked one."""

from flows.actions.new_assessment import start_another
from flows.actions.permissions import may_withdraw
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import ConfirmRestart, Topic
from flows.model.step_context import StepInputs
from flows.screens.confirmation import confirmation, is_yes
from flows.screens.parked_assessments import service_of


def screen(context: Context) -> Message:
    """Ask whether to drop the oldest parked assessment."""
    oldest = next((service_of(context, item) for item in context.session.parked), "")
    return confirmation(context, Topic.RESTART, oldest=oldest)


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Begin a new assessment. In a group the question stays open until a member who may do so answers."""
    if not is_yes(choice):
        return Outcome(context, notice=context.text("restart.kept"))
    parked = context.session.parked
    if parked and not may_withdraw(context, parked[0].started_by):
        return Outcome(context.with_pending(ConfirmRestart()), notice=context.text("member.only_starter_deletes"))
    return start_another(context, inputs)
