"""Saves the services of a batch, all at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flows.actions.batch_results import differs, new_result, renewed_result, row_assessment, row_token
from flows.actions.new_assessment import answers_of
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.batch import Batch, BatchRow
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.question_ids import ASSESSED_ON, RESULT, REVIEW, WELCOME
from flows.model.result import Result
from flows.model.session import Assessment, OpenBatch
from flows.model.step_context import StepInputs
from flows.screens.publication import finished_entry


class _Saved(NamedTuple):
    """A row's result and its entry in the list; `is_new` tells that its link is new."""

    result: Result
    entry: FinishedEntry
    is_new: bool


def wanted_results(context: Context, batch: Batch, inputs: StepInputs) -> tuple[str, ...]:
    """Return the tokens of the results that the batch renews and the inputs lack."""
    known = {entry.assessment: entry for entry in context.session.finished.entries}  # all are read together
    found = (known.get(row.assessment) for row in batch.rows if row.assessment)
    return tuple(entry.token for entry in found if entry and entry.token not in inputs.results)


def save_batch(context: Context, open_batch: OpenBatch, batch: Batch, inputs: StepInputs) -> Outcome:
    """Publish and renew the results, list them, and close the batch. The groups are known."""
    saved = tuple(_saved(context, open_batch, batch, inputs))
    session = context.session.with_all_finished([item.entry for item in saved])
    renewed = {item.entry.assessment: item.result for item in saved if not item.is_new}
    session = session._replace(
        batch=None,
        assessment=_renewed(context, session.assessment, renewed),
        parked=tuple(_renewed(context, item, renewed) for item in session.parked),
    )
    return Outcome(
        context.with_session(session),
        published=tuple(item.result for item in saved if item.is_new),
        renewed=tuple(item.result for item in saved if not item.is_new),
        withdrawn=(Link(LinkKind.BATCH, open_batch.token),),
    )


def with_groups(batch: Batch, open_batch: OpenBatch) -> Batch:
    """Return the batch with the groups that the officer chose."""
    groups = open_batch.groups
    everywhere = groups.get(0, "")
    rows = (replace(row, group=groups.get(row.number, everywhere)) if row.asks_group else row for row in batch.rows)
    return replace(batch, rows=tuple(rows))


def _saved(context: Context, open_batch: OpenBatch, batch: Batch, inputs: StepInputs) -> Iterator[_Saved]:
    """Yield what each row makes: nothing where its assessment was deleted, is offered now, or is as it was."""
    criteria, known = context.rules.newest_rules.criteria, _known_ids(context)
    for place, row in enumerate(batch.rows):
        if not row.assessment:
            result = new_result(context, row, row_token(inputs.token, place), inputs.now)
            assessment = row_assessment(inputs.token, place, known)
            known.add(assessment)
            yield _Saved(result, finished_entry(criteria, result, assessment, open_batch.started_by), is_new=True)
        elif renewal := _renewal(context, row, inputs):
            before, result = renewal
            entry = finished_entry(criteria, result, before.assessment, before.started_by, before.views)
            yield _Saved(result, entry, is_new=False)


def _known_ids(context: Context) -> set[str]:
    """Return the ids of all assessments of the conversation."""
    session = context.session
    unfinished = (session.assessment, *session.parked)
    return {item.id for item in unfinished} | {entry.assessment for entry in session.finished.entries}


def _renewal(context: Context, row: BatchRow, inputs: StepInputs) -> tuple[FinishedEntry, Result] | None:
    is_offered = context.session.shared.offer_of(row.assessment)
    entry = None if is_offered else context.session.finished.find(row.assessment)
    known = inputs.results.get(entry.token) if entry else None
    if entry is None or known is None:
        return None
    result = renewed_result(context, row, entry, known, inputs.now)
    return (entry, result) if differs(known, result) else None


def _renewed(context: Context, assessment: Assessment, renewed: dict[str, Result]) -> Assessment:
    """Return an assessment that is at its review or its result with the answers of the renewed result.

    One at a question goes on as it is: its officer is changing it.
    """
    result = renewed.get(assessment.id)
    if result is None or assessment.state not in {REVIEW, RESULT}:
        return assessment
    kept = {WELCOME: assessment.answers[WELCOME]} if WELCOME in assessment.answers else {}
    if result.assessed_on:
        kept[ASSESSED_ON] = result.assessed_on
    answers = {**answers_of(context.rules.newest_rules.criteria, result), **kept}
    return assessment._replace(answers=answers, edition=result.edition, sources=dict(result.sources))
