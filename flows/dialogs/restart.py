"""The question whether to begin a new assessment although that drops the oldest parked one."""

from flows.actions.new_assessment import start_another
from flows.actions.permissions import may_withdraw
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message
from flows.model.pending import Topic
from flows.model.step_context import StepInputs
from flows.screens.confirmation import confirmation, is_yes
from flows.screens.parked_assessments import has_room, service_of


def screen(context: Context) -> Message:
    """Ask whether to drop the oldest parked assessment; a group is asked even if there is room for all."""
    if has_room(context):
        return confirmation(context, Topic.RESTART, "in_group", service=service_of(context, context.assessment))
    oldest = next((service_of(context, item) for item in context.session.parked), "")
    return confirmation(context, Topic.RESTART, oldest=oldest)


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Begin a new assessment. In a group the question stays open until a member who may do so answers."""
    settled = context.with_pending(None)
    if not is_yes(choice):
        return Outcome(settled, notice=context.text("restart.kept"))
    if not has_room(context) and not may_withdraw(context, context.session.parked[0].started_by):
        return Outcome(context, notice=context.text("member.only_starter_deletes"))
    return start_another(settled, inputs)
