"""Asks for approval of a result: the officer gets a code to send on."""

from datetime import date
from enum import StrEnum

from flows.actions.approvals import given_code, make_request, open_request
from flows.actions.finished_results import stored_result
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState, WithdrawApproval
from flows.dialogs.owners_copy import wanted_entry
from flows.dialogs.results import answer_after_deletion, results_list
from flows.i18n.dates import spoken_date, spoken_day
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.note_keys import NOTE_PREFIX
from flows.model.pending import RequestApproval, ResultCard, Topic
from flows.model.result import Result
from flows.model.step_context import StepInputs
from flows.screens.clipboard import copy_code
from flows.screens.confirmation import side_choice, side_question_id

#: The value of `RequestApproval.private` for a result that has something private.
HAS_PRIVATE = "yes"


class RequestChoice(StrEnum):
    """The choices."""

    PLAIN = "ask"
    WITH_PRIVATE = "ask_private"
    WITHDRAW = "withdraw"
    CLOSE = "close"


def request_approval(context: Context, inputs: StepInputs) -> Outcome:
    """Ask for approval of the result on screen or on the card, or else of the newest one."""
    entry = _entry(context)
    if entry is None:
        return Outcome(context, notice=context.text("approval.none_yet"))
    found = _found(context, entry, inputs)
    if isinstance(found, Outcome):
        return found
    result, record = found
    if result.is_provisional:
        return Outcome(context, notice=context.text("approval.provisional"))
    opened = open_request(context, entry.assessment)
    if opened and record and record.is_open(inputs.now):
        return Outcome(context.with_pending(given_code(opened, record.open_until)))
    asked = RequestApproval(entry.assessment, private=HAS_PRIVATE if _has_private(result) else "")
    return Outcome(context.with_pending(asked), notice=_decided_before(context, record))


def _entry(context: Context) -> FinishedEntry | None:
    pending = context.session.pending
    on_card = context.session.finished.find(pending.assessment) if isinstance(pending, ResultCard) else None
    return on_card or wanted_entry(context)


def _found(
    context: Context, entry: FinishedEntry, inputs: StepInputs
) -> tuple[Result, ApprovalRequest | None] | Outcome:
    """Return the stored result of an entry and its last request, or the outcome that asks for them."""
    result = stored_result(context, entry, inputs)
    if isinstance(result, Outcome):
        return result
    if not entry.approval:
        return result, None
    link = Link(LinkKind.APPROVAL, entry.approval)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    record = inputs.shared[link]
    return result, record if isinstance(record, ApprovalRequest) else None


def _has_private(result: Result) -> bool:
    has_evidence = any(name.startswith(NOTE_PREFIX) for name in result.notes)
    return has_evidence or FLOW.has_private_answer(result.service_data)


def _decided_before(context: Context, record: ApprovalRequest | None) -> str:
    """Return the line that tells of the decision before; empty where there was none."""
    decision: Approval | None = record.decision or record.last_approval if record else None
    if record is None or decision is None:
        return ""
    is_returned = record.state is ApprovalState.RETURNED
    name = "approval.returned_before" if is_returned else "approval.approved_before"
    return context.text(name, who=decision.name or "–", date=spoken_date(decision.at, context.text))


def screen(context: Context, pending: RequestApproval) -> Message:
    """Ask how, or show the code of the open request; the list if the assessment is gone."""
    entry = context.session.finished.find(pending.assessment)
    if entry is None:
        return results_list(context)
    return _code(context, entry, pending) if pending.code else _ask(context, entry, pending)


def _ask(context: Context, entry: FinishedEntry, pending: RequestApproval) -> Message:
    text, question = context.text, side_question_id(Topic.REQUEST_APPROVAL, entry.assessment)
    private = (RequestChoice.WITH_PRIVATE,) if pending.private else ()
    return Message(
        summary=text("approval.title"),
        title=text("approval.title"),
        blocks=(
            Paragraph(entry.service, Role.HEADING),
            Paragraph(text("approval.text")),
            *((Paragraph(text("approval.about_private")),) if private else ()),
            Paragraph(text("approval.no_signature"), Role.REMARK),
        ),
        choices=(
            *(
                side_choice(context, f"approval.{choice}", context.press(choice.value, question), number)
                for number, choice in enumerate((RequestChoice.PLAIN, *private), 1)
            ),
            side_choice(
                context, "approval.close", context.press(RequestChoice.CLOSE.value, question), style=Style.PRIMARY
            ),
        ),
    )


def _code(context: Context, entry: FinishedEntry, pending: RequestApproval) -> Message:
    """Show what to send on: one paragraph with all that the other person needs, and the address."""
    text, question = context.text, side_question_id(Topic.REQUEST_APPROVAL, entry.assessment)
    until = spoken_day(date.fromisoformat(pending.until), text)
    title = text("approval.code_title")
    invitation = text("approval.invitation", service=entry.service, code=pending.code, date=until)
    # LINE takes a hundred Thai letters at most, and cuts the rest: the code comes first.
    shared = text("approval.share_text", service=entry.service, code=pending.code)
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("approval.send_on")),
            Paragraph(invitation),
            Paragraph(text("approval.code_remark"), Role.REMARK),
        ),
        choices=(
            side_choice(
                context, "approval.withdraw", context.press(RequestChoice.WITHDRAW.value, question), 1, Style.DANGER
            ),
            side_choice(
                context, "approval.close", context.press(RequestChoice.CLOSE.value, question), style=Style.PRIMARY
            ),
        ),
        links=(
            ResultLink(text("approval.share"), pending.code, LinkPurpose.SHARE, shared, is_code=True),
            ResultLink(text("approval.open_page"), pending.code, LinkPurpose.CODE),
            copy_code(context, pending.code),
        ),
    )


def answer(context: Context, pending: RequestApproval, choice: str, inputs: StepInputs) -> Outcome:
    """Make the request, withdraw it, or close."""
    match RequestChoice(choice):
        case RequestChoice.CLOSE:
            return Outcome(context)
        case RequestChoice.WITHDRAW:
            return _withdraw(context, pending)
        case kind:
            entry = context.session.finished.find(pending.assessment)
            if entry is None:
                return answer_after_deletion(context, choice)
            return _make(context, entry, inputs, shows_private=kind is RequestChoice.WITH_PRIVATE)


def _make(context: Context, entry: FinishedEntry, inputs: StepInputs, *, shows_private: bool) -> Outcome:
    found = _found(context, entry, inputs)
    if isinstance(found, Outcome):
        return found
    result, before = found
    if result.is_provisional:
        return Outcome(context, notice=context.text("approval.provisional"))
    return make_request(context, entry, result, before, inputs, shows_private=shows_private)


def _withdraw(context: Context, pending: RequestApproval) -> Outcome:
    """Withdraw the request. Whether somebody decided first is known once the change is done."""
    shared = context.session.shared
    if not any(item.token == pending.token for item in shared.approvals):
        return Outcome(context, notice=context.text("approval.closed_already"))
    closing = tuple(
        item._replace(is_closing=True) if item.token == pending.token else item for item in shared.approvals
    )
    session = context.session._replace(shared=shared._replace(approvals=closing))
    change = RecordChange(Link(LinkKind.APPROVAL, pending.token), WithdrawApproval())
    return Outcome(context.with_session(session), shared=(change,), settles=True)
