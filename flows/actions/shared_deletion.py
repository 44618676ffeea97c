"""Removes what a conversation shares with others: all of it, what belongs to a result, or the text of a message."""

from collections.abc import Iterator
from typing import NamedTuple

from flows.assessment.outcome import GuardedDeletion, Outcome, RecordChange, SharedEffect
from flows.collaboration.approval import EraseDecisionText
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import EraseAnswerText
from flows.collaboration.service import DeleteService
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.session import Session
from flows.model.shared_work import GivenText, SharedWork
from flows.model.step_context import StepInputs


class SharedDeletion(NamedTuple):
    """The links to delete, and the effects on shared records."""

    links: tuple[Link, ...] = ()
    effects: tuple[SharedEffect, ...] = ()


def delete_everything(session: Session, inputs: StepInputs) -> SharedDeletion:
    """Delete all that the conversation shares, and the texts that it gave to records of others.

    What belongs to a service that is offered is deleted only if nobody accepts it first.
    """
    shared = session.shared
    services = {*shared.services.values(), *(offer.token for offer in shared.offers)}
    changes = tuple(
        RecordChange(Link(LinkKind.SERVICE, token), DeleteService(inputs.conversation)) for token in sorted(services)
    )
    results = [(entry.assessment, link) for entry in session.finished.entries for link in result_links(entry)]
    held = [*results, *_asked(shared)]
    own = tuple(link for assessment, link in held if not shared.offer_of(assessment))
    guarded = tuple(
        GuardedDeletion(offer.token, link) for assessment, link in held if (offer := shared.offer_of(assessment))
    )
    codes = tuple(Link(LinkKind.CODE, offer.code) for offer in shared.offers)
    erased = tuple(erase_given(item) for item in shared.given)
    return SharedDeletion((*own, *codes), (*changes, *guarded, *erased))


def without_record(outcome: Outcome, assessment: str, inputs: StepInputs) -> Outcome:
    """Return the outcome of a deletion, with that of the record of a service that was handed over before."""
    session = outcome.context.session
    token = session.shared.services.get(assessment)
    if token is None:
        return outcome
    services = {name: known for name, known in session.shared.services.items() if name != assessment}
    kept = session._replace(shared=session.shared._replace(services=services))
    change = RecordChange(Link(LinkKind.SERVICE, token), DeleteService(inputs.conversation))
    return outcome._replace(context=outcome.context.with_session(kept), shared=(*outcome.shared, change))


def result_links(entry: FinishedEntry) -> Iterator[Link]:
    """Yield the links of what belongs to a finished assessment: its result, and the request for approval."""
    yield Link(LinkKind.RESULT, entry.token)
    if entry.approval:
        yield Link(LinkKind.APPROVAL, entry.approval)


def shared_links(session: Session) -> Iterator[Link]:
    """Yield the shared records that hold something of this conversation's officer."""
    yield from session.shared.links()
    yield from (Link(LinkKind(given.kind), given.token) for given in session.shared.given)
    yield from (Link(LinkKind.APPROVAL, entry.approval) for entry in session.finished.entries if entry.approval)
    yield from (joined.link for joined in session.shared.collections)


def _asked(shared: SharedWork) -> Iterator[tuple[str, Link]]:
    """Yield the links of what colleagues were asked, each with the assessment that it is about."""
    for question in shared.questions:
        yield question.assessment, Link(LinkKind.QUESTION, question.token)
        yield question.assessment, Link(LinkKind.CODE, question.code)
    for approval in shared.approvals:
        yield approval.assessment, Link(LinkKind.APPROVAL, approval.token)
        yield approval.assessment, Link(LinkKind.CODE, approval.code)


def erase_given(given: GivenText) -> RecordChange:
    """Return the change that removes all texts of an answer, or of a decision, that this conversation gave."""
    link = Link(LinkKind(given.kind), given.token)
    if given.kind == SharedKind.QUESTION:
        return RecordChange(link, EraseAnswerText(answer_id=given.id))
    return RecordChange(link, EraseDecisionText(decision_id=given.id))


def erase_unsent(session: Session, source: str) -> tuple[RecordChange, ...]:
    """Return the changes that remove the text of a message from the records to which it was given."""
    return tuple(
        RecordChange(
            Link(LinkKind(given.kind), given.token),
            EraseAnswerText(source) if given.kind == SharedKind.QUESTION else EraseDecisionText(source),
        )
        for given in session.shared.given
    )
