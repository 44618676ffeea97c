"""Tells the state of an approval above the result, or above its card, in the chat."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.collaboration.approval import ApprovalRequest
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.pending import ResultCard
from flows.model.question_ids import RESULT
from flows.model.result import Result
from flows.model.step_context import StepInputs
from flows.results.approval_view import approval_line, view_approval
from flows.screens.publication import build_result


def tell_approval(before: Context, outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Add the line where the reply shows a result for which approval was asked, and the decision is no news in it.

    The outcome may want the request, or the result of a card; nothing was done then.
    """
    entry = _shown_entry(outcome)
    if entry is None or not entry.approval or _is_news(before, outcome.context, entry):
        return outcome
    link = Link(LinkKind.APPROVAL, entry.approval)
    if link not in inputs.shared:
        return outcome._replace(wanted_links=(link,))
    context, record = outcome.context, inputs.shared[link]
    if not isinstance(record, ApprovalRequest):
        return outcome
    if context.session.pending and entry.token not in inputs.results:
        return outcome._replace(wanted=(entry.token,))
    result = _result(context, entry, inputs)
    rules = [
        rules for rules in (context.rules, context.rules.newest_rules) if _is_of(result, rules.criteria.edition.id)
    ]
    view = view_approval(rules[0].criteria, result, record, context.text, inputs.now) if result and rules else None
    return outcome._replace(notice=in_lines(outcome.notice, approval_line(view, context.text))) if view else outcome


def _shown_entry(outcome: Outcome) -> FinishedEntry | None:
    """Return the entry of the result that the reply shows; None where it shows none."""
    context, pending = outcome.context, outcome.context.session.pending
    if outcome.before or outcome.deleted or outcome.brief or outcome.choices_only or outcome.silent:
        return None  # Another message comes first, or the result is not shown.
    if isinstance(pending, ResultCard):
        return context.session.finished.find(pending.assessment)
    is_result = pending is None and context.state == RESULT
    return context.session.finished.find(context.assessment.id) if is_result else None


def _is_news(before: Context, after: Context, entry: FinishedEntry) -> bool:
    """Return whether the officer is told of the decision in this very reply."""
    return any(
        item.token == entry.approval and item not in after.session.shared.approvals
        for item in before.session.shared.approvals
    )


def _result(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Result | None:
    if context.session.pending:
        return inputs.results[entry.token]
    return build_result(context, entry.token, entry.finished_at)


def _is_of(result: Result | None, edition: str) -> bool:
    return result is not None and result.edition == edition
