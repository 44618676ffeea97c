"""Keeps a service as it is while it is offered to another owner: the recipient gets what was offered."""

from flows.actions.hand_overs import service_name, take_back
from flows.assessment.context import Context
from flows.assessment.outcome import GuardedRenewal, Outcome
from flows.model.pending import OfferedService
from flows.model.session import Assessment, Session
from flows.model.shared_work import Offer
from flows.model.step_context import StepInputs

#: Tells an entry that a step did not touch from one that it removed.
UNCHANGED = object()


def keep_offered(before: Context, outcome: Outcome) -> Outcome:
    """Return the outcome of an event; where it changes a service that is offered, say so instead, and do nothing.

    An event that takes the offer back, or deletes everything, may do so.
    """
    if outcome.deleted or outcome.wanted or outcome.wanted_batch or outcome.wanted_links:
        return outcome
    for offer in before.session.shared.offers:
        if _changes(before.session, outcome.context.session, offer):
            notice = before.text("offered.frozen", service=service_name(before, offer.assessment))
            return Outcome(before.with_pending(OfferedService(offer.assessment)), notice=notice)
    return outcome


def with_offers_closed(before: Context, outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Return the outcome of an event that changes offered services all the same, and takes their offers back.

    The recipient would get what was removed. Somebody may have accepted a service by now: its result is renewed only if
    it still belongs to this conversation.
    """
    for offer in before.session.shared.offers:
        entry = before.session.finished.find(offer.assessment)
        tokens = {entry.token} if entry else set()
        renewed = tuple(result for result in outcome.renewed if result.token in tokens)
        if not renewed and not _changes_copy(before.session, outcome.context.session, offer.assessment):
            continue
        closed = take_back(outcome.context, offer, inputs)
        outcome = outcome._replace(
            context=closed.context,
            renewed=tuple(result for result in outcome.renewed if result.token not in tokens),
            shared=(*outcome.shared, *closed.shared, *(GuardedRenewal(offer.token, result) for result in renewed)),
        )
    return outcome


def _changes(before: Session, after: Session, offer: Offer) -> bool:
    """Return whether a step changed an offered service, or what colleagues were asked about it."""
    if after.shared.offer_of(offer.assessment) != offer:
        return False
    return _changes_copy(before, after, offer.assessment) or _references(before, offer) != _references(after, offer)


def _changes_copy(before: Session, after: Session, assessment: str) -> bool:
    """Return whether the copy changed. A result on screen may make room for another assessment: the list has it."""
    entries = [session.finished.changed.get(assessment, UNCHANGED) for session in (before, after)]
    if entries[0] != entries[1]:
        return True
    parked, present = before.parked_as(assessment), after.assessment
    if parked:
        return _told(parked) != _told(after.parked_as(assessment))
    if before.assessment.id != assessment:
        return False
    return present.id == assessment and _told(before.assessment) != _told(present)


def _told(assessment: Assessment | None) -> tuple[object, ...]:
    """Return what an assessment tells; what a new one may take over from another service is no part of it."""
    return tuple(assessment._replace(last=None)) if assessment else ()


def _references(session: Session, offer: Offer) -> object:
    questions = [item for item in session.shared.questions if item.assessment == offer.assessment]
    approvals = [item for item in session.shared.approvals if item.assessment == offer.assessment]
    return [item._replace(is_told=False) for item in questions], approvals
