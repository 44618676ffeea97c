"""Puts a service that was handed over into the conversation of its new owner."""

from dataclasses import replace

from flows.actions.answers import record as record_answer
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange, in_lines
from flows.collaboration.service import ReceiveService, ServiceRecord
from flows.model.link import Link, LinkKind
from flows.model.pending import ResultCard
from flows.model.question_ids import AGREE, RESULT, WELCOME
from flows.model.result import Result
from flows.model.service_copy import ServiceCopy, assessment_of, copy_from_json
from flows.model.session import Assessment, Session
from flows.model.shared_work import Claim
from flows.model.step_context import StepInputs
from flows.screens.parked_assessments import has_room, switch_to


def receive_service(context: Context, claim: Claim, record: ServiceRecord, inputs: StepInputs) -> Outcome:
    """Receive a service, and show it: its result, or its card in the list.

    Whoever accepted a service agreed to what is stored. Ask for the result where it is needed.
    """
    copy = copy_from_json(record.payload)
    token = copy.entry.token if copy.entry else ""
    if token and token not in inputs.results:
        return Outcome(context, wanted=(token,))
    result = inputs.results.get(token)
    if _is_known(context.session, copy.id):
        copy = copy.under(inputs.assessment_id)
    if context.state == WELCOME:
        context = record_answer(context, WELCOME, AGREE).context
    received, is_there = _placed(_with_references(context, copy, claim.token), copy, result, inputs)
    renewed = (copy.result_to_receive(result),) if result else ()
    done = context.text("receive.done", service=record.service) if is_there else ""
    gone = context.text("results.gone") if token and result is None else ""
    change = RecordChange(Link(LinkKind.SERVICE, claim.token), ReceiveService(inputs.conversation, claim.code))
    return Outcome(
        received,
        notice=in_lines(done, gone),
        renewed=renewed,
        withdrawn=(Link(LinkKind.CODE, claim.code),),
        shared=(change,),
        links_version=copy.links_version,
    )


def _is_known(session: Session, assessment: str) -> bool:
    return assessment_of(session, assessment) is not None or session.finished.find(assessment) is not None


def _with_references(context: Context, copy: ServiceCopy, token: str) -> Context:
    """Return the context with the service's record, and what colleagues were asked about it."""
    shared = context.session.shared
    shared = shared._replace(
        questions=(*shared.questions, *copy.questions),
        approvals=(*shared.approvals, *copy.approvals),
        services={**shared.services, copy.id: token},
    )
    return context.with_session(context.session._replace(shared=shared))


def _placed(context: Context, copy: ServiceCopy, result: Result | None, inputs: StepInputs) -> tuple[Context, bool]:
    """Return the context with the service on screen, and whether there is anything of it."""
    held = copy.assessment
    if copy.entry and result:
        named = copy.result_to_receive(result)
        entry = replace(copy.entry, started_by="", service=named.service)
        context = context.with_session(context.session.with_finished(entry))
    elif held is None or held.state == RESULT:
        return context.with_pending(None), False
    if held and held.state == RESULT and _can_go_on(context, held):
        return switch_to(context, held), True
    if held and held.state != RESULT:
        parked = (*context.session.parked, held)
        context = context.with_session(context.session._replace(parked=parked))
    return context.with_pending(ResultCard(copy.id)), True


def _can_go_on(context: Context, result: Assessment) -> bool:
    """Return whether a result can be on screen: its criteria are those in use, and nothing is dropped for it."""
    return has_room(context) and result.edition == context.rules.newest_rules.criteria.edition.id
