"""What follows once the changes that a conversation asked of shared records are done, or refused."""

from flows.actions.asked_questions import undecided
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.ask_colleague import CONFIRMED
from flows.handlers.answers import apply_choice
from flows.model.pending import AskColleague
from flows.model.question_ids import CONFIRM, REVIEW, WELCOME
from flows.model.step_context import StepInputs


def after_settling(context: Context, inputs: StepInputs) -> Outcome:
    """Show where the conversation stands, or confirm the assessment whose questions were withdrawn for that.

    A colleague who has only answered a question is not asked to begin an assessment.
    """
    pending = context.session.pending
    if not (isinstance(pending, AskColleague) and pending.question == CONFIRMED):
        return Outcome(context, brief=pending is None and context.state == WELCOME)
    context = context.with_pending(None)
    is_clear = context.state == REVIEW and not undecided(context.session, context.assessment.id)
    return apply_choice(context, CONFIRM, inputs) if is_clear else Outcome(context)
