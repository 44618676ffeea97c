"""Hands a service over to another owner: the officer gets a code to send on."""

from enum import StrEnum
from typing import NamedTuple

from flows.actions.finished_results import stored_result
from flows.actions.hand_overs import service_name
from flows.actions.new_assessment import start_afresh
from flows.assessment.context import Context
from flows.assessment.outcome import NewRecord, Outcome, RecordChange, SharedEffect
from flows.collaboration.service import DeleteService, ServiceRecord
from flows.dialogs.results import answer_after_deletion, results_list
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.link import Link, LinkKind
from flows.model.messages import Message, Paragraph, Role, Style
from flows.model.pending import HandOver, OfferedService, ResultCard, Topic
from flows.model.question_ids import ASSESSOR, RESULT, SERVICE, levels_of
from flows.model.service_copy import assessment_of, copy_service, copy_to_json
from flows.model.session import Assessment
from flows.model.shared_work import Offer
from flows.model.step_context import StepInputs
from flows.screens.confirmation import side_choice, side_question_id
from flows.screens.parked_assessments import has_room

#: How long an offer can be accepted.
OFFER_SECONDS = 3 * SECONDS_A_DAY


class HandOverChoice(StrEnum):
    """The choices: hand over and be named, hand over without a name, or not at all."""

    NAMED = "named"
    UNNAMED = "unnamed"
    CLOSE = "close"


class _Service(NamedTuple):
    """What the recipient sees of a service before accepting it, and the message in which its name was typed."""

    name: str
    sender: str
    answered: int
    total: int
    source: str


def hand_over(context: Context, inputs: StepInputs) -> Outcome:
    """Offer the service on screen to another owner: that of the card, or the present one."""
    session, pending = context.session, context.session.pending
    name = pending.assessment if isinstance(pending, ResultCard) else context.assessment.id
    if session.shared.offer_of(name):
        return Outcome(context.with_pending(OfferedService(name)))
    service = _service(context, name, inputs)
    if service is None:
        return Outcome(context, notice=context.text("handover.nothing"))
    if isinstance(service, Outcome):
        return service
    return Outcome(context.with_pending(HandOver(name, service.sender)))


def _service(context: Context, assessment: str, inputs: StepInputs) -> _Service | Outcome | None:
    """Return what is told of a service; the outcome that reads its result first, or says that it is gone.

    None where there is nothing to hand over: no service has a name yet.
    """
    held, entry = assessment_of(context.session, assessment), context.session.finished.find(assessment)
    result = stored_result(context, entry, inputs) if entry else None
    if isinstance(result, Outcome):
        return result
    if held and held.state != RESULT:
        return _told(context, held) if entry or held.answers.get(SERVICE) else None
    if entry is None or result is None:
        return None
    total = len(context.criteria.processes)
    sender, source = result.service_data.get(ASSESSOR, ""), result.sources.get(SERVICE, "")
    return _Service(entry.service, sender, total - entry.open, total, source)


def _told(context: Context, held: Assessment) -> _Service:
    answers = held.answers
    levels = levels_of(context.criteria, answers)
    named, source = answers.get(SERVICE, ""), held.sources.get(SERVICE, "")
    return _Service(named, answers.get(ASSESSOR, ""), len(levels), len(context.criteria.processes), source)


def screen(context: Context, pending: HandOver) -> Message:
    """Say what the recipient gets, and ask whether to hand over; the list if the service is gone."""
    if not _is_there(context, pending.assessment):
        return results_list(context)
    text, question = context.text, side_question_id(Topic.HAND_OVER, pending.assessment)
    named = ((HandOverChoice.NAMED, Style.PRIMARY),) if pending.sender else ()
    unnamed = Style.NEUTRAL if pending.sender else Style.PRIMARY
    choices = (*named, (HandOverChoice.UNNAMED, unnamed), (HandOverChoice.CLOSE, Style.NEUTRAL))
    about_name = text("handover.about_name", name=pending.sender) if pending.sender else ""
    return Message(
        summary=text("handover.title"),
        title=text("handover.title"),
        blocks=(
            Paragraph(service_name(context, pending.assessment), Role.HEADING),
            Paragraph(text("handover.text")),
            *((Paragraph(about_name),) if about_name else ()),
        ),
        choices=tuple(
            side_choice(context, _label(choice, pending), context.press(choice.value, question), number, style)
            for number, (choice, style) in enumerate(choices, 1)
        ),
    )


def _label(choice: HandOverChoice, pending: HandOver) -> str:
    return "handover.only" if choice is HandOverChoice.UNNAMED and not pending.sender else f"handover.{choice}"


def _is_there(context: Context, assessment: str) -> bool:
    return (
        assessment_of(context.session, assessment) is not None or context.session.finished.find(assessment) is not None
    )


def answer(context: Context, pending: HandOver, choice: str, inputs: StepInputs) -> Outcome:
    """Offer the service, or not."""
    if not _is_there(context, pending.assessment):
        return answer_after_deletion(context, choice)
    if HandOverChoice(choice) is HandOverChoice.CLOSE:
        return Outcome(context)
    service = _service(context, pending.assessment, inputs)
    if service is None:
        return Outcome(context, notice=context.text("handover.nothing"))
    if isinstance(service, Outcome):
        return service
    is_present = context.assessment.id == pending.assessment
    if is_present and not has_room(context):
        return Outcome(context, notice=context.text("parking.full"))
    names_sender = choice == HandOverChoice.NAMED
    return _offer(context, pending.assessment, service if names_sender else service._replace(sender=""), inputs)


def _offer(context: Context, assessment: str, service: _Service, inputs: StepInputs) -> Outcome:
    """Store what the recipient gets, under a new code. The service stays here, parked or in the list, as it is now."""
    session, until = context.session, inputs.now + OFFER_SECONDS
    offer = Offer(inputs.token, inputs.code, assessment, until, source=service.source)
    # The version after this step's own writes.
    copy = copy_service(session, assessment, inputs.links_version + 1, names_assessor=bool(service.sender))
    record = ServiceRecord(
        owner=inputs.conversation,
        offer=offer.code,
        offered_until=offer.until,
        service=service.name,
        answered=service.answered,
        total=service.total,
        sender=service.sender,
        language=context.language.value,
        payload=copy_to_json(copy),
    )
    effects: list[SharedEffect] = [NewRecord(offer.token, record, offer.code, inputs.now)]
    if earlier := session.shared.services.get(assessment):
        # The record of the last hand-over says the same owner, and may be near its end.
        effects.append(RecordChange(Link(LinkKind.SERVICE, earlier), DeleteService(inputs.conversation)))
    shared = session.shared._replace(
        offers=(*session.shared.offers, offer),
        services={**session.shared.services, assessment: offer.token},
    )
    offered = context.with_session(session._replace(shared=shared))
    if context.assessment.id == assessment and context.state != RESULT:
        offered = start_afresh(offered, inputs).context
    notice = context.text("handover.offered", service=service.name)
    return Outcome(offered.with_pending(OfferedService(assessment)), notice=notice, shared=tuple(effects))
