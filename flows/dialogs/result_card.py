"""The card of a parked or finished assessment, with the actions for it."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from flows.actions.finished_results import stored_result
from flows.actions.new_assessment import repeat_assessment
from flows.actions.owners_copy import without_copy_of
from flows.actions.permissions import may_withdraw
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.approval import MoveApproval
from flows.dialogs import offered_service
from flows.dialogs.link_settings import open_link_settings
from flows.dialogs.owners_copy import request_copy
from flows.dialogs.results import (
    answer_after_deletion,
    finished_line,
    open_line,
    refuse_withdrawal,
    results_list,
    withdrawable_result,
)
from flows.i18n.wording import quoted
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.messages import Choice, Message, Paragraph, ResultLink, Role, Style
from flows.model.pending import ConfirmDeleteResult, OfferedService, ResultCard, Topic
from flows.model.result import Result
from flows.model.session import Assessment
from flows.model.step_context import StepInputs
from flows.screens.confirmation import side_choice, side_question_id
from flows.screens.parked_assessments import has_room, service_of, switch_to
from flows.screens.result import result_links


class ParkedChoice(StrEnum):
    """The choices for a parked assessment."""

    RESUME = "resume"
    DELETE = "delete"
    CLOSE = "close"


class FinishedChoice(StrEnum):
    """The choices for a finished assessment."""

    AGAIN = "again"
    COPY = "copy"
    LINK = "link"
    WITHDRAW = "withdraw"
    DELETE = "delete"
    CLOSE = "close"


def screen(context: Context, pending: ResultCard) -> Message:
    """Show the assessment, or its offer to another owner; the list if it is gone."""
    if context.session.shared.offer_of(pending.assessment):
        return offered_service.screen(context, OfferedService(pending.assessment))
    if parked := context.session.parked_as(pending.assessment):
        return _parked_card(context, parked)
    entry = context.session.finished.find(pending.assessment)
    return _finished_card(context, entry) if entry else results_list(context)


def answer(context: Context, pending: ResultCard, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice of the card."""
    if context.session.shared.offer_of(pending.assessment):
        return offered_service.answer(context, OfferedService(pending.assessment), choice, inputs)
    if parked := context.session.parked_as(pending.assessment):
        return _answer_parked(context, parked, ParkedChoice(choice))
    if entry := context.session.finished.find(pending.assessment):
        return _answer_finished(context, entry, FinishedChoice(choice), inputs)
    return answer_after_deletion(context, choice)


def _answer_parked(context: Context, parked: Assessment, choice: ParkedChoice) -> Outcome:
    match choice:
        case ParkedChoice.RESUME:
            notice = context.text("parking.resumed", service=service_of(context, parked))
            return Outcome(switch_to(context, parked), notice=notice)
        case ParkedChoice.DELETE:
            return _confirm_delete(context, parked.id, parked.started_by)
        case ParkedChoice.CLOSE:
            return Outcome(context)
        case _:
            assert_never(choice)


def _answer_finished(context: Context, entry: FinishedEntry, choice: FinishedChoice, inputs: StepInputs) -> Outcome:
    match choice:
        case FinishedChoice.CLOSE:
            return Outcome(context)
        case FinishedChoice.DELETE:
            return _confirm_delete(context, entry.assessment, entry.started_by)
        case FinishedChoice.AGAIN:
            return _repeat(context, entry, inputs)
        case FinishedChoice.COPY:
            return request_copy(context, entry, inputs)
        case FinishedChoice.LINK:
            return _open_link_settings(context, entry, inputs)
        case FinishedChoice.WITHDRAW:
            return _withdraw(context, entry, inputs)
        case _:
            assert_never(choice)


def _confirm_delete(context: Context, assessment: str, started_by: str) -> Outcome:
    if not may_withdraw(context, started_by):
        return refuse_withdrawal(context, assessment)
    return Outcome(context.with_pending(ConfirmDeleteResult(assessment)))


def _repeat(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    if not has_room(context):
        return Outcome(context.with_pending(ResultCard(entry.assessment)), notice=context.text("parking.full"))
    result = stored_result(context, entry, inputs)
    return result if isinstance(result, Outcome) else repeat_assessment(context, entry, result, inputs)


def _open_link_settings(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    result = withdrawable_result(context, entry, inputs)
    return result if isinstance(result, Outcome) else open_link_settings(context, entry, inputs)


def _withdraw(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Outcome:
    result = withdrawable_result(context, entry, inputs)
    return result if isinstance(result, Outcome) else _replace_link(context, entry, result, inputs)


def _replace_link(context: Context, entry: FinishedEntry, result: Result, inputs: StepInputs) -> Outcome:
    """Close the old link. The result gets a new one that only its owner knows, and its request for approval too."""
    session = context.session.with_renewed(replace(entry, token=inputs.token, views=0))
    if session.assessment.token == entry.token:
        session = session._replace(assessment=session.assessment._replace(token=inputs.token))
    card = context.with_session(session).with_pending(ResultCard(entry.assessment))
    published = replace(result, token=inputs.token)
    notice = context.text("results.withdrawn_in_group" if context.session.is_group else "results.withdrawn")
    changes = (RecordChange(Link(LinkKind.APPROVAL, entry.approval), MoveApproval(inputs.token)),)
    moved = Outcome(card, notice=notice, published=(published,), revoked=(entry.token,))
    moved = moved._replace(shared=changes if entry.approval else ())
    return without_copy_of(moved, entry.token)


def _parked_card(context: Context, parked: Assessment) -> Message:
    """Show an unfinished assessment; one that is being corrected has its result's links."""
    service, entry = service_of(context, parked), context.session.finished.find(parked.id)
    choices = ((ParkedChoice.RESUME, Style.PRIMARY), (ParkedChoice.DELETE, Style.DANGER))
    return Message(
        summary=service,
        title=service,
        blocks=(Paragraph(open_line(context, parked)),),
        choices=_choices(context, parked.id, (*choices, (ParkedChoice.CLOSE, Style.NEUTRAL))),
        links=_links(context, entry) if entry else (),
    )


def _finished_card(context: Context, entry: FinishedEntry) -> Message:
    choices = (
        (FinishedChoice.AGAIN, Style.PRIMARY),
        (FinishedChoice.COPY, Style.NEUTRAL),
        (FinishedChoice.LINK, Style.NEUTRAL),
        (FinishedChoice.WITHDRAW, Style.NEUTRAL),
        (FinishedChoice.DELETE, Style.DANGER),
        (FinishedChoice.CLOSE, Style.NEUTRAL),
    )
    return Message(
        summary=entry.service,
        title=entry.service,
        blocks=(
            Paragraph(finished_line(context, entry)),
            *_given_to(context, entry),
            Paragraph(context.text("results.actions"), Role.REMARK),
        ),
        choices=_choices(context, entry.assessment, choices),
        links=_links(context, entry),
    )


def _given_to(context: Context, entry: FinishedEntry) -> tuple[Paragraph, ...]:
    """Tell to which collections the service is given."""
    joined = [item for item in context.session.shared.collections if entry.assessment in item.assessments]
    titles = quoted(item.title for item in joined)
    return (Paragraph(context.text.plural("giving.given_to", len(joined), titles=titles)),) if joined else ()


def _links(context: Context, entry: FinishedEntry) -> tuple[ResultLink, ...]:
    return result_links(context, entry.token, entry.service, entry.group)


def _choices(context: Context, assessment: str, choices: Sequence[tuple[StrEnum, Style]]) -> tuple[Choice, ...]:
    question = side_question_id(Topic.RESULT, assessment)
    return tuple(
        side_choice(context, f"results.{choice}", context.press(choice.value, question), number, style)
        for number, (choice, style) in enumerate(choices, 1)
    )
