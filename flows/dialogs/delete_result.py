"""The question whether to delete one of the listed assessments."""

from flows.actions.approvals import without_request
from flows.actions.finished_results import without_entry
from flows.actions.last_service import without_last
from flows.actions.owners_copy import without_copy_of
from flows.actions.permissions import may_withdraw
from flows.actions.shared_deletion import result_links, without_record
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.results import answer_after_deletion, refuse_withdrawal, results_list
from flows.model.finished import FinishedEntry
from flows.model.messages import Message
from flows.model.pending import ConfirmDeleteResult, ResultCard, Topic
from flows.model.session import Assessment
from flows.model.step_context import StepInputs
from flows.screens.confirmation import confirmation, is_yes
from flows.screens.parked_assessments import service_of, without_parked


def screen(context: Context, pending: ConfirmDeleteResult) -> Message:
    """Ask with the name of the service; the list if the assessment is gone."""
    if parked := context.session.parked_as(pending.assessment):
        return confirmation(context, Topic.DELETE_RESULT, service=service_of(context, parked))
    entry = context.session.finished.find(pending.assessment)
    return confirmation(context, Topic.DELETE_RESULT, service=entry.service) if entry else results_list(context)


def answer(context: Context, pending: ConfirmDeleteResult, choice: str, inputs: StepInputs) -> Outcome:
    """Delete the assessment, or show its card again."""
    session = context.session
    listed = session.parked_as(pending.assessment) or session.finished.find(pending.assessment)
    if listed is None:
        return answer_after_deletion(context, choice)
    if not is_yes(choice):
        return Outcome(context.with_pending(ResultCard(pending.assessment)))
    if not may_withdraw(context, listed.started_by):
        return refuse_withdrawal(context, pending.assessment)
    if isinstance(listed, Assessment):
        deleted = _delete_parked(context, listed)
    else:
        deleted = _delete_finished(context, listed, inputs)
    return without_record(deleted, pending.assessment, inputs)


def _delete_parked(context: Context, parked: Assessment) -> Outcome:
    notice = context.text("parking.deleted", service=service_of(context, parked))
    return Outcome(without_last(without_parked(context, parked.id), parked.id), notice=notice)


def _delete_finished(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    notice = context.text("results.deleted", service=entry.service)
    deleted = Outcome(without_entry(context, entry, inputs), notice=notice, withdrawn=tuple(result_links(entry)))
    return without_copy_of(without_request(deleted, entry), entry.token)
