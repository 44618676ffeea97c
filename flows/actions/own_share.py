"""The assessments of a group that one member started. They can always delete these, whoever started the others."""

from typing import NamedTuple

from flows.actions.approvals import without_request
from flows.actions.finished_results import without_entry
from flows.actions.new_assessment import start_instead
from flows.actions.open_batch import without_batch
from flows.actions.owners_copy import without_copy_of
from flows.actions.shared_deletion import result_links
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.session import Assessment, OpenBatch
from flows.model.step_context import StepInputs
from flows.screens.parked_assessments import has_service_name, service_of, without_parked


class OwnShare(NamedTuple):
    """A member's own assessments: the one in progress (None: somebody else started it), parked and finished ones.

    `batch` has services of a table that are not saved yet.
    """

    current: Assessment | None = None
    parked: tuple[Assessment, ...] = ()
    finished: tuple[FinishedEntry, ...] = ()
    batch: OpenBatch | None = None

    def services(self, context: Context) -> tuple[str, ...]:
        """Return the names of the services."""
        current = (self.current,) if self.current else ()
        unfinished = tuple(service_of(context, item) for item in (*self.parked, *current))
        count = self.batch.new + self.batch.renewed if self.batch else 0
        unsaved = (context.text.plural("batch.unsaved", count),) if count else ()
        return (*(item.service for item in self.finished), *unfinished, *unsaved)


def own_share(context: Context) -> OwnShare | None:
    """Return what the member who acts started; None for nothing, and in a private chat."""
    session, starter = context.session, context.member.id if context.member else ""
    if not starter:
        return None
    is_own = has_service_name(context) and context.assessment.started_by == starter
    share = OwnShare(
        context.assessment if is_own else None,
        tuple(item for item in session.parked if item.started_by == starter),
        tuple(item for item in session.finished.entries if item.started_by == starter),
        session.batch if session.batch and session.batch.started_by == starter else None,
    )
    return share if any(share) else None


def delete_share(context: Context, share: OwnShare, inputs: StepInputs) -> Outcome:
    """Delete what a member started, and the last data export, which contains it; the rest of the group's stays."""
    exported = context.session.exported
    links = [link for item in share.finished for link in result_links(item)]
    if exported:
        links.append(Link(LinkKind.EXPORT, exported))
        context = context.with_session(context.session._replace(exported=""))
    if share.current:
        context = start_instead(context, inputs)
    for parked in share.parked:
        context = without_parked(context, parked.id)
    for entry in share.finished:
        context = without_entry(context, entry, inputs)
    outcome = Outcome(context, withdrawn=tuple(links))
    if share.batch:
        outcome = without_batch(outcome)
    for entry in share.finished:
        outcome = without_copy_of(without_request(outcome, entry), entry.token)
    return outcome
