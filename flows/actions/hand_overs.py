"""Services that change their owner: copies in conversations yield to the record of the service."""

from dataclasses import replace

from flows.actions.last_service import without_last
from flows.actions.new_assessment import start_instead
from flows.actions.owners_copy import without_copy_of
from flows.actions.received_service import receive_service
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange, after_news
from flows.collaboration.service import ServiceRecord, TakeBackService
from flows.model.link import Link, LinkKind
from flows.model.pending import (
    AnswerColleague,
    BatchGroup,
    ConfirmBatch,
    ConfirmDeleteAll,
    ConfirmDeleteResult,
    DecideApproval,
    Guess,
    LinkSettings,
    OfferedService,
    Pending,
    Portfolio,
    ReceiveService,
    ResultCard,
    ResultsPage,
)
from flows.model.question_ids import SERVICE
from flows.model.service_copy import assessment_of
from flows.model.shared_work import Claim, HandedOver, Offer, SharedWork
from flows.model.step_context import StepInputs
from flows.screens.parked_assessments import service_of, without_parked

#: Side questions that stay open where the assessment in progress is dropped: they are not about it.
OTHER_MATTERS = (
    ConfirmDeleteAll,
    ConfirmDeleteResult,
    ResultsPage,
    ResultCard,
    LinkSettings,
    Portfolio,
    OfferedService,
    ReceiveService,
    AnswerColleague,
    DecideApproval,
    ConfirmBatch,
    BatchGroup,
)

#: Lines about services that have another owner now.
MOST_LINES = 20


def learn_owners(context: Context, inputs: StepInputs) -> Outcome:
    """Bring the copies of offered and claimed services up to date with their records.

    Each change of an owner is told once, so that it waits for an event with a reply. Until then a copy stays as it is:
    nothing else changes an offered service.
    """
    if not inputs.can_tell:
        return Outcome(context)
    news, shared = Outcome(context), context.session.shared
    tokens = (*(offer.token for offer in shared.offers), *(claim.token for claim in shared.claims))
    links = (Link(LinkKind.SERVICE, token) for token in tokens)
    if unread := tuple(link for link in links if link not in inputs.shared):
        return Outcome(context, wanted_links=unread)
    for offer in shared.offers:
        news = after_news(news, _learn_offer(news.context, offer, inputs))
    for claim in shared.claims:
        learnt = _learn_claim(news.context, claim, inputs)
        if learnt.wanted:
            return learnt
        news = after_news(news, learnt)
    return news


def take_back(context: Context, offer: Offer, inputs: StepInputs) -> Outcome:
    """Close an offer. Whether that held, the conversation learns from the record: somebody may have accepted it."""
    closing = offer._replace(is_closing=True)
    offers = tuple(closing if item == offer else item for item in context.session.shared.offers)
    change = RecordChange(Link(LinkKind.SERVICE, offer.token), TakeBackService(inputs.conversation, offer.code))
    return Outcome(_with_shared(context, context.session.shared._replace(offers=offers)), shared=(change,))


def _learn_offer(context: Context, offer: Offer, inputs: StepInputs) -> Outcome:
    """Keep a service that is still offered; give it back to its owner, or to the new one.

    The record was stored before anything else, and outlives all copies: without it the new owner has deleted it.
    """
    record = inputs.shared[Link(LinkKind.SERVICE, offer.token)]
    if not isinstance(record, ServiceRecord) or record.owner != inputs.conversation:
        return _hand_over(context, offer, inputs)
    if record.offer != offer.code:
        return _end_offer(context, offer, inputs)
    is_over = inputs.now >= offer.until and not offer.is_closing
    return take_back(context, offer, inputs) if is_over else Outcome(context)


def _end_offer(context: Context, offer: Offer, inputs: StepInputs) -> Outcome:
    """Return the service to this conversation: it was taken back, or its time is over."""
    key = "offered.expired" if inputs.now >= offer.until else "offered.taken_back"
    notice = context.text(key, service=service_name(context, offer.assessment))
    own = _with_shared(context, _without_offer(context.session.shared, offer))
    return Outcome(own, notice=notice, withdrawn=(Link(LinkKind.CODE, offer.code),))


def _hand_over(context: Context, offer: Offer, inputs: StepInputs) -> Outcome:
    """Drop the copy, and keep a line. The result's link belongs to the new owner now."""
    name, assessment, shared = service_name(context, offer.assessment), offer.assessment, context.session.shared
    entry = context.session.finished.find(assessment)
    line = HandedOver(name, inputs.now, offer.source)
    shared = _without_offer(shared, offer)._replace(
        handed_over=(*shared.handed_over, line)[-MOST_LINES:],
        questions=tuple(item for item in shared.questions if item.assessment != assessment),
        approvals=tuple(item for item in shared.approvals if item.assessment != assessment),
        services={key: token for key, token in shared.services.items() if key != assessment},
    )
    left = without_last(_without_copy(_with_shared(context, shared), assessment, inputs), assessment)
    outcome = Outcome(left, notice=context.text("handover.done", service=name))
    return without_copy_of(outcome, entry.token) if entry else outcome


def _without_copy(context: Context, assessment: str, inputs: StepInputs) -> Context:
    """Return the context without an assessment: in progress, parked and finished."""
    pending, asker = context.session.pending, context.session.asker
    if context.assessment.id == assessment:
        context = start_instead(context, inputs)
        pending = pending if isinstance(pending, OTHER_MATTERS) else None
    if _is_about(pending, assessment):
        pending = None
    context = without_parked(context, assessment)
    session = context.session.without_finished(assessment)._replace(pending=pending, asker=asker if pending else None)
    return context.with_session(session)


def _is_about(pending: Pending | None, assessment: str) -> bool:
    if isinstance(pending, Guess):
        return _is_about(pending.below, assessment)
    return getattr(pending, "assessment", None) == assessment


def without_unsent_name(context: Context, source: str) -> Context:
    """Return the context without names of services that were typed in a message which was unsent.

    They are in the lines about services that have another owner, and in the list where such a one is not known yet.
    """
    session, unnamed = context.session, context.text("review.empty")
    for offer in session.shared.offers:
        entry = session.finished.find(offer.assessment) if offer.source == source else None
        session = session.with_renewed(replace(entry, service=unnamed)) if entry else session
    lines = (
        line._replace(service=unnamed, source="") if line.source == source else line
        for line in session.shared.handed_over
    )
    return context.with_session(session._replace(shared=session.shared._replace(handed_over=tuple(lines))))


def _learn_claim(context: Context, claim: Claim, inputs: StepInputs) -> Outcome:
    """Receive a service that this conversation owns now; where another one was first, its code opens nothing."""
    record, shared = inputs.shared[Link(LinkKind.SERVICE, claim.token)], context.session.shared
    known = tuple(item for item in shared.claims if item != claim)
    settled = _with_shared(context, shared._replace(claims=known))
    is_own = isinstance(record, ServiceRecord) and record.owner == inputs.conversation and record.claimed == claim.code
    if not (is_own and isinstance(record, ServiceRecord) and record.payload):
        return Outcome(settled, notice=context.text("code.unknown"))
    return receive_service(settled, claim, record, inputs)


def service_name(context: Context, assessment: str) -> str:
    """Return the name of the service of an assessment: in progress, parked or finished."""
    held = assessment_of(context.session, assessment)
    if held and held.answers.get(SERVICE):
        return service_of(context, held)
    entry = context.session.finished.find(assessment)
    return entry.service if entry else context.text("review.empty")


def _without_offer(shared: SharedWork, offer: Offer) -> SharedWork:
    return shared._replace(offers=tuple(item for item in shared.offers if item.token != offer.token))


def _with_shared(context: Context, shared: SharedWork) -> Context:
    return context.with_session(context.session._replace(shared=shared))
