"""Requests for approval: made by an officer, decided by whoever has the code, learnt by both at their next event."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.outcome import NewRecord, Outcome, in_lines
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.collaboration.codes import OpenedCode
from flows.collaboration.kinds import SharedKind
from flows.i18n.dates import SECONDS_A_DAY, day_of, spoken_date
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.pending import RequestApproval
from flows.model.result import Result
from flows.model.shared_work import GivenText, OpenApproval, SharedWork
from flows.model.step_context import StepInputs

OPEN_SECONDS = 30 * SECONDS_A_DAY
#: A decision that was sent in time may be stored so many seconds later: longer than a worker can be delayed.
LATE_SECONDS = 10 * 60


def make_request(  # noqa: PLR0913 - a request has so many parts
    context: Context,
    entry: FinishedEntry,
    result: Result,
    before: ApprovalRequest | None,
    inputs: StepInputs,
    *,
    shows_private: bool,
) -> Outcome:
    """Make the request for approval of a result, and its code. It takes the place of the request `before`."""
    record = ApprovalRequest(
        result=entry.token,
        language=context.language.value,
        asked_at=inputs.now,
        open_until=inputs.now + OPEN_SECONDS,
        shows_private=shows_private,
        previous=before.last_approval if before else None,
    )
    outcome = without_request(Outcome(context), entry)
    session = outcome.context.session.with_renewed(replace(entry, approval=inputs.token))
    opened = OpenApproval(inputs.token, inputs.code, entry.assessment)
    shared = session.shared._replace(approvals=(*session.shared.approvals, opened))
    asked = context.with_session(session._replace(shared=shared))
    return outcome._replace(
        context=asked.with_pending(given_code(opened, record.open_until)),
        renewed=(replace(result, approval=inputs.token),),
        shared=(NewRecord(inputs.token, record, inputs.code, kept_since=result.assessed_at),),
        withdrawn=(*outcome.withdrawn, *((Link(LinkKind.APPROVAL, entry.approval),) if entry.approval else ())),
    )


def given_code(opened: OpenApproval, open_until: int) -> RequestApproval:
    """Return the side question that shows the code of an open request, until when it opens (seconds since 1970)."""
    until = day_of(open_until).isoformat()
    return RequestApproval(opened.assessment, "", opened.token, opened.code, until)


def open_request(context: Context, assessment: str) -> OpenApproval | None:
    """Return the request for approval of an assessment whose decision is not known yet."""
    return next((item for item in context.session.shared.approvals if item.assessment == assessment), None)


def without_request(outcome: Outcome, entry: FinishedEntry) -> Outcome:
    """Forget the open requests of an assessment. Their codes open nothing any more; their records stay."""
    context = outcome.context
    dropped = [item for item in context.session.shared.approvals if item.assessment == entry.assessment]
    kept = tuple(item for item in context.session.shared.approvals if item not in dropped)
    if not dropped:
        return outcome
    return outcome._replace(
        context=_with_shared(context, context.session.shared._replace(approvals=kept)),
        withdrawn=(*outcome.withdrawn, *(Link(LinkKind.CODE, item.code) for item in dropped)),
    )


def give_decision(context: Context, opened: OpenedCode, inputs: StepInputs) -> Context:
    """Return the context that waits for what becomes of its decision, named by the event's token."""
    given = GivenText(SharedKind.APPROVAL.value, opened.token, inputs.token, inputs.now)
    shared = context.session.shared
    return _with_shared(context, shared._replace(given=(*shared.given, given)))


def learn_decisions(context: Context, inputs: StepInputs) -> Outcome:
    """Take note of decisions that were made, by others and by this conversation."""
    outcome = Outcome(context)
    for item in context.session.shared.approvals:
        link = Link(LinkKind.APPROVAL, item.token)
        if link in inputs.shared:
            found = inputs.shared[link]
            record = found if isinstance(found, ApprovalRequest) else None
            outcome = _learn(outcome, item, record, inputs)
    return _learn_own(outcome, inputs) if inputs.can_tell else outcome


def _learn(outcome: Outcome, item: OpenApproval, record: ApprovalRequest | None, inputs: StepInputs) -> Outcome:
    """Learn what became of an open request, where the officer can be told of it."""
    context = outcome.context
    entry = context.session.finished.find(item.assessment)
    service = entry.service if entry else ""
    if record and record.state is ApprovalState.OPEN and inputs.now < record.open_until + LATE_SECONDS:
        return outcome
    if record and record.state is ApprovalState.OPEN:
        notice = context.text("approval.expired", service=service)
    elif record and record.decision:
        notice = told_decision(context, service, record, record.decision)
    else:
        notice = context.text("approval.withdrawn", service=service) if item.is_closing else ""
    notice = notice if entry else ""  # The result was deleted, or has another owner.
    if notice and not inputs.can_tell:
        return outcome
    shared = context.session.shared
    left = shared._replace(approvals=tuple(each for each in shared.approvals if each != item))
    context = _without_code(_with_shared(context, left), item)
    if record is None and entry and entry.approval == item.token:
        context = context.with_session(context.session.with_renewed(replace(entry, approval="")))
    return outcome._replace(
        context=context,
        notice=in_lines(outcome.notice, notice),
        withdrawn=(*outcome.withdrawn, Link(LinkKind.CODE, item.code)),
    )


def _without_code(context: Context, item: OpenApproval) -> Context:
    """Return the context without the screen that shows the code of a request."""
    pending = context.session.pending
    is_shown = isinstance(pending, RequestApproval) and pending.token == item.token
    return context.with_pending(None) if is_shown else context


def told_decision(context: Context, service: str, record: ApprovalRequest, decision: Approval) -> str:
    """Return the lines that tell an officer of a decision; with the way to change what was returned."""
    text = context.text
    told = {"service": service, "who": _who(context, decision), "date": spoken_date(decision.at, text)}
    remark = text("approval.told_remark", remark=decision.remark) if decision.remark else ""
    if record.state is ApprovalState.APPROVED:
        return in_lines(text("approval.told_approved", **told), remark)
    process = context.rules.newest_rules.criteria.process_by_id.get(record.process)
    name = process.short[context.language] if process else text("approval.whole")
    returned = text("approval.told_returned", **told, process=name)
    return in_lines(returned, remark, text("approval.how_to_change", button=text("result.change"), process=name))


def _who(context: Context, decision: Approval) -> str:
    named = [part for part in (decision.name, decision.position) if part]
    return context.text("approval.who", name=named[0], position=named[1]) if named[1:] else "".join(named) or "–"


def _learn_own(outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Learn whether this conversation's own decisions were stored. Those about results long gone are forgotten."""
    context, notices = outcome.context, []
    oldest = inputs.now - context.rules.retention.result_days * SECONDS_A_DAY
    kept: list[GivenText] = []
    for given in context.session.shared.given:
        link = Link(LinkKind.APPROVAL, given.token)
        if given.kind != SharedKind.APPROVAL or (not given.is_settled and link not in inputs.shared):
            kept.append(given)
        elif given.is_settled:
            kept += [given] if given.at > oldest else []
        else:
            record = inputs.shared[link]
            is_stored = isinstance(record, ApprovalRequest) and record.decision_id == given.id
            kept += [given._replace(is_settled=True)] if is_stored else []
            notices.append(context.text("decide.thanks" if is_stored else "decide.too_late"))
    if tuple(kept) == context.session.shared.given:
        return outcome
    context = _with_shared(context, context.session.shared._replace(given=tuple(kept)))
    return outcome._replace(context=context, notice=in_lines(outcome.notice, *notices))


def _with_shared(context: Context, shared: SharedWork) -> Context:
    return context.with_session(context.session._replace(shared=shared))
