"""A service that somebody offers to this conversation: accept it, or not."""

from enum import StrEnum
from typing import assert_never

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.codes import OpenedCode
from flows.collaboration.service import ClaimService, ServiceRecord
from flows.model.link import Link, LinkKind
from flows.model.messages import Message, PageLink, Paragraph, PublicPage, Role, Style
from flows.model.pending import OfferedService, ReceiveService, Topic
from flows.model.question_ids import WELCOME
from flows.model.session import PARKED_ASSESSMENTS
from flows.model.shared_work import Claim
from flows.model.step_context import StepInputs
from flows.screens.confirmation import side_choice, side_question_id
from flows.screens.welcome import consent_paragraphs


class ReceiveChoice(StrEnum):
    """The choices for a service that somebody offers."""

    ACCEPT = "accept"
    CLOSE = "close"


def open_record(context: Context, opened: OpenedCode, record: ServiceRecord, inputs: StepInputs) -> Outcome:
    """Show what a code opens; say so where it is not open any more, or is this conversation's own."""
    own = next((item for item in context.session.shared.offers if item.code == opened.code), None)
    if own:
        offered = context.with_pending(OfferedService(own.assessment))
        return Outcome(offered, notice=context.text("receive.own"))
    if not record.is_offered(opened.code, inputs.now):
        return Outcome(context, notice=context.text("code.unknown"))
    answered, total = str(record.answered), str(record.total)
    asked = ReceiveService(opened.token, opened.code, record.service, answered, total, record.sender)
    return Outcome(context.with_pending(asked))


def screen(context: Context, pending: ReceiveService) -> Message:
    """Show the service, and ask whether to accept it. Whoever is new reads what is stored, as in the welcome."""
    text, question = context.text, side_question_id(Topic.RECEIVE)
    told = [text("receive.progress", answered=pending.answered, total=pending.total)]
    if pending.sender:
        told.append(text("receive.sender", name=pending.sender))
    is_new = WELCOME not in context.assessment.answers
    accept = "receive.accept_new" if is_new else "receive.accept"
    choices = ((ReceiveChoice.ACCEPT, accept, Style.PRIMARY), (ReceiveChoice.CLOSE, "receive.close", Style.NEUTRAL))
    return Message(
        summary=text("receive.summary", service=pending.service),
        title=text("receive.title"),
        blocks=(
            Paragraph(pending.service, Role.HEADING),
            Paragraph("\n".join(told)),
            Paragraph(text("receive.text")),
            *(consent_paragraphs(context) if is_new else ()),
        ),
        choices=tuple(
            side_choice(context, label, context.press(choice.value, question), number, style)
            for number, (choice, label, style) in enumerate(choices, 1)
        ),
        pages=(PageLink(text("welcome.privacy"), PublicPage.PRIVACY, context.language),) if is_new else (),
    )


def answer(context: Context, pending: ReceiveService, choice: str, inputs: StepInputs) -> Outcome:
    """Accept the service while somebody else has not. The reply depends on who was first."""
    match ReceiveChoice(choice):
        case ReceiveChoice.CLOSE:
            return Outcome(context, notice=context.text("receive.kept"))
        case ReceiveChoice.ACCEPT:
            return _accept(context, pending, inputs)
        case unknown:
            assert_never(unknown)


def _accept(context: Context, pending: ReceiveService, inputs: StepInputs) -> Outcome:
    if len(context.session.parked) >= PARKED_ASSESSMENTS:
        return Outcome(context.with_pending(pending), notice=context.text("receive.full"))
    shared = context.session.shared
    claimed = shared._replace(claims=(*shared.claims, Claim(pending.token, pending.code)))
    change = ClaimService(inputs.conversation, pending.code, inputs.now)
    return Outcome(
        context.with_session(context.session._replace(shared=claimed)),
        shared=(RecordChange(Link(LinkKind.SERVICE, pending.token), change),),
        settles=True,
    )
