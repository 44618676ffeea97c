"""Asking for the form with the private answers: at once in a private chat, after a confirmation in a group."""

from flows.actions.finished_results import stored_result
from flows.actions.owners_copy import is_in_group, with_new_copy
from flows.actions.permissions import may_copy
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.dialogs.results import answer_after_deletion, results_list
from flows.model.finished import FinishedEntry
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink
from flows.model.pending import ConfirmCopy, ResultCard, Topic
from flows.model.question_ids import RESULT
from flows.model.step_context import StepInputs
from flows.screens.confirmation import confirmation, is_yes


def screen(context: Context, pending: ConfirmCopy) -> Message:
    """Ask whether everybody in the group may open the form; the list if the assessment is gone."""
    entry = context.session.finished.find(pending.assessment)
    return confirmation(context, Topic.COPY, service=entry.service) if entry else results_list(context)


def answer(context: Context, pending: ConfirmCopy, choice: str, inputs: StepInputs) -> Outcome:
    """Give the form. The question goes on waiting until the member answers who may."""
    entry, settled = context.session.finished.find(pending.assessment), context.with_pending(None)
    if entry is None:
        return answer_after_deletion(settled, choice)
    if not is_yes(choice):
        return Outcome(_on_card(settled, entry))
    if not may_copy(context, entry.started_by):
        return Outcome(context, notice=context.text("member.only_starter_copies"))
    result = stored_result(settled, entry, inputs)
    return result if isinstance(result, Outcome) else _give_copy(_on_card(settled, entry), entry, inputs)


def request_copy(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    """Give the form of an entry with the private answers. A group is asked first, and only who started it gets it."""
    result, card = stored_result(context, entry, inputs), _on_card(context, entry)
    if isinstance(result, Outcome):
        return result
    if not FLOW.has_private_answer(result.service_data):
        return _give_shared_form(card, entry, "copy.no_name")
    if not is_in_group(context):
        return _give_copy(card, entry, inputs)
    if not may_copy(context, entry.started_by):
        return Outcome(card, notice=context.text("member.only_starter_copies"))
    return Outcome(context.with_pending(ConfirmCopy(entry.assessment)))


def request_form(context: Context, inputs: StepInputs) -> Outcome:
    """Give the form of the result on screen, or else of the newest one. A group gets the shared form."""
    entry = wanted_entry(context)
    if entry is None:
        return Outcome(context, notice=context.text("results.none"))
    result = stored_result(context, entry, inputs)
    if isinstance(result, Outcome):
        return result
    if not FLOW.has_private_answer(result.service_data):
        return _give_shared_form(context, entry, "copy.no_name")
    if is_in_group(context):
        return _give_shared_form(context, entry, "copy.from_card")
    return _give_copy(context, entry, inputs)


def wanted_entry(context: Context) -> FinishedEntry | None:
    """Return the entry of the result on screen, or else the newest one; None where nothing is finished."""
    finished = context.session.finished
    shown = finished.find(context.assessment.id) if context.state == RESULT else None
    return shown or next(reversed(finished.entries), None)


def _on_card(context: Context, entry: FinishedEntry) -> Context:
    return context.with_pending(ResultCard(entry.assessment))


def _give_copy(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    key = "copy.given_in_group" if is_in_group(context) else "copy.given"
    link = ResultLink(context.text("result.copy"), inputs.copy_token, LinkPurpose.COPY)
    outcome = Outcome(context, before=(_form_message(context, entry, key, link),))
    return with_new_copy(outcome, entry.token, inputs)


def _give_shared_form(context: Context, entry: FinishedEntry, key: str) -> Outcome:
    link = ResultLink(context.text("result.form"), entry.token, LinkPurpose.FORM)
    return Outcome(context, before=(_form_message(context, entry, key, link),))


def _form_message(context: Context, entry: FinishedEntry, key: str, link: ResultLink) -> Message:
    title = context.text("copy.message_title", service=entry.service)
    return Message(summary=title, title=title, blocks=(Paragraph(context.text(key)),), links=(link,))
