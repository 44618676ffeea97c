"""Carries what an event changed into the collections to which a conversation gives its services."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.actions.joined_collections import MOST_GIVEN, join
from flows.assessment.context import Context
from flows.assessment.outcome import ContributionWrite, GuardedRenewal, NewRecord, Outcome, in_lines
from flows.collaboration.approval import ApprovalRequest, ApprovalState
from flows.collaboration.collection import Collection
from flows.collaboration.contribution import Contribution, GivenService
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.question_ids import AGENCY
from flows.model.result import Result
from flows.model.session import Session
from flows.model.shared_work import Joined
from flows.model.step_context import StepInputs
from flows.results.approval_view import ApprovalStatus, view_approval
from flows.results.given_service import given_service
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import canonical

#: What a collection tells of an approval. One that was given to another state of the result is none.
APPROVALS: Mapping[ApprovalStatus, str] = {
    ApprovalStatus.WAITING: ApprovalState.OPEN.value,
    ApprovalStatus.APPROVED: ApprovalState.APPROVED.value,
    ApprovalStatus.RETURNED: ApprovalState.RETURNED.value,
}


def give_changes(before: Context, outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Add the writes to collections that follow from an event. The outcome may want what they are made of.

    An open collection gets every change of what is given to it. A closed one keeps the last state, without what was
    withdrawn, deleted or unsent.
    """
    known = before.session.shared.collections
    if outcome.deleted:
        return _with_writes(outcome, [ContributionWrite(joined.link, None) for joined in known])
    after = outcome.context.session.shared.collections
    writes = [ContributionWrite(item.link, None) for item in known if item.link not in {each.link for each in after}]
    given = outcome
    for joined in after:
        changes = _Changes(before.session, joined, given, inputs)
        if not changes.are_any:
            continue
        if changes.wants:
            return changes.wants._replace(context=before)
        if changes.is_lost:
            continue
        contribution = changes.contribution
        kept = joined._replace(assessments=tuple(item.assessment for item in contribution.services))
        given = given._replace(context=join(given.context, kept))
        if contribution != changes.stored:
            writes.append(ContributionWrite(joined.link, contribution, joined.until))
    return _tell_not_given(_with_writes(given, writes))


def _with_writes(outcome: Outcome, writes: list[ContributionWrite]) -> Outcome:
    return outcome._replace(shared=(*outcome.shared, *writes)) if writes else outcome


def _tell_not_given(outcome: Outcome) -> Outcome:
    """Tell an officer who just confirmed a result to which collection it may be given, too."""
    context, session = outcome.context, outcome.context.session
    if session.assessment.token not in {result.token for result in outcome.published} or session.pending:
        return outcome
    lacking = [
        joined.title
        for joined in session.shared.collections
        if not joined.is_closed and session.assessment.id not in joined.assessments
    ]
    lines = [context.text("collect.not_given", title=title) for title in lacking]
    return outcome._replace(notice=in_lines(outcome.notice, *lines))


@dataclass(frozen=True)
class _Changes:
    """What an event changes of what is given to one collection."""

    before: Session
    joined: Joined
    outcome: Outcome
    inputs: StepInputs

    @property
    def session(self) -> Session:
        return self.outcome.context.session

    @cached_property
    def results(self) -> Mapping[str, Result]:
        """Return the results that the event stores, by their tokens."""
        guarded = (item.result for item in self.outcome.shared if isinstance(item, GuardedRenewal))
        return {result.token: result for result in (*guarded, *self.outcome.renewed, *self.outcome.published)}

    @property
    def are_any(self) -> bool:
        """Return whether the event may change what is given; only then the stored record is needed."""
        known = self.before.shared.joined(self.joined.collection)
        if known is None or known._replace(is_closed=self.joined.is_closed) != self.joined:
            return True
        return bool(self.results or self.session.finished.changed) or self._decided()

    def _decided(self) -> bool:
        """Return whether the conversation learnt the decision on an approval."""
        return self.before.shared.approvals != self.session.shared.approvals

    @cached_property
    def requests(self) -> Mapping[str, ApprovalRequest]:
        """Return the requests for approval that are read, or made by the event, by their tokens."""
        made = {item.token: item.record for item in self.outcome.shared if isinstance(item, NewRecord)}
        read = {link.token: record for link, record in self.inputs.shared.items()}
        return {token: item for token, item in (read | made).items() if isinstance(item, ApprovalRequest)}

    @cached_property
    def entries(self) -> Mapping[str, FinishedEntry]:
        """Return all finished assessments by their ids, read together."""
        return {entry.assessment: entry for entry in self.session.finished.entries}

    @property
    def is_new(self) -> bool:
        return self.before.shared.joined(self.joined.collection) is None

    @cached_property
    def stored(self) -> Contribution | None:
        """Return what is given so far; None for nothing, or where the record was lost."""
        found = self.inputs.shared.get(self.joined.link)
        return found if isinstance(found, Contribution) else None

    @cached_property
    def is_closed(self) -> bool:
        """Return whether the collection takes no more changes."""
        record = self.inputs.shared.get(Link(LinkKind.COLLECTION, self.joined.collection))
        return self.joined.is_closed or (isinstance(record, Collection) and not record.is_open(self.inputs.now))

    @property
    def is_lost(self) -> bool:
        """Return whether the record of a closed collection is lost: its last state is not known any more."""
        return self.is_closed and self.stored is None

    @cached_property
    def rows(self) -> dict[str, GivenService]:
        """Return the services that are given so far, by their assessments."""
        return {row.assessment: row for row in self.stored.services} if self.stored else {}

    @property
    def wants(self) -> Outcome | None:
        """Return what is still to be read; None for nothing."""
        if not self.is_new and self.joined.link not in self.inputs.shared:
            return Outcome(self.outcome.context, wanted_links=(self.joined.link,))
        if self.is_closed:
            return None
        made = [entry for name in self.assessments if (entry := self._made_from(name))]
        if results := tuple(item.token for item in made if self._result(item) is None and not self._is_gone(item)):
            return Outcome(self.outcome.context, wanted=results)
        requested = {item.approval for item in made if item.approval} - {*self.requests}
        links = (Link(LinkKind.APPROVAL, token) for token in sorted(requested))
        if approvals := tuple(link for link in links if link not in self.inputs.shared):
            return Outcome(self.outcome.context, wanted_links=approvals)
        found = (self._result(item) for item in made)
        editions = {result.edition for result in found if result} - {*self.outcome.context.rules.editions}
        if unread := tuple(sorted(editions - self.inputs.unknown_editions)):
            return Outcome(self.outcome.context, wanted_editions=unread)
        return None

    def _made_from(self, assessment: str) -> FinishedEntry | None:
        """Return the entry of an assessment whose row is made anew; None where it stays, or goes."""
        entry = self.entries.get(assessment)
        return entry if entry and (assessment not in self.rows or self._is_touched(entry)) else None

    def _is_touched(self, entry: FinishedEntry) -> bool:
        is_changed = entry.assessment in self.session.finished.changed or entry.token in self.results
        return is_changed or (bool(entry.approval) and self._decided())

    def _result(self, entry: FinishedEntry) -> Result | None:
        return self.results.get(entry.token) or self.inputs.results.get(entry.token)

    def _is_gone(self, entry: FinishedEntry) -> bool:
        return entry.token in self.inputs.results and self.inputs.results[entry.token] is None

    @cached_property
    def assessments(self) -> tuple[str, ...]:
        """Return the given assessments. One that assesses a given service again takes the place of the one before."""
        published = {result.token for result in self.outcome.published}
        named = {canonical(row.service): name for name, row in self.rows.items()}
        taken: dict[str, str] = {}
        for entry in sorted(filter(None, self.session.finished.changed.values()), key=lambda item: item.number):
            replaced = named.get(canonical(entry.service), "")
            if replaced and entry.token in published and entry.assessment not in self.joined.assessments:
                taken[replaced] = entry.assessment
        return tuple(dict.fromkeys(taken.get(name, name) for name in self.joined.assessments))[:MOST_GIVEN]

    @property
    def contribution(self) -> Contribution:
        """Return what is given from now on."""
        known, joined = self.stored or Contribution("", joined_at=self.joined.joined_at), self.joined
        services = self._last_state() if self.is_closed else self._services()
        return known._replace(agency=joined.agency, expected=joined.expected, services=services)

    def _services(self) -> tuple[GivenService, ...]:
        rows = (self._row(entry) for name in self.assessments if (entry := self.entries.get(name)))
        return tuple(row for row in rows if row)

    def _row(self, entry: FinishedEntry) -> GivenService | None:
        """Return the row of a service; the one before where its result, or its edition, cannot be read any more."""
        known, result = self.rows.get(entry.assessment), self._result(entry)
        criteria = self.outcome.context.rules.editions.get(result.edition) if result else None
        if result is None or criteria is None or self._made_from(entry.assessment) is None:
            return known
        return given_service(criteria, entry.assessment, result, self._approval(criteria, entry, result))

    def _approval(self, criteria: Criteria, entry: FinishedEntry, result: Result) -> str:
        """Return the state of the last request for approval; empty for none, and where the result changed after it."""
        record = self.requests.get(entry.approval)
        text, now = self.outcome.context.text, self.inputs.now
        view = view_approval(criteria, result, record, text, now) if record else None
        return APPROVALS.get(view.status, "") if view else ""

    def _last_state(self) -> tuple[GivenService, ...]:
        """Return the services of a closed collection, without those that were withdrawn or deleted."""
        withdrawn = {link.token for link in self.outcome.withdrawn if link.kind is LinkKind.RESULT}
        rows = (row for name, row in self.rows.items() if name in self.joined.assessments)
        return tuple(self._without_unsent(row) for row in rows if row.result not in withdrawn)

    def _without_unsent(self, row: GivenService) -> GivenService:
        """Return a row without the texts that its result has no more."""
        result = self.results.get(row.result)
        if result is None:
            return row
        unnamed = self.outcome.context.text("review.empty")
        service = unnamed if result.service == unnamed else row.service
        return row._replace(service=service, agency=row.agency if result.service_data.get(AGENCY) else "")
